package fluxion.nn.optim;

import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Structures of tensors, leaf by leaf.
final class Leaves {
    private Leaves() {}

    /// A structure like `value` with `f` of each leaf.
    static <P> P map(P value, UnaryOperator<Tensor> f) {
        return like(value, leaves(value).stream().map(f).toList());
    }

    /// A structure like `value` with `f` of each leaf and that of `other` at the same place.
    static <P> P map(P value, P other, BinaryOperator<Tensor> f) {
        var left = leaves(value);
        var right = leaves(other);
        var leaves = new ArrayList<Tensor>();
        for (int i = 0; i < left.size(); i++) {
            leaves.add(f.apply(left.get(i), right.get(i)));
        }
        return like(value, leaves);
    }

    private static List<Tensor> leaves(Object value) {
        return Structure.of(value).leaves(value);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a structure of P rebuilds a P, and is null for null alone
    private static <P> P like(P value, List<Tensor> leaves) {
        return (P) Structure.of(value).rebuild(leaves.iterator());
    }
}
