package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Where an element of a result is found in an operand.
final class IndexMaps {
    private IndexMaps() {}

    /// The index of `x` with `index` of each axis.
    static List<Affine> each(Value x, IntFunction<Affine> index) {
        return IntStream.range(0, x.rank()).mapToObj(index).toList();
    }

    /// The index that counts from the end.
    static Affine mirror(Affine index, Dim extent) {
        return index.times(Dim.of(-1)).plus(extent.plus(-1));
    }

    /// The index of what was transposed by `permutation` into what has `index`.
    static List<Affine> permute(List<Integer> permutation, List<Affine> index) {
        var permuted = new Affine[index.size()];
        for (int i = 0; i < permuted.length; i++) {
            permuted[permutation.get(i)] = index.get(i);
        }
        return List.of(permuted);
    }

    /// The index of rank `rank` that has `inner` at `axes` and `outer` at the others.
    static List<Affine> merge(int rank, List<Integer> axes, List<Affine> outer, List<Affine> inner) {
        var merged = new ArrayList<Affine>();
        var kept = outer.iterator();
        for (int i = 0; i < rank; i++) {
            int at = axes.indexOf(i);
            merged.add(at >= 0 ? inner.get(at) : kept.next());
        }
        return merged;
    }
}
