package fluxion.cli.gradbench;

import fluxion.cli.gradbench.eval.Evals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `fluxion gradbench`: answers the messages of an eval of GradBench until there are no more.
@Command(
        name = "gradbench",
        description = "Speaks GradBench's protocol on the standard streams, as a tool that knows all its evals.",
        mixinStandardHelpOptions = true)
public final class GradbenchCommand implements Callable<Integer> {
    private final InputStream messages;

    @Spec
    private CommandSpec spec;

    /// A command that reads `messages`.
    public GradbenchCommand(InputStream messages) {
        this.messages = messages;
    }

    @Override
    public Integer call() {
        var session = new Session(Evals.all());
        var out = spec.commandLine().getOut();
        var lines = new BufferedReader(new InputStreamReader(messages, StandardCharsets.UTF_8));
        try {
            String line;
            for (int number = 1; (line = lines.readLine()) != null; number++) {
                if (!line.isBlank()) {
                    out.println(session.answer(number, line));
                    // The eval waits for this answer before it sends the next message.
                    out.flush();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the messages: " + e.getMessage(), e);
        }
        return CommandLine.ExitCode.OK;
    }
}
