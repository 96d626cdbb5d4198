package fluxion.cli.train;

import fluxion.annotation.MathMode;
import fluxion.nn.data.MnistData;
import fluxion.nn.layer.Sequential;
import fluxion.nn.layer.Summary;
import fluxion.nn.layer.Weights;
import fluxion.nn.loss.Losses;
import fluxion.nn.metric.Metric;
import fluxion.nn.optim.Adam;
import fluxion.nn.train.Callback;
import fluxion.nn.train.Epoch;
import fluxion.nn.train.Fit;
import fluxion.nn.train.Step;
import fluxion.nn.train.Trained;
import fluxion.tensor.RandomKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Trains a [Network] on labelled images with Adam, and evaluates it on the test images after each epoch.
public final class ImageTraining {
    /// What the accuracy is called in [Epoch#validation()].
    public static final String ACCURACY = Metric.accuracy().name();

    private static final double RATE = 0.001;

    private final MnistData data;
    private final Sequential network;
    private final long[] input;
    private final long seed;
    private final Fit<Map<String, Object>, Map<String, Object>> fit;

    /// A training of `epochs` epochs in batches of `batch` images, computed as `math` says.
    public ImageTraining(MnistData data, Network network, int epochs, int batch, long seed, MathMode math) {
        this.data = data;
        this.network = network.layers(data.train().classes());
        this.input = network.input(data.train().rows(), data.train().columns()).stream()
                .mapToLong(Long::longValue)
                .toArray();
        this.seed = seed;
        this.fit = Fit.of(this.network, Losses::softmaxCrossEntropy, Adam.of(RATE))
                .epochs(epochs)
                .batch(batch)
                .seed(seed)
                .math(math)
                .metrics(Metric.accuracy())
                .validation(data.test().examples(input));
    }

    /// What the network is made of.
    public Summary summary() {
        return network.summary(input);
    }

    /// How many steps an epoch has.
    public int stepsAnEpoch() {
        return Math.ceilDiv(data.train().count(), fit.plan().batch());
    }

    /// Trains.
    ///
    /// @param stepped is told of each step
    /// @param epochEnded is told of each epoch, with the losses of its steps
    public Trained<Map<String, Object>, Map<String, Object>> run(
            Consumer<Step> stepped, BiConsumer<Epoch, List<Double>> epochEnded) {
        var losses = new ArrayList<Double>();
        return fit.callback(new Callback<>() {
                    @Override
                    public void stepped(Step step) {
                        losses.add(step.loss());
                        stepped.accept(step);
                    }

                    @Override
                    public Next epochEnded(Epoch epoch, Weights<Map<String, Object>, Map<String, Object>> weights) {
                        epochEnded.accept(epoch, List.copyOf(losses));
                        losses.clear();
                        return Next.GO_ON;
                    }
                })
                .run(network.init(RandomKey.of(seed), input), data.train().examples(input));
    }
}
