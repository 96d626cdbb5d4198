package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.BundleAdjustment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The Jacobian of bundle adjustment as compressed rows: 15 derivatives for each of the two errors of an observation,
/// then one for each error of a weight.
final class SparseJacobian {
    private static final int CAMERA = BundleAdjustment.CAMERA;
    private static final int ROW = CAMERA + 3 + 1;
    private static final int BLOCK = 2 * ROW;

    private final BaEval.Input in;
    private final int p;
    private final Blocks blocks;
    private final Slopes byWeight;
    private final Part whole = Part.of(TOGETHER);
    private final Part rest;
    private final double[] values;
    private final int[] rows;
    private final int[] cols;

    /// How many observations are put together.
    private static final int TOGETHER = 256;

    /// The derivatives of the two errors of each of some observations, row by row.
    public interface Blocks {
        /// Computes those for cameras, points and weights into `blocks`.
        void at(
                double[][] cameras,
                double[][] points,
                double[] weights,
                double[][] features,
                double[][] errors,
                double[][] blocks);
    }

    /// The derivatives of the errors of weights.
    public interface Slopes {
        /// Computes those into `slopes`.
        void at(double[] weights, double[] slopes);
    }

    /// Some observations that follow each other.
    ///
    /// @param weights one of each
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(
            double[][] cameras,
            double[][] points,
            double[] weights,
            double[][] features,
            double[][] errors,
            double[][] blocks,
            double[] slopes) {
        static Part of(int count) {
            return new Part(
                    new double[count][CAMERA],
                    new double[count][3],
                    new double[count],
                    new double[count][2],
                    new double[count][2],
                    new double[count][BLOCK],
                    new double[count]);
        }
    }

    SparseJacobian(BaEval.Input in, MathMode mode) {
        this.in = in;
        this.p = in.weights().length;
        this.blocks = Derivatives.of(
                        BundleAdjustment.class,
                        "reprojectionError",
                        double[].class,
                        double[].class,
                        double.class,
                        double[].class,
                        double[].class)
                .wrt(0, 1, 2)
                .math(mode)
                .batched()
                .jacobian()
                .as(Blocks.class);
        this.byWeight = Derivatives.of(BundleAdjustment.class, "weightError", double.class)
                .math(mode)
                .batched()
                .gradient()
                .as(Slopes.class);
        this.rest = Part.of(p % TOGETHER);
        this.values = new double[(BLOCK + 1) * p];
        this.rows = new int[3 * p + 1];
        this.cols = new int[(BLOCK + 1) * p];
    }

    Computation computation() {
        return new Computation(
                this::run,
                () -> List.of(values),
                () -> Map.of("rows", sample(rows), "cols", sample(cols), "vals", sample(values)));
    }

    private void run() {
        fillValues();
        int n = in.cameras().length / CAMERA;
        int firstPoint = CAMERA * n;
        int firstWeight = firstPoint + in.points().length;
        for (int i = 0; i < p; i++) {
            int camera = CAMERA * in.observations()[2 * i];
            int point = firstPoint + 3 * in.observations()[2 * i + 1];
            for (int row = 2 * i; row < 2 * i + 2; row++) {
                for (int j = 0; j < CAMERA; j++) {
                    cols[ROW * row + j] = camera + j;
                }
                for (int j = 0; j < 3; j++) {
                    cols[ROW * row + CAMERA + j] = point + j;
                }
                cols[ROW * row + ROW - 1] = firstWeight + i;
                rows[row + 1] = ROW * (row + 1);
            }
            cols[BLOCK * p + i] = firstWeight + i;
            rows[2 * p + i + 1] = BLOCK * p + i + 1;
        }
    }

    private void fillValues() {
        int last = p - rest.weights.length;
        for (int i = 0; i < last; i += TOGETHER) {
            fillValues(i, whole);
        }
        fillValues(last, rest);
    }

    /// Those of the observations that begin with `first`.
    private void fillValues(int first, Part part) {
        int count = part.weights.length;
        for (int i = 0; i < count; i++) {
            int at = 2 * (first + i);
            System.arraycopy(in.cameras(), CAMERA * in.observations()[at], part.cameras[i], 0, CAMERA);
            System.arraycopy(in.points(), 3 * in.observations()[at + 1], part.points[i], 0, 3);
            System.arraycopy(in.features(), at, part.features[i], 0, 2);
        }
        System.arraycopy(in.weights(), first, part.weights, 0, count);
        blocks.at(part.cameras, part.points, part.weights, part.features, part.errors, part.blocks);
        byWeight.at(part.weights, part.slopes);
        for (int i = 0; i < count; i++) {
            System.arraycopy(part.blocks[i], 0, values, BLOCK * (first + i), BLOCK);
        }
        System.arraycopy(part.slopes, 0, values, BLOCK * p + first, count);
    }

    /// What the protocol asks for: the first 30 numbers and the last.
    private static double[] sample(double[] all) {
        var sample = Arrays.copyOf(all, BLOCK + 1);
        sample[BLOCK] = all[all.length - 1];
        return sample;
    }

    private static int[] sample(int[] all) {
        var sample = Arrays.copyOf(all, BLOCK + 1);
        sample[BLOCK] = all[all.length - 1];
        return sample;
    }
}
