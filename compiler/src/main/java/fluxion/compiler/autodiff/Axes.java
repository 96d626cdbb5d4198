package fluxion.compiler.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Lists of axis numbers.
final class Axes {
    private Axes() {}

    /// `from, from + 1 .. to - 1`
    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    /// All axes below `rank` that are not in `axes`, ascending.
    static List<Integer> without(int rank, List<Integer> axes) {
        return IntStream.range(0, rank).boxed().filter(a -> !axes.contains(a)).toList();
    }

    /// The permutation that undoes `permutation`.
    static List<Integer> inverse(List<Integer> permutation) {
        var inverse = new Integer[permutation.size()];
        for (int i = 0; i < inverse.length; i++) {
            inverse[permutation.get(i)] = i;
        }
        return List.of(inverse);
    }

    /// Each axis one further, for a new axis in front.
    static List<Integer> behindFirst(List<Integer> axes) {
        return axes.stream().map(a -> a + 1).toList();
    }

    /// The new first axis 0, then each axis one further.
    static List<Integer> withFirst(List<Integer> axes) {
        var all = new ArrayList<Integer>();
        all.add(0);
        axes.forEach(a -> all.add(a + 1));
        return all;
    }

    /// The permutation of `rank` axes that brings axis `from` to place `to` and keeps the order of the others.
    static List<Integer> move(int rank, int from, int to) {
        var order = new ArrayList<>(range(0, rank));
        order.remove(Integer.valueOf(from));
        order.add(to, from);
        return order;
    }
}
