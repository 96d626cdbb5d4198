package fluxion.cli.train;

import fluxion.nn.train.Step;
import org.jspecify.annotations.Nullable;

/// A bar for each epoch in turn.
final class EpochBar implements AutoCloseable {
    private final int steps;
    private @Nullable Progress bar;

    /// @param steps of an epoch
    EpochBar(int steps) {
        this.steps = steps;
    }

    void stepped(Step step) {
        var current = bar;
        if (current == null) {
            current = Progress.of("epoch " + (step.epoch() + 1), steps);
            bar = current;
        }
        current.at(step.step() + 1);
    }

    @Override
    public void close() {
        epochEnded();
    }

    /// Ends the bar of the epoch; the next step begins another.
    void epochEnded() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
