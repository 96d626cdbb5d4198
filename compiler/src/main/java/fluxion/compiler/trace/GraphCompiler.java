package fluxion.compiler.trace;

import fluxion.annotation.MathMode;
import fluxion.ir.Graph;
import fluxion.runtime.Executable;

/// What turns the graphs that this package records into something that runs. Values for symbols are given in the order
/// of [Graph#symbols()].
public interface GraphCompiler {
    /// Compiles `graph`.
    ///
    /// @param math whether results are those of the interpreter bit for bit, or near them
    CompiledGraph compile(Graph graph, MathMode math);

    /// Wraps `graph` to be interpreted, for what is not worth compiling: the printing of a tensor.
    Executable interpret(Graph graph);
}
