package fluxion.compiler.lower;

import fluxion.ir.ControlOp;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Tensors around branches and loops that their regions change in place.
final class Changes {
    private Changes() {}

    /// The value outside of `op` that result `index` is once the branch has been taken, changed in place by at
    /// least one of the regions, so that nothing uses it afterwards; null if there is no such value.
    static @Nullable Value changed(ControlOp.If op, int index) {
        var whenTrue = op.whenTrue().yields().get(index);
        var whenFalse = op.whenFalse().yields().get(index);
        if (whenTrue == whenFalse) {
            return null;
        }
        var befores = befores(whenTrue);
        return befores(whenFalse).stream().filter(befores::contains).findFirst().orElse(null);
    }

    /// `value`, what it was before it was changed, what that was before it was, and so on.
    private static SequencedSet<Value> befores(Value value) {
        var befores = new LinkedHashSet<Value>();
        for (var x = value; x != null; x = before(x)) {
            befores.add(x);
        }
        return befores;
    }

    /// What `value` was before the operation that defines it changed it; null if that makes a new one.
    private static @Nullable Value before(Value value) {
        int index = value.index();
        return switch (value.def()) {
            case TensorOp.Store(var x, var _, var _, var _) -> x;
            case ControlOp.If branch when value.type() instanceof TensorType -> changed(branch, index);
            case ControlOp.For(var _, var initial, var body) when isChanged(body, 1, index) -> initial.get(index);
            case ControlOp.While(var initial, var _, var body) when isChanged(body, 0, index) -> initial.get(index);
            case ControlOp.Invoke(var procedure, var _, var operands)
            when procedure.inPlace().get(index) >= 0 ->
                operands.get(procedure.inPlace().get(index));
            case null -> null;
            case Op _ -> null;
        };
    }

    /// Whether a round changes what it carries as number `index` in place, so that nothing uses what the loop began
    /// with afterwards.
    ///
    /// @param body the body of a loop
    /// @param first the number of the first parameter that is carried
    static boolean isChanged(Region body, int first, int index) {
        var last = body.yields().get(index);
        var parameter = body.parameters().get(first + index);
        return last != parameter && befores(last).contains(parameter);
    }
}
