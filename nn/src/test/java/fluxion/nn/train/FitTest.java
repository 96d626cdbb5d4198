package fluxion.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.annotation.MathMode;
import fluxion.ir.DType;
import fluxion.nn.data.Examples;
import fluxion.nn.layer.BatchNorm;
import fluxion.nn.layer.Conv2D;
import fluxion.nn.layer.Dense;
import fluxion.nn.layer.Dropout;
import fluxion.nn.layer.Flatten;
import fluxion.nn.layer.Sequential;
import fluxion.nn.layer.Weights;
import fluxion.nn.loss.Losses;
import fluxion.nn.metric.Metric;
import fluxion.nn.optim.Adam;
import fluxion.nn.optim.Sgd;
import fluxion.nn.schedule.Schedule;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The training loop on points whose class is the sign of a product.
final class FitTest {
    private static final int COUNT = 70;
    private static final Sequential NETWORK =
            Sequential.of(Dense.of(16).tanh(), BatchNorm.of(), Dropout.of(0.1), Dense.of(2));

    private static Examples points(long seed) {
        var x = RandomKey.of(seed).uniform(DType.F32, -1.0, 1.0, COUNT, 2);
        var product = x.slice(1, 0, 1).mul(x.slice(1, 1, 2)).squeeze(1);
        return Examples.of(x, product.gt(0).cast(DType.I32));
    }

    private static Fit<Map<String, Object>, Map<String, Object>> fit() {
        return Fit.of(NETWORK, Losses::softmaxCrossEntropy, Adam.of(0.02))
                .batch(32)
                .epochs(3)
                .seed(4)
                .metrics(Metric.accuracy());
    }

    private static Weights<Map<String, Object>, Map<String, Object>> start() {
        return NETWORK.init(RandomKey.of(1), 2);
    }

    private static float[] numbers(Weights<?, ?> weights) {
        var leaves = Leaves.of(weights).stream().map(Tensor::flatten).toList();
        return Tensor.concat(0, leaves).toFloatArray();
    }

    @Test
    void aTrainingLearnsAndTheSeedDecidesAllOfIt() {
        var fit = fit().epochs(40).validation(points(2));
        var start = start();
        var before = numbers(start);
        var trained = fit.run(start, points(1));
        assertArrayEquals(before, numbers(start), "the start stays as it is");
        assertEquals(40, trained.epochs().size());
        var last = trained.epochs().getLast();
        assertTrue(last.training().metric("accuracy") > 0.85, last::toString);
        assertEquals(COUNT, last.training().examples());
        assertEquals(last.validation().orElseThrow(), fit.evaluate(trained.weights(), points(2)));
        assertArrayEquals(
                numbers(trained.weights()), numbers(fit.run(start, points(1)).weights()));
        assertNotEquals(
                numbers(trained.weights())[0],
                numbers(fit.seed(5).run(start, points(1)).weights())[0]);
    }

    @Test
    void aLearningRateThatChangesCompilesNothing() {
        var rates = new ArrayList<Double>();
        var fit = fit().schedule(Schedule.exponential(0.1, 0.5, 1)).callback(new Callback<>() {
            @Override
            public void stepped(Step step) {
                rates.add(step.rate());
            }
        });
        fit.run(start(), points(1));
        assertEquals(9, rates.size());
        assertEquals(0.1 / 256, rates.getLast(), 1e-12);
        assertEquals(2, fit.compilations(), "one for batches of 32, one for those of any size");
    }

    @Test
    void stepsAreThoseOfTheOptimiser() {
        var network = Dense.of(1);
        var x = Tensor.of(new float[][] {{1}, {2}});
        var target = Tensor.of(new float[][] {{1}, {3}});
        var start = network.init(RandomKey.of(1), 1);
        var fit =
                Fit.of(network, Losses::meanSquaredError, Sgd.of(0.1)).batch(2).epochs(2);
        var trained = fit.run(start, Examples.of(x, target));
        float w = start.params().weight().get(0).get(0).cast(DType.F32).toFloatArray()[0];
        float b = 0;
        for (int t = 0; t < 2; t++) {
            float e1 = w + b - 1;
            float e2 = 2 * w + b - 3;
            w -= 0.1f * (e1 + 2 * e2);
            b -= 0.1f * (e1 + e2);
        }
        assertEquals(w, trained.weights().params().weight().toFloatArray()[0], 1e-6);
        assertEquals(b, trained.weights().params().bias().toFloatArray()[0], 1e-6);
        assertArrayEquals(
                new float[] {w + b, 2 * w + b},
                fit.predict(trained.weights(), x).toFloatArray(),
                1e-6f);
    }

