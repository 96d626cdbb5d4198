package fluxion.benchmarks.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReferenceStepTest {
    /// The step of plain descent is the rate times the gradient; the gradient's inner product with a direction is
    /// the slope of the loss in that direction.
    @ParameterizedTest
    @EnumSource
    void theUpdateIsTheSlopeOfTheLoss(Activation activation) {
        var setting = new MlpSetting(6, 5, activation, Optimiser.SGD, 1);
        var inputs = MlpInputs.of(setting);
        var step = new ReferenceStep(setting, inputs.parameters());
        step.step(inputs.batch(0));
        var after = step.parameters();
        for (int p = 0; p < after.length; p++) {
            double slope = 0;
            var plus = inputs.parameterArrays();
            var minus = inputs.parameterArrays();
            for (int i = 0; i < after[p].length; i++) {
                float direction = (i * 7 % 5 - 2) / 64f;
                slope += (inputs.parameters().get(p)[i] - after[p][i]) / Optimiser.SGD.rate() * direction;
                plus[p][i] += direction * 0.125f;
                minus[p][i] -= direction * 0.125f;
            }
            double difference = (loss(setting, plus, inputs) - loss(setting, minus, inputs)) / 0.25;
            assertEquals(difference, slope, 2e-3 * Math.max(1, Math.abs(slope)), "parameter " + p);
        }
    }

    @Test
    void aFirstStepOfAdamIsTheRateInTheDirectionOfTheSign() {
        var setting = new MlpSetting(6, 5, Activation.TANH, Optimiser.ADAM, 1);
        var inputs = MlpInputs.of(setting);
        var adam = new ReferenceStep(setting, inputs.parameters());
        adam.step(inputs.batch(0));
        var bias = adam.parameters()[3];
        for (float b : bias) {
            assertEquals(0.001, Math.abs(b), 1e-8);
        }
    }

    @Test
    void trainingLowersTheLoss() {
        var setting = new MlpSetting(16, 32, Activation.RELU, Optimiser.ADAM, 1);
        var inputs = MlpInputs.of(setting);
        var step = new ReferenceStep(setting, inputs.parameters());
        float first = step.step(inputs.batch(0));
        float last = first;
        for (int i = 1; i < 100; i++) {
            last = step.step(inputs.batch(i));
        }
        assertTrue(last < first / 2, "loss from " + first + " to " + last);
    }

    @Test
    void agreementIsRelative() {
        var setting = new MlpSetting(6, 5, Activation.RELU, Optimiser.SGD, 1);
        var inputs = MlpInputs.of(setting);
        var expected = Outcome.of("reference", new ReferenceStep(setting, inputs.parameters()), inputs::batch);
        var same = Outcome.of("same", new ReferenceStep(setting, inputs.parameters()), inputs::batch);
        assertEquals(new Agreement("same", "reference", 0, 0), Agreement.between(same, expected));
        assertTrue(Agreement.between(same, expected).holds());
        var other = new ReferenceStep(new MlpSetting(6, 5, Activation.TANH, Optimiser.SGD, 1), inputs.parameters());
        assertFalse(Agreement.between(Outcome.of("other", other, inputs::batch), expected)
                .holds());
        assertFalse(new Agreement("broken", "reference", Double.NaN, 0).holds());
    }

    private static double loss(MlpSetting setting, float[][] parameters, MlpInputs inputs) {
        return new ReferenceStep(setting, List.of(parameters)).step(inputs.batch(0));
    }
}
