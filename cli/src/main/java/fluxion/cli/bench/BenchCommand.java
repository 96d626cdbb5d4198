package fluxion.cli.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fluxion bench`: one subcommand for each [Benchmark] that is found.
@Command(
        name = "bench",
        description = "Measures a case, side by side with other systems where it is asked to.",
        synopsisSubcommandLabel = "NAME",
        mixinStandardHelpOptions = true)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", hidden = true, description = "A name that no benchmark has.")
    private @Nullable String unknown;

    private BenchCommand() {}

    /// The command line of `fluxion bench` with all benchmarks on the class path, by name.
    public static CommandLine withBenchmarks() {
        // Lets call() say that a name is unknown before picocli says so of the options that follow it.
        var line = new CommandLine(new BenchCommand()).setUnmatchedArgumentsAllowed(true);
        var benchmarks = ServiceLoader.load(Benchmark.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Benchmark::name))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!benchmarks.isEmpty()) {
            benchmarks.addFirst(new AllBenchmarks(benchmarks));
        }
        benchmarks.forEach(benchmark -> line.addSubcommand(benchmark.name(), BenchmarkCommand.of(benchmark)));
        return line;
    }

    @Override
    public Integer call() {
        var names = spec.subcommands().keySet();
        var what = unknown == null ? "name a benchmark" : "there is no benchmark '" + unknown + "'";
        var known = names.isEmpty() ? "none is on the class path" : "known are " + String.join(", ", names);
        throw new ParameterException(spec.commandLine(), what + "; " + known);
    }
}