    @Test
    void callbacksHearEverythingInOrderAndMayStop() {
        var heard = new ArrayList<String>();
        var fit = fit().epochs(5).callback(new Callback<>() {
            @Override
            public void begun(int epochs, int steps) {
                heard.add("begun " + epochs + " " + steps);
            }

            @Override
            public void stepped(Step step) {
                heard.add(step.epoch() + "." + step.step());
            }

            @Override
            public Next epochEnded(Epoch epoch, Weights<Map<String, Object>, Map<String, Object>> weights) {
                heard.add("epoch " + epoch.number());
                return epoch.number() == 1 ? Next.STOP : Next.GO_ON;
            }
        });
        assertEquals(2, fit.run(start(), points(1)).epochs().size());
        assertEquals(List.of("begun 5 3", "0.0", "0.1", "0.2", "epoch 0", "1.0", "1.1", "1.2", "epoch 1"), heard);
    }

    @Test
    void earlyStoppingWaitsAndGivesBackTheBest() {
        var losses = List.of(3.0, 1.0, 2.0, Double.NaN, 0.5);
        var kept = new ArrayList<float[]>();
        var stopping =
                new EarlyStopping<Map<String, Object>, Map<String, Object>>(epoch -> losses.get(epoch.number()), 2, 0);
        var fit = fit().epochs(5)
                .callback(new Callback<>() {
                    @Override
                    public Next epochEnded(Epoch epoch, Weights<Map<String, Object>, Map<String, Object>> weights) {
                        kept.add(numbers(weights));
                        return Next.GO_ON;
                    }
                })
                .callback(stopping);
        for (int again = 0; again < 2; again++) {
            kept.clear();
            var trained = fit.run(start(), points(1));
            assertEquals(4, trained.epochs().size());
            assertArrayEquals(kept.get(1), numbers(trained.weights()));
        }
        assertThrows(IllegalArgumentException.class, () -> new EarlyStopping<>(Epoch::loss, 0, 0));
    }

    @Test
    void evaluationDoesNotDependOnTheBatchSize() {
        var inference = Inference.of(NETWORK, Losses::softmaxCrossEntropy, Metric.accuracy(), Metric.topK(2));
        var weights = start();
        var whole = inference.evaluate(weights, points(1), COUNT);
        var parts = inference.evaluate(weights, points(1), 9);
        assertEquals(whole.metrics(), parts.metrics());
        assertEquals(1, parts.metric("top-2"));
        assertEquals(whole.loss(), parts.loss(), 1e-6);
        assertThrows(IllegalArgumentException.class, () -> whole.metric("recall"));
    }

    @Test
    void relaxedMathTrainsNearTheSame() {
        var network = Sequential.of(Conv2D.of(24, 3).relu(), Conv2D.of(24, 3).relu(), Flatten.of(), Dense.of(2));
        var examples =
                Examples.of(RandomKey.of(1).uniform(DType.F32, -1.0, 1.0, 8, 8, 8, 1), Tensor.zeros(DType.I32, 8));
        var strict = Fit.of(network, Losses::softmaxCrossEntropy, Sgd.of(0.1)).batch(8);
        var relaxed = strict.math(MathMode.RELAXED).epochs(1);
        var start = network.init(RandomKey.of(2), 8, 8, 1);
        var expected = numbers(strict.run(start, examples).weights());
        var found = numbers(relaxed.run(start, examples).weights());
        assertArrayEquals(expected, found, 1e-4f);
        assertFalse(Arrays.equals(expected, found), "nothing was computed in another way");
        assertEquals(
                strict.evaluate(start, examples).loss(),
                relaxed.evaluate(start, examples).loss(),
                1e-4);
    }

    @Test
    void noExamplesAndNoEpochsAreAllowed() {
        var none = Examples.of(Tensor.zeros(0, 2), Tensor.zeros(DType.I32, 0));
        var start = start();
        var trained = fit().run(start, none);
        assertTrue(Double.isNaN(trained.epochs().getFirst().training().loss()));
        assertArrayEquals(numbers(start), numbers(trained.weights()));
        assertEquals(0, fit().epochs(0).run(start, points(1)).epochs().size());
    }

    @Test
    void badPlansAndExamplesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> fit().batch(0));
        assertThrows(IllegalArgumentException.class, () -> fit().epochs(-1));
        assertThrows(ShapeException.class, () -> Examples.of(Tensor.zeros(2, 2), Tensor.zeros(3)));
    }
}
