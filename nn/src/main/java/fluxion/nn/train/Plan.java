package fluxion.nn.train;

import fluxion.nn.data.Examples;
import fluxion.nn.metric.Metric;
import fluxion.nn.schedule.Schedule;
import java.util.List;
import java.util.Optional;

/// How a training goes.
///
/// @param epochs how often it goes through the examples
/// @param batch how many examples a step has; the last step of an epoch has what is left
/// @param seed of the order of the examples and of what the network draws
/// @param schedule the learning rate of each step, counted over all epochs
/// @param metrics what is measured beside the loss
/// @param validation examples that are not trained on, evaluated after each epoch
public record Plan(
        int epochs, int batch, long seed, Schedule schedule, List<Metric> metrics, Optional<Examples> validation) {
    /// Checks the numbers and copies the list.
    public Plan {
        if (epochs < 0 || batch < 1) {
            throw new IllegalArgumentException("epochs " + epochs + " and batch size " + batch
                    + "; there must be at least 0 epochs and 1 example a step");
        }
        metrics = List.copyOf(metrics);
    }
}
