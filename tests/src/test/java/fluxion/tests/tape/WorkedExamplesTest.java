package fluxion.tests.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.List;
import org.junit.jupiter.api.Test;

/// TAPE.md, "Worked examples": those that need no layers.
final class WorkedExamplesTest {
    @Test
    void example1_gradientDescentOnABowl() {
        var x = Variable.of(-75f);
        var y = Variable.of(75f);
        double[][] expected = {{-75, 11250}, {-45, 4050}, {-27, 1458}, {-16.2, 524.88}, {-9.72, 188.96}, {-5.832, 68.02}
        };
        for (var row : expected) {
            try (var tape = GradientTape.open()) {
                var z = x.square().add(y.square());
                assertEquals(row[0], x.tensor().item(), 1e-3);
                assertEquals(row[1], z.item(), 1e-2);
                var gradients = tape.gradient(z, List.of(x, y));
                descend(x, gradients.get(0));
                descend(y, gradients.get(1));
            }
        }
    }

    private static void descend(Variable variable, Tensor gradient) {
        variable.assignSub(gradient.mul(0.2));
    }

    @Test
    void example2_tenThousandSteps() {
        var w = Variable.of(1f);
        for (int i = 0; i < 10_000; i++) {
            try (var tape = GradientTape.open()) {
                var gradient = tape.gradient(w.square(), w);
                assertNotNull(gradient);
                w.assignSub(gradient.mul(0.01));
            }
        }
        assertTrue(w.square().item() < 1e-36, () -> w.toString());
    }

    @Test
    void example3_signDescentOnAParabola() {
        var x = Tensor.arange(DType.F64, 11);
        var y = x.square().mul(6).add(x.mul(8)).add(2);
        var coefficients = List.of(Variable.of(1.0), Variable.of(1.0), Variable.of(1.0));
        for (int i = 0; i < 10_000; i++) {
            try (var tape = GradientTape.open()) {
                var fit = x.square()
                        .mul(coefficients.get(0))
                        .add(x.mul(coefficients.get(1)))
                        .add(coefficients.get(2));
                var gradients = tape.gradient(y.sub(fit).abs(), coefficients);
                for (int j = 0; j < 3; j++) {
                    coefficients.get(j).assignSub(gradients.get(j).mul(0.001));
                }
            }
        }
        double[] expected = {5.962, 7.590, 2.000};
        for (int j = 0; j < 3; j++) {
            assertEquals(expected[j], coefficients.get(j).tensor().item(), 0.01);
        }
    }
}
