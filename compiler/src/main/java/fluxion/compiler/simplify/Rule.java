package fluxion.compiler.simplify;

import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// One rewrite of one operation of one result. All rules are exact: both sides are the same number for all operands,
/// NaN, infinities and signed zeros included (which NaN it is may differ).
///
/// @param name kebab-case; the golden test of the rule is `simplify/<name>.graph`
/// @param says the equation, for the reader
/// @param rewrite what takes the place of the operation, or null if the rule does not match
public record Rule(String name, String says, Rewrite rewrite) {
    /// The right-hand side.
    @FunctionalInterface
    public interface Rewrite {
        /// What takes the place of `op`, or null. Operands of `op` are simplified already; new operations go to
        /// `g`.
        @Nullable
        Value apply(Op op, GraphBuilder g);
    }
}
