package fluxion.cli;

import fluxion.cli.bench.BenchCommand;
import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.demo.DemoCommand;
import fluxion.cli.explain.ExplainCommand;
import fluxion.cli.failure.CommandFailure;
import fluxion.cli.gradbench.GradbenchCommand;
import fluxion.cli.train.TrainCommand;
import fluxion.ir.FluxionException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The `fluxion` command.
///
/// Exit codes: 0 for success, 1 for a failure, 2 for bad use. Failure and bad use write one sentence to the standard
/// error stream; `-Dfluxion.stacktrace=true` (in `FLUXION_JAVA_OPTS`) adds where a failure came from.
@Command(
        name = "fluxion",
        description = "Compiles gradients: differentiates Java functions and runs them as JVM bytecode.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
public final class Main {
    private static final String VERSION = "fluxion 0.1.0";

    private Main() {}

    /// Runs the command line `args` and ends the process with its exit code.
    public static void main(String[] args) {
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int status = run(out, err, args);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /// Runs the command line `args`.
    ///
    /// @return the exit code
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        var line = new CommandLine(new Main())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new TrainCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(BenchCommand.withBenchmarks())
                .addSubcommand(new GradbenchCommand(System.in));
        setVersion(line);
        line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::badUse)
                .setExecutionExceptionHandler(Main::failure);
        return line.execute(args);
    }

    private static void setVersion(CommandLine line) {
        line.getCommandSpec().version(VERSION);
        line.getSubcommands().values().forEach(Main::setVersion);
    }

    private static int badUse(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        var name = line.getCommandSpec().qualifiedName();
        line.getErr().println(name + ": " + sentence(e) + " (see " + name + " --help)");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failure(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        var name = line.getCommandSpec().qualifiedName();
        if (e instanceof ParameterException bad) {
            return badUse(bad, new String[0]);
        }
        boolean expected = e instanceof CommandFailure
                || e instanceof BenchmarkFailure
                || e instanceof FluxionException
                || e instanceof UncheckedIOException;
        line.getErr()
                .println(name + ": " + (expected ? sentence(e) : e.getClass().getName() + ": " + sentence(e)));
        if (Boolean.getBoolean("fluxion.stacktrace")) {
            e.printStackTrace(line.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String sentence(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse("no message").strip();
    }
}
