package fluxion.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A list of operations in execution order, with parameters and yielded values. A graph is a named region.
///
/// @param parameters what the region is given
/// @param body the operations; each operand is a parameter, an earlier result, or a value of an enclosing region
/// @param yields what the region gives back
public record Region(List<Value> parameters, List<Node> body, List<Value> yields) {
    /// Copies the lists.
    public Region {
        parameters = List.copyOf(parameters);
        body = List.copyOf(body);
        yields = List.copyOf(yields);
    }

    /// One operation of a body with the values that it defines.
    ///
    /// @param op the operation
    /// @param results its results, one for each of `op.types()`
    /// @param position the line of Java that made it, if it is known
    public record Node(Op op, List<Value> results, @Nullable SourcePosition position) {
        /// Copies the list.
        public Node {
            results = List.copyOf(results);
        }

        /// The operation where its first result was made.
        public Node(Op op, List<Value> results) {
            this(op, results, results.isEmpty() ? null : results.getFirst().position());
        }
    }

    /// The types of [#parameters()].
    public List<Type> parameterTypes() {
        return TypeRules.types(parameters);
    }

    /// The types of [#yields()].
    public List<Type> yieldTypes() {
        return TypeRules.types(yields);
    }

    /// Regions are compared by identity: two regions with equal operations define different values.
    @Override
    public boolean equals(@Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
