package fluxion.cli.demo;

import fluxion.cli.failure.CommandFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `fluxion demo`: the worked examples of the tape, then a small network trained on the digits of the repository.
@Command(
        name = "demo",
        description = "Runs the worked examples, then trains a small network on digits kept in the repository.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /// Creates the command.
    public DemoCommand() {}

    @Override
    public Integer call() {
        throw new CommandFailure("the demo has no examples yet");
    }
}
