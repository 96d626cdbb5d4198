package fluxion.compiler.lower;

import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.Locale;

/// What kernels are called in listings.
final class Names {
    private Names() {}

    /// A word for what computes `value`.
    static String of(Value value) {
        var name = switch (value.def()) {
            case null -> "argument";
            case ScalarOp.Unary(var fn, var _) -> fn.name();
            case ScalarOp.Binary(var fn, var _, var _) -> fn.name();
            case ScalarOp.Compare(var fn, var _, var _) -> fn.name();
            case TensorOp.Elementary(var fn, var _) -> fn.name();
            case TensorOp.Reduce(var fn, var _, var _) -> fn.name();
            case TensorOp.Cumulative(var fn, var _, var _, var _) -> "cumulative_" + fn.name();
            case fluxion.ir.Op op -> OpSchema.mnemonic(op).replace('-', '_');
        };
        return name.toLowerCase(Locale.ROOT);
    }
}
