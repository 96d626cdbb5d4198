package fluxion.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fluxion bench NAME`: runs one benchmark, prints its table and writes its results.
@Command(mixinStandardHelpOptions = true, showDefaultValues = true)
final class BenchmarkCommand implements Callable<Integer> {
    private final Benchmark benchmark;

    @Spec
    private CommandSpec spec;

    @Option(names = "--peers", description = "Measures other systems too, side by side.")
    private boolean peers;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that each system may use.")
    private int threads;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes one JSON object a line and result, and a chart beside it (.png).")
    private @Nullable Path json;

    private BenchmarkCommand(Benchmark benchmark) {
        this.benchmark = benchmark;
    }

    /// The command line of `benchmark`, with the options that it declares.
    static CommandLine of(Benchmark benchmark) {
        var line = new CommandLine(new BenchmarkCommand(benchmark));
        var spec = line.getCommandSpec();
        spec.usageMessage().description(benchmark.summary());
        for (var option : benchmark.options()) {
            spec.addOption(OptionSpec.builder("--" + option.name())
                    .type(String.class)
                    .paramLabel("VALUE")
                    .defaultValue(option.defaultValue())
                    .description(option.help())
                    .build());
        }
        return line;
    }

    @Override
    public Integer call() {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + "; it must be at least 1");
        }
        // Read by the worker pool when it starts, which is after this: a benchmark's constructor does no work.
        System.setProperty("fluxion.threads", Integer.toString(threads));
        var options = new HashMap<String, String>();
        for (var option : benchmark.options()) {
            String value = spec.findOption("--" + option.name()).getValue();
            options.put(option.name(), value);
        }
        var out = spec.commandLine().getOut();
        var run = new BenchmarkRun(benchmark.name(), peers, threads, options, out::println);
        try {
            benchmark.run(run);
        } catch (BadOptionException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } finally {
            // Also after a failure: what was measured until then helps to see why.
            report(run);
        }
        return CommandLine.ExitCode.OK;
    }

    private void report(BenchmarkRun run) {
        ResultTable.lines(run.measurements()).forEach(spec.commandLine().getOut()::println);
        if (json == null || run.measurements().isEmpty()) {
            return;
        }
        try {
            Files.write(
                    json, run.measurements().stream().map(Measurement::toJson).toList());
            ResultChart.write(ResultChart.beside(json), run.name(), run.measurements());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the results to " + json + ": " + e.getMessage(), e);
        }
    }
}
