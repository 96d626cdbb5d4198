package fluxion.cli.explain;

import fluxion.compiler.pipeline.Explanation;
import fluxion.cuda.emit.CudaEmitter;
import fluxion.ir.text.DotPrinter;
import fluxion.ir.text.GraphPrinter;
import java.util.Locale;

/// The stages that can be shown.
enum Stage {
    /// The graph as it was captured.
    TRACE,
    /// The graph of value and gradient.
    VJP,
    /// The gradient's graph, simplified.
    SIMPLIFY,
    /// The lowered program.
    LOWER,
    /// The JVM bytecode of the program.
    BYTECODE,
    /// The program as CUDA C.
    CUDA,
    /// The simplified graph in the language of Graphviz.
    DOT;

    /// What is shown of `function`.
    String of(Explanation function) {
        return switch (this) {
            case TRACE -> GraphPrinter.printWithPositions(function.trace());
            case VJP -> GraphPrinter.printWithPositions(function.vjp());
            case SIMPLIFY -> GraphPrinter.printWithPositions(function.simplify());
            case LOWER -> GraphPrinter.print(function.lower());
            case BYTECODE -> BytecodeText.of(function.bytecode());
            case CUDA -> {
                var source = CudaEmitter.emit(function.lower());
                yield source.device() + source.host();
            }
            case DOT -> DotPrinter.print(function.simplify());
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
