package fluxion.nn.train;

import fluxion.nn.layer.Weights;
import fluxion.nn.structure.Leaves;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Ends a training that no longer becomes better, and gives back the best weights. One training at a time may use one.
///
/// @param <P> the parameters of the network
/// @param <S> its state
public final class EarlyStopping<P, S> implements Callback<P, S> {
    private final ToDoubleFunction<Epoch> watched;
    private final int patience;
    private final double least;
    private double best;
    private int waited;
    private @Nullable Weights<P, S> bestWeights;

    /// @param watched a number of an epoch that is to become smaller, such as `Epoch::loss`; NaN is never better
    /// @param patience how many epochs in a row may be no better before the training ends, at least 1
    /// @param least by how much an epoch must be better to count, at least 0
    public EarlyStopping(ToDoubleFunction<Epoch> watched, int patience, double least) {
        if (patience < 1 || !(least >= 0)) {
            throw new IllegalArgumentException("patience " + patience + " and least improvement " + least
                    + "; patience must be at least 1, the improvement at least 0");
        }
        this.watched = watched;
        this.patience = patience;
        this.least = least;
    }

    /// Watches the loss.
    public static <P, S> EarlyStopping<P, S> onLoss(int patience) {
        return new EarlyStopping<>(Epoch::loss, patience, 0);
    }

    /// Watches a metric that is to become larger, of the validation if there is one.
    public static <P, S> EarlyStopping<P, S> onMetric(String metric, int patience) {
        return new EarlyStopping<>(
                epoch -> -epoch.validation().orElse(epoch.training()).metric(metric), patience, 0);
    }

    @Override
    public void begun(int epochs, int steps) {
        best = Double.POSITIVE_INFINITY;
        waited = 0;
        bestWeights = null;
    }

    @Override
    public Next epochEnded(Epoch epoch, Weights<P, S> weights) {
        double now = watched.applyAsDouble(epoch);
        if (now < best - least) {
            best = now;
            waited = 0;
            bestWeights = Leaves.copy(weights);
            return Next.GO_ON;
        }
        waited++;
        return waited >= patience ? Next.STOP : Next.GO_ON;
    }

    @Override
    public Weights<P, S> ended(Weights<P, S> weights) {
        return bestWeights == null ? weights : bestWeights;
    }
}
