package fluxion.tensor;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// Axes and extents as users give them: negative ones count from the end.
final class Axes {
    private Axes() {}

    /// `axis` counted from 0.
    static int of(String op, int axis, Tensor x) {
        return of(op, axis, x.rank(), x);
    }

    /// `axis`, which may also be that of a tensor of `rank` axes made from `x`, counted from 0.
    static int of(String op, int axis, int rank, Tensor x) {
        if (axis < -rank || axis >= rank) {
            throw new ShapeException(op + ": axis " + axis + " of " + x.type() + "; "
                    + (rank == 0 ? "a scalar has no axes" : "allowed are " + -rank + " to " + (rank - 1)));
        }
        return axis < 0 ? axis + rank : axis;
    }

    /// `axes` counted from 0, ascending; all of them if there are none.
    static List<Integer> of(String op, int[] axes, Tensor x) {
        if (axes.length == 0) {
            var all = new ArrayList<Integer>(x.rank());
            for (int axis = 0; axis < x.rank(); axis++) {
                all.add(axis);
            }
            return List.copyOf(all);
        }
        if (axes.length == 1) {
            return List.of(of(op, axes[0], x));
        }
        var set = new TreeSet<Integer>();
        for (int axis : axes) {
            if (!set.add(of(op, axis, x))) {
                throw new ShapeException(op + ": axes " + Arrays.toString(axes) + " of " + x.type() + " repeat one");
            }
        }
        return List.copyOf(set);
    }

    /// A permutation of the axes of `x`.
    static List<Integer> permutation(String op, int[] axes, Tensor x) {
        var order = new ArrayList<Integer>();
        for (int axis : axes) {
            order.add(of(op, axis, x));
        }
        if (order.size() != x.rank() || order.stream().distinct().count() != x.rank()) {
            throw new ShapeException(
                    op + ": axes " + Arrays.toString(axes) + " are no permutation of those of " + x.type());
        }
        return order;
    }

    /// The extents `dims`, none negative.
    static Shape shape(String op, long... dims) {
        for (long dim : dims) {
            if (dim < 0) {
                throw new ShapeException(op + ": negative extent in shape " + Arrays.toString(dims));
            }
        }
        return Shape.of(dims);
    }

    /// A list of `n` times `value`.
    static <T> List<T> repeat(int n, T value) {
        return java.util.Collections.nCopies(n, value);
    }

    /// The start 0 along each axis of `x`.
    static List<Dim> zeros(Tensor x) {
        return repeat(x.rank(), Dim.ZERO);
    }

    /// The stride 1 along each axis of `x`.
    static List<Integer> ones(Tensor x) {
        return repeat(x.rank(), 1);
    }
}
