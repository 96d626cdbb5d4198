package fluxion.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.cli.bench.BenchmarkFailure;
import fluxion.cli.gradbench.eval.GmmEval;
import fluxion.cli.gradbench.problem.BundleAdjustment;
import fluxion.cli.gradbench.problem.Determinant;
import fluxion.cli.gradbench.problem.Gmm;
import fluxion.cli.gradbench.problem.KMeans;
import fluxion.cli.gradbench.problem.LeastSquares;
import fluxion.cli.gradbench.problem.LogSumExp;
import fluxion.cli.gradbench.problem.Lstm;
import fluxion.cli.gradbench.problem.Ode;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// The sweeps in C++ against differences of the objectives: baselines that compute something else show nothing.
class CppSweepsTest {
    private final CppSweeps sweeps = new CppSweeps(TestLibrary.get());
    private final Inputs inputs = new Inputs(7);

    /// Differences of `f` for each element of `x`, which is changed and restored.
    private static double[] differences(double[] x, ToDoubleFunction<double[]> f) {
        var gradient = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double at = x[i];
            double h = 1e-5 * Math.max(1, Math.abs(at));
            x[i] = at + h;
            double above = f.applyAsDouble(x);
            x[i] = at - h;
            double below = f.applyAsDouble(x);
            x[i] = at;
            gradient[i] = (above - below) / (2 * h);
        }
        return gradient;
    }

    private static double[] joined(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(DoubleStream::of).toArray();
    }

    private static void check(double[] expected, CppCall call) {
        for (int run = 0; run < 2; run++) {
            call.run();
            var found = call.results();
            assertEquals(expected.length, found.length);
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], 1e-6 * (1 + Math.abs(expected[i])), "element " + i);
            }
        }
    }

    @Test
    void hello() {
        check(new double[] {6}, sweeps.hello(3));
    }

    @Test
    void det() {
        for (int n = 1; n <= 5; n++) {
            var in = inputs.det(n);
            check(differences(in.a(), a -> Determinant.determinant(a, in.n())), sweeps.det(in));
        }
    }

    @Test
    void gmm() {
        var random = inputs.gmm(20, 4, 3);
        var in = new GmmEval.Input(random.alpha(), random.mu(), random.q(), random.l(), random.x(), random.d(), 2, 1.3);
        ToDoubleFunction<double[]> objective =
                any -> Gmm.objective(in.alpha(), in.mu(), in.q(), in.l(), in.x(), in.d(), in.m(), in.gamma());
        check(
                joined(
                        differences(in.alpha(), objective),
                        differences(in.mu(), objective),
                        differences(in.q(), objective),
                        differences(in.l(), objective)),
                sweeps.gmm(in));
    }

    @Test
    void ba() {
        var in = inputs.changed(inputs.ba(3, 4, 7));
        var still = in.cameras();
        Arrays.fill(still, 0, 3, 0);
        var call = sweeps.ba(in);
        call.run();
        var values = call.results();
        int p = in.weights().length;
        for (int row = 0; row < 2 * p; row++) {
            int i = row / 2;
            int e = row % 2;
            var camera =
                    Arrays.copyOfRange(in.cameras(), 11 * in.observations()[2 * i], 11 * in.observations()[2 * i] + 11);
            var point = Arrays.copyOfRange(
                    in.points(), 3 * in.observations()[2 * i + 1], 3 * in.observations()[2 * i + 1] + 3);
            double[] weight = {in.weights()[i]};
            double[] feature = {in.features()[2 * i], in.features()[2 * i + 1]};
            ToDoubleFunction<double[]> error = any -> {
                var errors = new double[2];
                BundleAdjustment.reprojectionError(camera, point, weight[0], feature, errors);
                return errors[e];
            };
            var expected = joined(differences(camera, error), differences(point, error), differences(weight, error));
            for (int j = 0; j < expected.length; j++) {
                // A rotation of nothing is a kink of the algorithm, though not of the function.
                boolean kink = j < 3 && camera[0] == 0;
                if (!kink) {
                    assertEquals(
                            expected[j],
                            values[15 * row + j],
                            1e-5 * (1 + Math.abs(expected[j])),
                            "row " + row + ", element " + j);
                }
            }
        }
        for (int i = 0; i < p; i++) {
            assertEquals(-2 * in.weights()[i], values[30 * p + i]);
        }
    }

    @Test
    void kmeans() {
        var in = inputs.kmeans(50, 4, 3);
        var gradient = differences(in.centroids(), c -> KMeans.cost(in.points(), c, in.d()));
        var direction = new double[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            double at = in.centroids()[i];
            double h = 1e-3;
            double middle = KMeans.cost(in.points(), in.centroids(), in.d());
            in.centroids()[i] = at + h;
            double above = KMeans.cost(in.points(), in.centroids(), in.d());
            in.centroids()[i] = at - h;
            double below = KMeans.cost(in.points(), in.centroids(), in.d());
            in.centroids()[i] = at;
            direction[i] = gradient[i] / ((above - 2 * middle + below) / (h * h));
        }
        check(direction, sweeps.kmeans(in));
    }

    @Test
    void llsq() {
        var in = inputs.llsq(9, 5);
        check(differences(in.x(), x -> LeastSquares.objective(x, in.n())), sweeps.llsq(in));
    }

    @Test
    void lse() {
        var in = inputs.lse(30);
        check(differences(in.x(), LogSumExp::logSumExp), sweeps.lse(in));
    }

    @Test
    void lstm() {
        var in = inputs.lstm(2, 12, 5);
        ToDoubleFunction<double[]> objective =
                any -> Lstm.objective(in.main(), in.extra(), in.state(), in.sequence(), in.bits());
        check(joined(differences(in.main(), objective), differences(in.extra(), objective)), sweeps.lstm(in));
    }

    @Test
    void ode() {
        var in = inputs.ode(6, 3);
        check(differences(in.x(), x -> Ode.last(x, in.steps())), sweeps.ode(in));
    }

    /// The numbers that GradBench's evals expect, at their starting points.
    @Test
    void nestedDescents() {
        double y = 8.246324826140356e-06;
        var saddle = sweeps.saddle(new double[] {1, 1});
        saddle.run();
        assertArrayEquals(new double[] {y, y, y, y}, saddle.results(), 1e-12);
        var particle = sweeps.particle(0);
        particle.run();
        assertArrayEquals(new double[] {0.2071918746486116}, particle.results(), 1e-8);
    }

    @Test
    void whatDoesNotCompileIsSaid() {
        assertThrows(BenchmarkFailure.class, () -> CppLibrary.compile("-Onever"));
    }
}
