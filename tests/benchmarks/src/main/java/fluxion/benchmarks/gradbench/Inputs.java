package fluxion.benchmarks.gradbench;

import fluxion.cli.gradbench.eval.BaEval;
import fluxion.cli.gradbench.eval.DetEval;
import fluxion.cli.gradbench.eval.GmmEval;
import fluxion.cli.gradbench.eval.HtEval;
import fluxion.cli.gradbench.eval.KMeansEval;
import fluxion.cli.gradbench.eval.LlsqEval;
import fluxion.cli.gradbench.eval.LseEval;
import fluxion.cli.gradbench.eval.LstmEval;
import fluxion.cli.gradbench.eval.OdeEval;
import java.util.Arrays;
import java.util.Random;

/// Random inputs, distributed as GradBench's evals have them, and random changes of given inputs.
final class Inputs {
    /// How much a change changes, relative to the size of a number.
    private static final double CHANGE = 0.01;

    private final Random random;

    Inputs(long seed) {
        this.random = new Random(seed);
    }

    private double[] uniform(int count) {
        return random.doubles(count).toArray();
    }

    private double[] normal(int count) {
        var numbers = new double[count];
        Arrays.setAll(numbers, i -> random.nextGaussian());
        return numbers;
    }

    /// Any number between 0 and 1.
    double any() {
        return random.nextDouble();
    }

    DetEval.Input det(int n) {
        return new DetEval.Input(uniform(n * n), n);
    }

    GmmEval.Input gmm(int n, int d, int k) {
        return new GmmEval.Input(
                normal(k), uniform(k * d), normal(k * d), normal(k * d * (d - 1) / 2), normal(n * d), d, 0, 1);
    }

    /// Points, the last of which are the centroids, so that no cluster is empty.
    KMeansEval.Input kmeans(int n, int k, int d) {
        var points = uniform(n * d);
        return new KMeansEval.Input(points, Arrays.copyOfRange(points, (n - k) * d, n * d), d);
    }

    LlsqEval.Input llsq(int n, int m) {
        return new LlsqEval.Input(uniform(m), n);
    }

    LseEval.Input lse(int n) {
        return new LseEval.Input(uniform(n));
    }

    OdeEval.Input ode(int n, int steps) {
        return new OdeEval.Input(uniform(n), steps);
    }

    /// A text of random bits.
    LstmEval.Input lstm(int layers, int characters, int bits) {
        var sequence = new double[characters * bits];
        Arrays.setAll(sequence, i -> random.nextInt(2));
        return new LstmEval.Input(
                uniform(8 * layers * bits), uniform(3 * bits), uniform(2 * layers * bits), sequence, bits);
    }

    /// One camera and one point, repeated, as ADBench has them.
    BaEval.Input ba(int n, int m, int p) {
        double[] camera = {0.015, -0.012, -0.004, -0.035, 0.11, 1.1, 400, 0.1, -0.1, -4e-7, 6e-13};
        double[] point = {-0.6, 0.55, -1.9};
        return BaEval.Input.repeated(camera, point, 0.4, new double[] {-262, 225}, n, m, p);
    }

    BaEval.Input changed(BaEval.Input in) {
        return new BaEval.Input(
                changed(in.cameras()),
                changed(in.points()),
                changed(in.weights()),
                in.observations(),
                changed(in.features()));
    }

    GmmEval.Input changed(GmmEval.Input in) {
        return new GmmEval.Input(
                changed(in.alpha()),
                changed(in.mu()),
                changed(in.q()),
                changed(in.l()),
                changed(in.x()),
                in.d(),
                in.m(),
                in.gamma());
    }

    HtEval.Input changed(HtEval.Input in) {
        return new HtEval.Input(
                changed(in.pose()), changed(in.us()), in.model(), in.correspondences(), changed(in.points()));
    }

    LstmEval.Input changed(LstmEval.Input in) {
        return new LstmEval.Input(
                changed(in.main()), changed(in.extra()), changed(in.state()), in.sequence(), in.bits());
    }

    private double[] changed(double[] numbers) {
        var changed = new double[numbers.length];
        Arrays.setAll(changed, i -> numbers[i] * (1 + CHANGE * random.nextGaussian()));
        return changed;
    }
}
