package fluxion.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What the type rules of the operations have in common: each check names the operation and says what was found.
final class TypeRules {
    private TypeRules() {}

    static List<Type> one(Type type) {
        return List.of(type);
    }

    static List<Type> types(List<Value> values) {
        var types = new ArrayList<Type>(values.size());
        for (var value : values) {
            types.add(value.type());
        }
        return types;
    }

    static void expect(Op op, boolean holds, String otherwise) {
        if (!holds) {
            throw new IrException(OpSchema.mnemonic(op) + ": " + otherwise);
        }
    }

    /// The same with a message that is made only if it is needed: checks run for every operation that is appended.
    static void expect(Op op, boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            expect(op, false, otherwise.get());
        }
    }

    static void expectTypes(Op op, String what, List<Type> expected, List<Type> found) {
        if (!expected.equals(found)) {
            expect(op, false, what + " have types " + found + ", expected " + expected);
        }
    }

    /// The type that all of `operands` have.
    static TensorType same(Op op, Value... operands) {
        var type = operands[0].tensorType();
        for (var operand : operands) {
            if (!operand.type().equals(type)) {
                expect(op, false, "operands have types " + types(List.of(operands)) + "; they must be the same");
            }
        }
        return type;
    }

    static void scalar(Op op, Value operand, DType dtype) {
        expect(
                op,
                operand.type().equals(TensorType.scalar(dtype)),
                () -> "operand has type " + operand.type() + ", expected " + dtype);
    }

    static void checkAxis(Op op, int axis, int rank) {
        expect(op, axis >= 0 && axis < rank, () -> "axis " + axis + " of a tensor of rank " + rank);
    }

    static void checkAxes(Op op, List<Integer> axes, int rank) {
        for (int i = 0; i < axes.size(); i++) {
            checkAxis(op, axes.get(i), rank);
            for (int j = 0; j < i; j++) {
                expect(op, !axes.get(i).equals(axes.get(j)), () -> "axes " + axes + " repeat one");
            }
        }
    }

    static ListType listType(Op op, Value list) {
        if (list.type() instanceof ListType type) {
            return type;
        }
        throw new IrException(OpSchema.mnemonic(op) + ": operand has type " + list.type() + ", expected a list");
    }

    static void frame(Op op, Value frame) {
        expect(op, frame.type() instanceof FrameType, () -> "operand has type " + frame.type() + ", expected a frame");
    }

    static BufferType bufferType(Op op, Value buffer) {
        if (buffer.type() instanceof BufferType type) {
            return type;
        }
        throw new IrException(OpSchema.mnemonic(op) + ": operand has type " + buffer.type() + ", expected a buffer");
    }

    static boolean hasEffect(Region region) {
        for (var node : region.body()) {
            if (node.op().hasEffect()) {
                return true;
            }
        }
        return false;
    }
}
