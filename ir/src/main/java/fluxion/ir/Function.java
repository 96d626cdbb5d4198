package fluxion.ir;

import java.util.List;
import java.util.Optional;

/// A closed graph that is called by name, with derivatives that its author may have given.
///
/// @param primal `operands -> results`
/// @param pullBack `(operands, results, cotangents of the results) -> cotangents of the operands`, in place of the one
///     that differentiation would make; only float operands and results have cotangents
/// @param pushForward `(operands, results, tangents of the operands) -> tangents of the results`, likewise
/// @param recompute whether the reverse evaluates the primal again rather than keep its intermediates
public record Function(Graph primal, Optional<Graph> pullBack, Optional<Graph> pushForward, boolean recompute) {
    /// A function whose derivatives are those of its graph.
    public static Function of(Graph primal) {
        return new Function(primal, Optional.empty(), Optional.empty(), false);
    }

    /// What the text form calls it.
    public String name() {
        return primal.name();
    }

    /// The types of the results.
    public List<Type> resultTypes() {
        return primal.region().yieldTypes();
    }
}
