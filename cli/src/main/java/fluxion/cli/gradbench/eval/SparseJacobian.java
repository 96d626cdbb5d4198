package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.BundleAdjustment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// The Jacobian of bundle adjustment as compressed rows: 15 derivatives for each of the two errors of an observation,
/// then one for each error of a weight.
final class SparseJacobian {
    private static final int CAMERA = BundleAdjustment.CAMERA;
    private static final int ROW = CAMERA + 3 + 1;
    private static final int BLOCK = 2 * ROW;

    private final BaEval.Input in;
    private final int p;
    private final Block block;
    private final double[] values;
    private final int[] rows;
    private final int[] cols;

    /// The derivatives of the two errors of an observation, row by row.
    public interface Block {
        /// Computes those for camera, point and weight into `block`.
        void at(double[] camera, double[] point, double weight, double[] feature, double[] error, double[] block);
    }

    /// The derivative of the error of a weight.
    private final DoubleUnaryOperator byWeight;

    SparseJacobian(BaEval.Input in, MathMode mode) {
        this.in = in;
        this.p = in.weights().length;
        this.block = Derivatives.of(
                        BundleAdjustment.class,
                        "reprojectionError",
                        double[].class,
                        double[].class,
                        double.class,
                        double[].class,
                        double[].class)
                .wrt(0, 1, 2)
                .math(mode)
                .jacobian()
                .as(Block.class);
        this.byWeight = Derivatives.of(BundleAdjustment.class, "weightError", double.class)
                .math(mode)
                .gradient()
                .as(DoubleUnaryOperator.class);
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
        var camera = new double[CAMERA];
        var point = new double[3];
        var feature = new double[2];
        var error = new double[2];
        var derivatives = new double[BLOCK];
        for (int i = 0; i < p; i++) {
            System.arraycopy(in.cameras(), CAMERA * in.observations()[2 * i], camera, 0, CAMERA);
            System.arraycopy(in.points(), 3 * in.observations()[2 * i + 1], point, 0, 3);
            System.arraycopy(in.features(), 2 * i, feature, 0, 2);
            double weight = in.weights()[i];
            block.at(camera, point, weight, feature, error, derivatives);
            System.arraycopy(derivatives, 0, values, BLOCK * i, BLOCK);
            values[BLOCK * p + i] = byWeight.applyAsDouble(weight);
        }
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
