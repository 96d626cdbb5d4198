package fluxion.cli.gradbench.problem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Objectives against other ways to compute them; those that ADBench has are compared with its numbers elsewhere.
class ValuesTest {
    private final Random random = new Random(1);

    private double[] numbers(int count) {
        return random.doubles(count).toArray();
    }

    @Test
    void aDeterminantIsTheProductOfThePivots() {
        for (int n = 1; n <= 6; n++) {
            var a = numbers(n * n);
            var rest = a.clone();
            double product = 1;
            for (int pivot = 0; pivot < n; pivot++) {
                product *= rest[pivot * n + pivot];
                for (int row = pivot + 1; row < n; row++) {
                    double factor = rest[row * n + pivot] / rest[pivot * n + pivot];
                    for (int column = pivot; column < n; column++) {
                        rest[row * n + column] -= factor * rest[pivot * n + column];
                    }
                }
            }
            assertEquals(product, Determinant.determinant(a, n), 1e-12);
        }
    }

    @Test
    void leastSquaresOfALine() {
        // The points are -1, 0 and 1, and the line is 1 + 2 t: it misses by 0, 1 and 2.
        assertEquals(0.5 * (0 + 1 + 4), LeastSquares.objective(new double[] {1, 2}, 3));
    }

    @Test
    void logSumExpDoesNotOverflow() {
        assertEquals(1000 + Math.log(1 + Math.exp(-1)), LogSumExp.logSumExp(new double[] {999, 1000}), 1e-12);
    }

    @Test
    void eachPointCountsForItsClosestCentroid() {
        assertEquals(1 + 4, KMeans.cost(new double[] {0, 1, 5, 4}, new double[] {0, 0, 5, 6}, 2));
    }

    /// `y_0 = x_0 t`, `y_1 = x_0 x_1 t^2 / 2` and so on: what the method solves exactly up to the fourth power.
    @Test
    void theEquationsHavePolynomialsAsSolutions() {
        double[] x = {0.5, 0.25, 2, 3};
        double[] expected = {1, 0.25, 0.5 * 0.25 * 2 * 8 / 6, 0.5 * 0.25 * 2 * 3 * 16 / 24};
        assertArrayEquals(expected, Ode.solve(x, 1), 1e-14);
        assertArrayEquals(expected, Ode.solve(x, 7), 1e-14);
        assertEquals(expected[3], Ode.last(x, 7), 1e-14);
    }

    /// One component in one dimension: a normal density, and a prior that is a gamma density.
    @Test
    void aMixtureOfOneIsANormalDensity() {
        double mu = 0.3;
        double q = 0.2;
        double x = 1.1;
        double gamma = 1.7;
        int m = 2;
        double precision = Math.exp(2 * q);
        double normal = 0.5 * Math.log(precision / (2 * Math.PI)) - 0.5 * precision * (x - mu) * (x - mu);
        // W_1(v, c) is the gamma density of shape c / 2 = 2 and scale 2 v = 2 / gamma^2; log Gamma(2) = 0.
        double prior = Math.log(precision) - precision * gamma * gamma / 2 - 2 * Math.log(2 / (gamma * gamma));
        assertEquals(
                normal + prior,
                Gmm.objective(
                        new double[] {5},
                        new double[] {mu},
                        new double[] {q},
                        new double[0],
                        new double[] {x},
                        1,
                        m,
                        gamma),
                1e-12);
    }

    @Test
    void rotationByNothingIsTheLimitOfSmallRotations() {
        var camera = numbers(BundleAdjustment.CAMERA);
        double[] point = {1, 2, 7};
        double[] feature = {0.1, 0.2};
        var none = new double[2];
        var small = new double[2];
        for (int i = 0; i < 3; i++) {
            camera[i] = 0;
        }
        BundleAdjustment.reprojectionError(camera, point, 0.5, feature, none);
        camera[1] = 1e-9;
        BundleAdjustment.reprojectionError(camera, point, 0.5, feature, small);
        assertArrayEquals(none, small, 1e-7);
        assertEquals(0.75, BundleAdjustment.weightError(0.5));
    }
}
