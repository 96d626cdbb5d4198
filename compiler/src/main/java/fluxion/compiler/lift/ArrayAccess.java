package fluxion.compiler.lift;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The instructions on arrays. An array is a tensor; a write puts a new tensor in its place.
final class ArrayAccess {
    private final Instructions at;

    ArrayAccess(Instructions at) {
        this.at = at;
    }

    private State state() {
        return at.state();
    }

    private GraphBuilder g() {
        return at.g();
    }

    // ---------------------------------------------------------------- creation

    /// The dtype of `new T[n]`, by the operand of `newarray`.
    DType dtype(int operand) {
        return switch (operand) {
            case Opcodes.T_BOOLEAN -> DType.BOOL;
            case Opcodes.T_INT -> DType.I32;
            case Opcodes.T_LONG -> DType.I64;
            case Opcodes.T_FLOAT -> DType.F32;
            case Opcodes.T_DOUBLE -> DType.F64;
            default ->
                throw at.problems()
                        .stop("an array of byte, short or char", "use int[], long[], float[], double[] or boolean[]");
        };
    }

    /// `new T[n]`
    void create(DType dtype) {
        create(dtype, List.of(at.popScalar()));
    }

    /// `new T[n][m]`
    void create(String descriptor, int dims) {
        var element = Type.getType(descriptor).getElementType();
        var dtype = JavaTypes.dtype(element);
        if (dims != 2 || dtype == null || Type.getType(descriptor).getDimensions() != 2) {
            throw at.problems()
                    .stop("an array of type " + Type.getType(descriptor).getClassName(), "use rank 1, or double[n][m]");
        }
        var columns = at.popScalar();
        create(dtype, List.of(at.popScalar(), columns));
    }

    private void create(DType dtype, List<Value> lengths) {
        var dims = lengths.stream()
                .map(n -> at.method().lifting().extents().of(n, at))
                .toList();
        state().push(array(zeros(new TensorType(dtype, new Shape(dims)))));
    }

    /// A tensor of zeros that nothing else refers to.
    Value zeros(TensorType type) {
        return g().add(new TensorOp.Copy(g().zero(type)));
    }

    /// A reference to a new array with these elements.
    JavaValue.Reference array(Value content) {
        return state().create(new JavaObject.Elements(content, false));
    }

    // ---------------------------------------------------------------- elements

    /// `array.length`
    void length() {
        state().push(
                        switch (state().pop()) {
                            case JavaValue.Reference(var name) ->
                                size(state().elements(name).shape().dim(0));
                            case JavaValue.Row(var matrix, var _) ->
                                size(state().elements(matrix).shape().dim(1));
                            case JavaValue other -> throw noArray(other);
                        });
    }

    Value size(Dim dim) {
        return g().size(dim, DType.I32);
    }

    /// `array[index]`
    void load() {
        var index = index();
        switch (state().pop()) {
            case JavaValue.Reference(var name)
            when state().elements(name).rank() == 2 -> state().push(new JavaValue.Row(name, index));
            case JavaValue.Reference(var name) -> load(name, List.of(index));
            case JavaValue.Row(var matrix, var row) -> load(matrix, List.of(row, index));
            case JavaValue other -> throw noArray(other);
        }
    }

    private void load(ObjectName name, List<Value> indices) {
        var element = g().add(new TensorOp.Load(state().elements(name), indices));
        state().push(element.dtype() == DType.BOOL ? g().convert(element, DType.I32) : element);
    }

    private Value index() {
        return g().convert(at.popScalar(), DType.I64);
    }

    /// `array[index] = value`
    void store() {
        var value = state().pop();
        if (!(value instanceof JavaValue.Scalar) && !(value instanceof JavaValue.Comparison)) {
            throw at.problems()
                    .stop("an assignment of a whole row of a matrix", "assign the elements of the row in a loop");
        }
        state().push(value);
        var scalar = at.popScalar();
        var index = index();
        switch (state().pop()) {
            case JavaValue.Reference(var name) -> store(name, List.of(index), scalar);
            case JavaValue.Row(var matrix, var row) -> store(matrix, List.of(row, index), scalar);
            case JavaValue other -> throw noArray(other);
        }
    }

    /// Writes one element.
    void store(ObjectName name, List<Value> indices, Value value) {
        var content = state().elements(name);
        var element =
                content.dtype() == DType.BOOL && value.dtype() != DType.BOOL ? Arithmetic.toBool(value, g()) : value;
        set(name, g().add(new TensorOp.Store(content, indices, element)));
    }

    /// Puts `content` in the place of what the array `name` holds.
    void set(ObjectName name, Value content) {
        if (state().object(name) instanceof JavaObject.Elements(var _, boolean constant) && constant) {
            throw at.problems()
                    .stop(
                            "a write into the array of a static field, or into one that a method which calls itself may"
                                    + " have returned",
                            "pass the array as an argument, or let that method return a copy");
        }
        state().set(name, new JavaObject.Elements(content, false));
    }

    private LiftException noArray(JavaValue value) {
        return at.problems()
                .stop(
                        value instanceof JavaValue.Null ? "an access to null" : "an access to " + value,
                        "initialise the array before it is used");
    }

    // ---------------------------------------------------------------- what the library does with arrays

    /// The elements that `array` refers to, an array of rank 1 or a row.
    record Part(ObjectName name, List<Value> row, Dim length) {
        Value content(State state) {
            return state.elements(name);
        }

        List<Value> index(Value i) {
            var indices = new ArrayList<>(row);
            indices.add(i);
            return indices;
        }
    }

    Part part(JavaValue array) {
        return switch (array) {
            case JavaValue.Reference(var name)
            when state().elements(name).rank() == 1 ->
                new Part(name, List.of(), state().elements(name).shape().dim(0));
            case JavaValue.Row(var matrix, var row) ->
                new Part(matrix, List.of(row), state().elements(matrix).shape().dim(1));
            case JavaValue other -> throw noArray(other);
        };
    }
}
