package fluxion.benchmarks.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.annotation.MathMode;
import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Optimiser;
import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.cli.bench.Benchmark;
import fluxion.cli.bench.BenchmarkRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkStepTest {
    private static Stream<Workload> small() {
        return Stream.of(
                new Cnn(3, 2, 5, 2, Activation.TANH, false, Optimiser.SGD, MathMode.STRICT, 1),
                new LstmNetwork(3, 4, 5, 6, Optimiser.SGD, 1),
                new AttentionBlock(2, 3, 8, 2, Optimiser.SGD, 1));
    }

    private static TrainingStep step(Workload workload, float[][] parameters) {
        return new FluxionNetworkStepProvider().create(workload, parameters);
    }

    /// The step of plain descent is the rate times the gradient; the gradient's inner product with a direction is
    /// the slope of the loss in that direction.
    @ParameterizedTest
    @MethodSource("small")
    void theUpdateIsTheSlopeOfTheLoss(Workload workload) {
        var inputs = Inputs.of(workload);
        float[][] after;
        try (var step = step(workload, inputs.parameterArrays())) {
            step.step(inputs.batch(0));
            after = step.parameters();
        }
        double slope = 0;
        var plus = inputs.parameterArrays();
        var minus = inputs.parameterArrays();
        for (int p = 0; p < after.length; p++) {
            for (int i = 0; i < after[p].length; i++) {
                double gradient = (inputs.parameters().get(p)[i] - after[p][i])
                        / workload.optimiser().rate();
                float direction = (float) (Math.signum(gradient) * (i % 3)) / 64;
                slope += gradient * direction;
                plus[p][i] += direction * 0.125f;
                minus[p][i] -= direction * 0.125f;
            }
        }
        double difference = (loss(workload, plus, inputs) - loss(workload, minus, inputs)) / 0.25;
        assertTrue(slope > 0.01, () -> "nothing to compare");
        assertEquals(1, difference / slope, 0.01);
    }

    @Test
    void relaxedMathTakesNearlyTheSameStep() {
        var after = new ArrayList<float[][]>();
        for (var math : MathMode.values()) {
            var workload = new Cnn(2, 24, 3, 1, Activation.RELU, false, Optimiser.SGD, math, 1);
            var inputs = Inputs.of(workload);
            try (var step = step(workload, inputs.parameterArrays())) {
                step.step(inputs.batch(0));
                after.add(step.parameters());
            }
        }
        int filter = 2;
        assertArrayEquals(after.get(0)[filter], after.get(1)[filter], 1e-4f);
        assertFalse(Arrays.equals(after.get(0)[filter], after.get(1)[filter]), "nothing was computed in another way");
    }

    private static double loss(Workload workload, float[][] parameters, Inputs inputs) {
        try (var step = step(workload, parameters)) {
            return step.step(inputs.batch(0));
        }
    }

    @Test
    void theNetworkForDigitsHasTheParametersOfTheExample() {
        var cnn = new Cnn(128, 32, 3, 1, Activation.RELU, true, Optimiser.ADAM, MathMode.STRICT, 1);
        var counts = cnn.parameters().stream()
                .map(p -> p.shape().stream().reduce(1, (a, b) -> a * b))
                .toList();
        assertEquals(List.of(288, 32, 18432, 64, 1179648, 128, 1280, 10), counts);
    }

    @Test
    void stepsWithDropoutDrawOtherNumbersEachAndLearn() {
        var cnn = new Cnn(16, 2, 3, 1, Activation.RELU, true, Optimiser.ADAM, MathMode.STRICT, 1);
        var inputs = Inputs.of(cnn);
        var losses = new ArrayList<Float>();
        try (var step = step(cnn, inputs.parameterArrays())) {
            for (int i = 0; i < 150; i++) {
                losses.add(step.step(inputs.batch(0)));
            }
        }
        assertTrue(losses.getLast() < losses.getFirst() / 2, losses::toString);
    }

    private static Stream<Arguments> benchmarks() {
        return Stream.of(
                Arguments.of(
                        new CnnStepBenchmark(), Map.of("batch", "2", "channels", "1"), "cnn-step/batch=2,channels=1"),
                Arguments.of(
                        new LstmStepBenchmark(),
                        Map.of("steps", "3", "features", "4", "hidden", "5"),
                        "lstm-step/steps=3,features=4,hidden=5"),
                Arguments.of(
                        new AttentionStepBenchmark(),
                        Map.of("sequence", "3", "width", "4", "heads", "2"),
                        "attention-step/sequence=3,width=4,heads=2"));
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void aBenchmarkMeasuresItsCase(Benchmark benchmark, Map<String, String> given, String name) {
        var options = new HashMap<String, String>();
        benchmark.options().forEach(option -> options.put(option.name(), option.defaultValue()));
        options.putAll(given);
        options.putAll(Map.of("rounds", "3", "warm-up", "0"));
        var run = new BenchmarkRun(benchmark.name(), false, 1, options, _ -> {});
        benchmark.run(run);
        var measured = run.measurements().getFirst();
        assertEquals(name, measured.caseName());
        assertEquals("fluxion", measured.system());
        assertEquals(3, measured.runs());
        assertTrue(measured.medianNs() > 0);
    }
}
