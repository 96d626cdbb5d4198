package fluxion.compiler.lift;

import fluxion.annotation.DerivativeKind;
import fluxion.ir.Graph;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.List;

/// Where the derivatives come from that a lifted method calls through generated companions.
@FunctionalInterface
public interface Derivation {
    /// What computes `kind` of `method`.
    ///
    /// @throws fluxion.ir.FluxionException if the method has no such derivative
    Derived derive(DifferentiableMethod method, DerivativeKind kind);

    /// A derivative.
    ///
    /// @param graph its parameters are those of the method, then `hidden`, then cotangents, tangents or vectors;
    /// its results what [fluxion.runtime.companion.DerivativeLinker] says
    /// @param own the number of parameters of the method
    /// @param hidden what the method's graph takes beyond its own parameters
    record Derived(Graph graph, int own, List<LiftedMethod.Hidden> hidden) {
        /// Copies the list.
        public Derived {
            hidden = List.copyOf(hidden);
        }
    }
}
