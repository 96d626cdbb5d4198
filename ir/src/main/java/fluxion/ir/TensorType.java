package fluxion.ir;

/// A dense array of elements of one dtype. Rank 0 is a scalar. Prints as `f32[B, 784]`, a scalar as `f32`.
///
/// @param dtype the type of the elements
/// @param shape the extent of each axis
public record TensorType(DType dtype, Shape shape) implements Type {
    /// A scalar type.
    public static TensorType scalar(DType dtype) {
        return new TensorType(dtype, Shape.SCALAR);
    }

    /// A type with constant dimensions.
    public static TensorType of(DType dtype, long... dims) {
        return new TensorType(dtype, Shape.of(dims));
    }

    /// The number of axes.
    public int rank() {
        return shape.rank();
    }

    /// The same shape with another dtype.
    public TensorType with(DType other) {
        return new TensorType(other, shape);
    }

    /// The same dtype with another shape.
    public TensorType with(Shape other) {
        return new TensorType(dtype, other);
    }

    @Override
    public String toString() {
        return shape.rank() == 0 ? dtype.toString() : dtype.toString() + shape;
    }
}
