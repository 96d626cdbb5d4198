package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.IrException;
import fluxion.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the index of an element changes when a tensor is reshaped.
final class Reshapes {
    private Reshapes() {}

    /// For each axis of `from`, the axes of `to` that it is split into, outermost first; null if some axis of `to`
    /// is made of several axes of `from`. Extents of 1 belong to no axis.
    static @Nullable List<List<Integer>> splits(Shape from, Shape to) {
        var splits = new ArrayList<List<Integer>>();
        int next = 0;
        for (var dim : from.dims()) {
            var axes = new ArrayList<Integer>();
            var size = Dim.ONE;
            while (!size.equals(dim)) {
                if (next == to.rank()) {
                    return null;
                }
                size = size.times(to.dim(next));
                axes.add(next);
                next++;
                if (dim.isConstant() && size.isConstant() && size.constant() > dim.constant()) {
                    return null;
                }
            }
            axes.removeIf(axis -> to.dim(axis).is(1));
            splits.add(axes);
        }
        return splits;
    }

    /// The index in `from` of the element at `index` in `to`.
    static List<Affine> index(Shape from, Shape to, List<Affine> index) {
        var splits = splits(from, to);
        if (splits == null) {
            throw new IrException("a tensor of shape " + from + " is reshaped to " + to + " before it is stored");
        }
        var result = new ArrayList<Affine>();
        for (var axes : splits) {
            var sum = Affine.ZERO;
            for (int axis : axes) {
                sum = sum.times(to.dim(axis)).plus(index.get(axis));
            }
            result.add(sum);
        }
        return result;
    }
}
