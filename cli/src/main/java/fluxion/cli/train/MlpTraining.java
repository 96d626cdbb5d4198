package fluxion.cli.train;

import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.nn.data.Batches;
import fluxion.nn.data.LabelledImages;
import fluxion.nn.data.MnistData;
import fluxion.nn.optim.Adam;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// Trains an [Mlp] on labelled images with Adam, in a compiled step that works in place.
public final class MlpTraining {
    private static final int EVALUATED_AT_ONCE = 1000;

    private final MnistData data;
    private final Batches batches;
    private final State state;
    private final fluxion.Compiled.Of3<State, Tensor, Tensor, State> step;
    private final fluxion.Compiled.Of2<Mlp.Params, Tensor, Tensor> classify = Fluxion.compile(
            (Mlp.Params p, Tensor x) -> Mlp.logits(p, x).argMax(1).cast(DType.I32));

    /// What a step replaces.
    ///
    /// @param adam parameters and moments
    /// @param loss of the last batch
    public record State(Adam.State<Mlp.Params> adam, Tensor loss) {}

    /// A network of `hidden` units for `data`.
    public MlpTraining(MnistData data, int hidden, double rate, int batch, long seed) {
        this.data = data;
        this.batches = new Batches(data.train(), batch, seed, Batches.Last.KEEP);
        var adam = Adam.of(rate);
        var params = Mlp.init(
                RandomKey.of(seed),
                data.train().features(),
                hidden,
                data.train().classes());
        this.state = new State(adam.init(params), Tensor.of(0f));
        this.step = Fluxion.compile((State s, Tensor x, Tensor labels) -> {
            var g = Fluxion.valueAndGrad(Mlp::loss).apply(s.adam().params(), x, labels);
            return new State(adam.update(s.adam(), g.gradient()), g.value());
        });
    }

    /// How many steps an epoch has.
    public int stepsAnEpoch() {
        return batches.perEpoch();
    }

    /// Trains for one epoch and gives the loss of each step; `done` is told how many steps were taken.
    public List<Double> epoch(int epoch, IntConsumer done) {
        var losses = new ArrayList<Double>();
        for (var batch : batches.epoch(epoch)) {
            step.update(
                    state,
                    Tensor.wrap(batch.images(), batch.size(), data.train().features()),
                    Tensor.wrap(batch.labels(), batch.size()));
            losses.add(state.loss().item());
            done.accept(losses.size());
        }
        return losses;
    }

    /// The part of the test images that is classified right, from 0 to 1.
    public double testAccuracy() {
        return accuracy(data.test());
    }

    private double accuracy(LabelledImages images) {
        int right = 0;
        for (int from = 0; from < images.count(); from += EVALUATED_AT_ONCE) {
            int n = Math.min(EVALUATED_AT_ONCE, images.count() - from);
            var x = new float[n * images.features()];
            for (int i = 0; i < n; i++) {
                images.scaled(from + i, x, i * images.features());
            }
            int[] classes = classify.apply(state.adam().params(), Tensor.wrap(x, n, images.features()))
                    .toIntArray();
            for (int i = 0; i < n; i++) {
                right += classes[i] == images.label(from + i) ? 1 : 0;
            }
        }
        return (double) right / images.count();
    }
}
