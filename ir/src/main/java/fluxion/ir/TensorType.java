package fluxion.ir;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A dense array of elements of one dtype. Rank 0 is a scalar. Prints as `f32[B, 784]`, a scalar as `f32`.
///
/// @param dtype the type of the elements
/// @param shape the extent of each axis
public record TensorType(DType dtype, Shape shape) implements Type {
    private static final Map<DType, TensorType> SCALARS = new EnumMap<>(DType.class);

    static {
        for (var dtype : DType.values()) {
            SCALARS.put(dtype, new TensorType(dtype, Shape.SCALAR));
        }
    }

    /// A scalar type.
    public static TensorType scalar(DType dtype) {
        return Objects.requireNonNull(SCALARS.get(dtype));
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

    // written out, as types are compared for each operation that is recorded: those that a record has of itself are
    // chains of method handles, slow until HotSpot compiles them

    @Override
    public boolean equals(@Nullable Object o) {
        return this == o || (o instanceof TensorType type && dtype == type.dtype && shape.equals(type.shape));
    }

    @Override
    public int hashCode() {
        return 31 * dtype.hashCode() + shape.hashCode();
    }

    @Override
    public String toString() {
        return shape.rank() == 0 ? dtype.toString() : dtype.toString() + shape;
    }
}
