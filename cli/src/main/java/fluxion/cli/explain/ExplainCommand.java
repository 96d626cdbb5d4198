package fluxion.cli.explain;

import fluxion.cli.failure.CommandFailure;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fluxion explain CLASS#METHOD --stage NAME`: a function as it is at one stage of its way through the compiler.
@Command(
        name = "explain",
        description = "Prints a function as it is at one stage of its compilation.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class ExplainCommand implements Callable<Integer> {
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

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CLASS#METHOD", description = "A static method, for example example.Model#loss.")
    private String function;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            defaultValue = "simplify",
            description = "One of: ${COMPLETION-CANDIDATES}.")
    private Stage stage;

    /// Creates the command.
    public ExplainCommand() {}

    @Override
    public Integer call() {
        if (function.indexOf('#') <= 0 || function.endsWith("#")) {
            throw new ParameterException(
                    spec.commandLine(), "'" + function + "' does not name a method; write CLASS#METHOD");
        }
        throw new CommandFailure("no stage " + stage + " to show of " + function);
    }
}
