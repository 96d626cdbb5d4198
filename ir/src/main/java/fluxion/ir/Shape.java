package fluxion.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The extents of the axes of a tensor, outermost first; storage is row-major. Prints as `[B, 784]`.
///
/// @param dims the extents
public record Shape(List<Dim> dims) {
    /// The shape of a scalar.
    public static final Shape SCALAR = new Shape(List.of());

    /// Copies the list.
    public Shape {
        dims = List.copyOf(dims);
    }

    /// A shape of constants.
    public static Shape of(long... dims) {
        var list = new Dim[dims.length];
        for (int i = 0; i < list.length; i++) {
            list[i] = Dim.of(dims[i]);
        }
        return new Shape(List.of(list));
    }

    /// A shape of `dims`.
    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    /// The number of axes.
    public int rank() {
        return dims.size();
    }

    /// The extent of `axis`, counted from 0.
    public Dim dim(int axis) {
        return dims.get(axis);
    }

    /// The number of elements, `1` for a scalar.
    public Dim size() {
        long constant = elements();
        if (constant >= 0 && constant < Long.MAX_VALUE) {
            return Dim.of(constant);
        }
        var size = Dim.ONE;
        for (var dim : dims) {
            size = size.times(dim);
        }
        return size;
    }

    /// The number of elements if all extents are constants, [Long#MAX_VALUE] if that is too small; -1 if one is
    /// symbolic.
    public long elements() {
        long elements = 1;
        for (int i = 0; i < dims.size(); i++) {
            var dim = dims.get(i);
            if (!dim.isConstant()) {
                return -1;
            }
            long extent = dim.constant();
            elements = Math.multiplyHigh(elements, extent) == 0 && elements * extent >= 0
                    ? elements * extent
                    : Long.MAX_VALUE;
        }
        return elements;
    }

    /// Row-major strides in elements, one an axis.
    public List<Dim> strides() {
        var strides = new Dim[rank()];
        var stride = Dim.ONE;
        for (int i = rank() - 1; i >= 0; i--) {
            strides[i] = stride;
            stride = stride.times(dims.get(i));
        }
        return List.of(strides);
    }

    /// Whether all extents are constants.
    public boolean isConstant() {
        for (int i = 0; i < dims.size(); i++) {
            if (!dims.get(i).isConstant()) {
                return false;
            }
        }
        return true;
    }

    /// The extents as numbers.
    ///
    /// @throws IrException if one is symbolic
    public long[] constants() {
        return dims.stream().mapToLong(Dim::constant).toArray();
    }

    /// The shape without `axis`.
    public Shape without(int axis) {
        var copy = new ArrayList<>(dims);
        copy.remove(axis);
        return new Shape(copy);
    }

    /// The shape without the axes in `axes`.
    public Shape without(List<Integer> axes) {
        var copy = new ArrayList<Dim>();
        for (int i = 0; i < rank(); i++) {
            if (!axes.contains(i)) {
                copy.add(dims.get(i));
            }
        }
        return new Shape(copy);
    }

    /// The shape with a further axis of extent `dim` before `axis`.
    public Shape insert(int axis, Dim dim) {
        var copy = new ArrayList<>(dims);
        copy.add(axis, dim);
        return new Shape(copy);
    }

    /// The shape with `axis` of extent `dim`.
    public Shape with(int axis, Dim dim) {
        var copy = new ArrayList<>(dims);
        copy.set(axis, dim);
        return new Shape(copy);
    }

    /// The shape with each symbol replaced where `symbols` has it.
    public Shape substitute(Map<String, Dim> symbols) {
        return new Shape(dims.stream().map(d -> d.substitute(symbols)).toList());
    }

    @Override
    public boolean equals(@Nullable Object o) {
        if (this == o) {
            return true;
        }
        if (!(o instanceof Shape shape) || dims.size() != shape.dims.size()) {
            return false;
        }
        for (int i = 0; i < dims.size(); i++) {
            if (!dims.get(i).equals(shape.dims.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < dims.size(); i++) {
            hash = 31 * hash + dims.get(i).hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
