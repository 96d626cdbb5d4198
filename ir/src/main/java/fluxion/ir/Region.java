package fluxion.ir;

import java.util.List;

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
    public record Node(Op op, List<Value> results) {
        /// Copies the list.
        public Node {
            results = List.copyOf(results);
        }
    }

    /// The types of [#parameters()].
    public List<Type> parameterTypes() {
        return parameters.stream().map(Value::type).toList();
    }

    /// The types of [#yields()].
    public List<Type> yieldTypes() {
        return yields.stream().map(Value::type).toList();
    }

    /// Regions are compared by identity: two regions with equal operations define different values.
    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
