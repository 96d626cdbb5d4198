package fluxion.compiler.lift;

import fluxion.annotation.DerivativeKind;
import fluxion.ir.Graph;
import fluxion.runtime.companion.DifferentiableMethod;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where the derivatives come from that a lifted method calls, through generated companions or static fields.
@FunctionalInterface
public interface Derivation {
    /// What computes `kind` of `method`.
    ///
    /// @throws fluxion.ir.FluxionException if the method has no such derivative
    Derived derive(DifferentiableMethod method, DerivativeKind kind);

    /// The derivative that `object`, which lifted code found in a static field, computes when it is called; nothing
    /// if it is anything else.
    default Optional<Called> called(Object object) {
        return Optional.empty();
    }

    /// A derivative that is called.
    ///
    /// @param method the method of which it is one
    /// @param kind what it is
    /// @param exact the type of the handle that computes it; null where it is called through an interface
    record Called(
            DifferentiableMethod method,
            DerivativeKind kind,
            @Nullable MethodType exact) {}

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

        /// The number of arguments that a call gives it.
        int given() {
            return graph.parameters().size() - hidden.size();
        }
    }
}
