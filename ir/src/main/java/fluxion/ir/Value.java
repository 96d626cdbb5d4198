package fluxion.ir;

import org.jspecify.annotations.Nullable;

/// One SSA value: a parameter of a region, or result number [#index()] of an operation.
///
/// Equality is identity. That keeps the equality of an [Op] shallow: two ops are equal when they are the same operation
/// on the *same* values, which is exactly the key that value numbering needs.
public final class Value {
    private final @Nullable Op def;
    private final int index;
    private final Type type;
    private final @Nullable SourcePosition position;

    Value(@Nullable Op def, int index, Type type, @Nullable SourcePosition position) {
        this.def = def;
        this.index = index;
        this.type = type;
        this.position = position;
    }

    /// A value that no operation defines: a parameter, or a leaf that a recorder will bind.
    public static Value free(Type type, @Nullable SourcePosition position) {
        return new Value(null, 0, type, position);
    }

    /// The operation that defines this value; null for a parameter.
    public @Nullable Op def() {
        return def;
    }

    /// Which result of [#def()] this is; 0 for a parameter.
    public int index() {
        return index;
    }

    /// The type of this value.
    public Type type() {
        return type;
    }

    /// The type of this value as a tensor.
    ///
    /// @throws IrException if it is a list or a buffer
    public TensorType tensorType() {
        if (type instanceof TensorType tensor) {
            return tensor;
        }
        throw new IrException("a value of type " + type + " where a tensor is needed");
    }

    /// The dtype of this tensor or buffer.
    public DType dtype() {
        return switch (type) {
            case TensorType(var dtype, var _) -> dtype;
            case BufferType(var dtype, var _) -> dtype;
            case ListType _, FrameType _ ->
                throw new IrException("a value of type " + type + " where a tensor or buffer is needed");
        };
    }

    /// The shape of this tensor.
    public Shape shape() {
        return tensorType().shape();
    }

    /// The number of axes of this tensor.
    public int rank() {
        return shape().rank();
    }

    /// The line of Java that made this value, if it is known.
    public @Nullable SourcePosition position() {
        return position;
    }

    /// The constant that defines this value, or null. Compare its bits: `0.0` is not `-0.0`.
    public ScalarOp.@Nullable Constant constant() {
        return def instanceof ScalarOp.Constant constant ? constant : null;
    }
}
