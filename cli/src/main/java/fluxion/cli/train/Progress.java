package fluxion.cli.train;

import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// How far a task has come: a bar on the standard error stream if that is a terminal, else nothing, since a bar is
/// drawn by writing it again and again.
public final class Progress implements AutoCloseable {
    private final Optional<ProgressBar> bar;

    private Progress(Optional<ProgressBar> bar) {
        this.bar = bar;
    }

    /// The progress of `steps` steps.
    public static Progress of(String task, int steps) {
        return new Progress(
                isTerminal()
                        ? Optional.of(new ProgressBarBuilder()
                                .setTaskName(task)
                                .setInitialMax(steps)
                                .setStyle(ProgressBarStyle.ASCII)
                                .setUpdateIntervalMillis(250)
                                .build())
                        : Optional.empty());
    }

    /// The launcher reads what the JVM writes to its standard error stream, so it says where that goes to; without
    /// it, the console does.
    @SuppressWarnings("SystemConsoleNull") // it is null where both standard streams are redirected, as in tests
    private static boolean isTerminal() {
        var said = System.getProperty("fluxion.terminal");
        if (said != null) {
            return Boolean.parseBoolean(said);
        }
        var console = System.console();
        return console != null && console.isTerminal();
    }

    /// Says that `done` steps are done.
    public void at(int done) {
        bar.ifPresent(b -> b.stepTo(done));
    }

    /// Ends the line of the bar.
    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
