package fluxion.compiler.simplify;

import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Evaluates operations on scalar constants with the interpreter, which defines their value.
final class ConstantFolding {
    private ConstantFolding() {}

    static @Nullable Value fold(Op op, GraphBuilder g) {
        if (!(op instanceof ScalarOp || op instanceof TensorOp.Elementary)
                || op instanceof ScalarOp.Constant
                || op instanceof ScalarOp.Size
                || op.hasEffect()) {
            return null;
        }
        var operands = OpSchema.operands(op);
        if (!operands.stream().allMatch(v -> v.constant() != null)) {
            return null;
        }
        var single = new GraphBuilder();
        var copy = OpSchema.map(op, v -> single.add(java.util.Objects.requireNonNull(v.constant())), region -> region);
        var graph = new Graph("constant", single.finish(List.of(single.add(copy))));
        var value = (TensorValue) Interpreter.run(graph).getFirst();
        return g.add(constant(value));
    }

    private static ScalarOp.Constant constant(TensorValue value) {
        return new ScalarOp.Constant(
                value.dtype(),
                switch (value.dtype()) {
                    case BOOL -> ((boolean[]) value.toArray())[0] ? 1 : 0;
                    case I32 -> ((int[]) value.toArray())[0];
                    case I64 -> ((long[]) value.toArray())[0];
                    case F32 -> Float.floatToRawIntBits(((float[]) value.toArray())[0]);
                    case F64 -> Double.doubleToRawLongBits(((double[]) value.toArray())[0]);
                });
    }
}
