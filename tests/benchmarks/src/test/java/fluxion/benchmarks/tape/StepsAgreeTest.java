package fluxion.benchmarks.tape;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Agreement;
import fluxion.benchmarks.mlp.FluxionProvider;
import fluxion.benchmarks.mlp.MlpInputs;
import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.Optimiser;
import fluxion.benchmarks.mlp.Outcome;
import fluxion.benchmarks.mlp.ReferenceStep;
import fluxion.benchmarks.mlp.TrainingStep;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StepsAgreeTest {
    private static Stream<Arguments> settings() {
        return Stream.of(new FluxionProvider(), new TapeProvider())
                .flatMap(provider -> Stream.of(Activation.values())
                        .flatMap(activation -> Stream.of(Optimiser.values())
                                .map(optimiser -> Arguments.of(
                                        provider.system() + " " + activation + " " + optimiser,
                                        provider,
                                        new MlpSetting(9, 5, activation, optimiser, 1)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void tenStepsAreThoseOfTheReference(String name, TrainingStep.Provider provider, MlpSetting setting) {
        var inputs = MlpInputs.of(setting);
        try (var step = provider.create(setting, inputs.parameterArrays())) {
            var found = Outcome.of(name, step, inputs::batch);
            var expected = Outcome.of("the reference", new ReferenceStep(setting, inputs.parameters()), inputs::batch);
            var agreement = Agreement.between(found, expected);
            assertTrue(agreement.holds(), agreement::toString);
        }
    }

    @Test
    void theInitialParametersAreCopied() {
        var setting = new MlpSetting(9, 5, Activation.RELU, Optimiser.SGD, 1);
        var inputs = MlpInputs.of(setting);
        for (var provider : List.of(new FluxionProvider(), new TapeProvider())) {
            var arrays = inputs.parameterArrays();
            try (var step = provider.create(setting, arrays)) {
                for (var array : arrays) {
                    Arrays.fill(array, Float.NaN);
                }
                assertTrue(step.step(inputs.batch(0)) > 0, provider.system());
            }
        }
    }

    @Test
    void theDescentEndsNearZero() {
        assertTrue(TapeBenchmark.descent() < 1e-36);
    }
}
