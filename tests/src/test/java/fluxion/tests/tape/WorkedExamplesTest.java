package fluxion.tests.tape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.GradientTape;
import fluxion.cli.demo.WorkedExamples;
import fluxion.cli.plot.Plots;
import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TAPE.md, "Worked examples": those that need no layers, and the programs of `fluxion demo` that print them.
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
        var shown = WorkedExamples.bowl();
        assertEquals(expected.length, shown.size());
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i][0], shown.get(i).x(), 1e-9);
            assertEquals(expected[i][1], shown.get(i).z(), 5e-3);
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
        assertTrue(WorkedExamples.square() < 1e-36);
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
        assertArrayEquals(expected, WorkedExamples.parabola(), 0.01);
    }

    @Test
    void example4_linearRegression(@TempDir Path folder) throws IOException {
        var line = WorkedExamples.line(70);
        var losses = line.losses();
        assertEquals(70, losses.size());
        assertTrue(losses.get(10) < 0.5 * losses.getFirst(), losses::toString);
        assertEquals(1, losses.get(69) / losses.get(65), 0.01, losses::toString);
        double[] x = line.x().toDoubleArray();
        double[] y = line.y().toDoubleArray();
        assertEquals(200, x.length);
        assertTrue(Arrays.stream(x).allMatch(v -> v >= 0 && v < 1));

        // closed-form least squares
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double covariance = 0;
        double variance = 0;
        double residual = 0;
        for (int i = 0; i < x.length; i++) {
            covariance += (x[i] - meanX) * (y[i] - meanY);
            variance += (x[i] - meanX) * (x[i] - meanX);
            residual += Math.pow(y[i] - 0.3 - 0.5 * x[i], 2);
        }
        assertEquals(0.3, Math.sqrt(residual / 200), 0.05, "the deviation of the noise");
        double slope = covariance / variance;
        var settled = WorkedExamples.line(5_000);
        assertEquals(slope, settled.slope(), 1e-3);
        assertEquals(meanY - slope * meanX, settled.intercept(), 1e-3);

        var fit = folder.resolve("fit.png");
        Plots.fit(fit, "linear regression", x, y, new double[] {0, 1}, new double[] {meanY, meanY + slope});
        var curve = folder.resolve("loss.png");
        Plots.curve(curve, "linear regression", "epoch", "loss", losses);
        for (var file : List.of(fit, curve)) {
            var image = ImageIO.read(file.toFile());
            assertTrue(image.getWidth() >= 400 && image.getHeight() >= 300, image::toString);
        }
    }
}
