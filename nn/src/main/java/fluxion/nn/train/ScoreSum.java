package fluxion.nn.train;

import fluxion.nn.metric.Mean;
import fluxion.nn.metric.Metric;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Scores, batch by batch.
final class ScoreSum {
    private final List<Metric> metrics;
    private final Mean loss = new Mean();
    private final List<Mean> means = new ArrayList<>();

    ScoreSum(List<Metric> metrics) {
        this.metrics = metrics;
        metrics.forEach(_ -> means.add(new Mean()));
    }

    /// @param meanLoss of the batch
    /// @param sums of each metric over the batch, `f64` scalars
    void add(double meanLoss, List<Tensor> sums, long examples) {
        if (examples == 0) {
            return; // the mean of nothing is NaN
        }
        loss.add(meanLoss * examples, examples);
        for (int i = 0; i < means.size(); i++) {
            means.get(i).add(sums.get(i).item(), examples);
        }
    }

    Scores scores() {
        var values = new LinkedHashMap<String, Double>();
        for (int i = 0; i < means.size(); i++) {
            values.put(metrics.get(i).name(), means.get(i).value());
        }
        return new Scores(loss.value(), values, loss.count());
    }
}
