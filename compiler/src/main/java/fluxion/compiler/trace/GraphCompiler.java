package fluxion.compiler.trace;

import fluxion.ir.Graph;
import fluxion.runtime.Executable;

/// What turns the graphs that this package records into something that runs. Values for symbols are given in the order
/// of [Graph#symbols()].
public interface GraphCompiler {
    /// Compiles `graph`.
    CompiledGraph compile(Graph graph);

    /// Wraps `graph` to be interpreted, for what is not worth compiling: the printing of a tensor.
    Executable interpret(Graph graph);
}
