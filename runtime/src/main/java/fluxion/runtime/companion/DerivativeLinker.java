package fluxion.runtime.companion;

import fluxion.annotation.DerivativeKind;
import java.lang.invoke.MethodHandle;

/// Provides the derivatives of methods. A service: the compiler is one.
public interface DerivativeLinker {
    /// What computes `kind` of `method`.
    ///
    /// Its arguments are those of the method; then, one for each output or input, the cotangents
    /// ([DerivativeKind#VJP]), tangents ([DerivativeKind#JVP]) or vectors ([DerivativeKind#HVP]); then an array for
    /// each result, of the result's size, or of one element for a number. The first result that is a number has no
    /// array but is returned. A matrix is a flat array, row by row. With rows, everything that has a row has one
    /// more dimension.
    ///
    /// @throws fluxion.ir.FluxionException if the method cannot be differentiated so
    MethodHandle link(DifferentiableMethod method, DerivativeKind kind);
}
