package fluxion.cli.gradbench.eval;

import fluxion.Compiled;
import fluxion.F1;
import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.BundleAdjustment;
import fluxion.cli.gradbench.problem.BundleAdjustmentTensors;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
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
    private final Data data;
    private final Compiled.Of1<Data, Tensor> derivatives;
    private final Tensor values;
    private final int[] rows;
    private final int[] cols;

    /// What the derivatives are computed from.
    private record Data(Tensor cameras, Tensor points, Tensor weights, Tensor features, Tensor camera, Tensor point) {}

    SparseJacobian(BaEval.Input in) {
        this.in = in;
        this.p = in.weights().length;
        var camera = new int[p];
        var point = new int[p];
        for (int i = 0; i < p; i++) {
            camera[i] = in.observations()[2 * i];
            point[i] = in.observations()[2 * i + 1];
        }
        this.data = new Data(
                Tensor.of(in.cameras(), in.cameras().length / CAMERA, CAMERA),
                Tensor.of(in.points(), in.points().length / 3, 3),
                Tensor.of(in.weights()),
                Tensor.of(in.features(), p, 2),
                Tensor.of(camera),
                Tensor.of(point));
        this.derivatives = Fluxion.compile(SparseJacobian::derivatives);
        this.values = derivatives.apply(data);
        this.rows = new int[3 * p + 1];
        this.cols = new int[(BLOCK + 1) * p];
    }

    /// The values of all rows: gradients of one observation's errors, mapped over all observations.
    private static Tensor derivatives(Data data) {
        var parameters = new ArrayList<Tensor>();
        var cameras = data.cameras().gather(data.camera(), 0);
        for (int i = 0; i < CAMERA; i++) {
            parameters.add(column(cameras, i));
        }
        var points = data.points().gather(data.point(), 0);
        for (int i = 0; i < 3; i++) {
            parameters.add(column(points, i));
        }
        parameters.add(data.weights());
        var blocks = new ArrayList<Tensor>();
        for (int coordinate = 0; coordinate < 2; coordinate++) {
            int chosen = coordinate;
            var gradient = Fluxion.vmap((List<Tensor> at, Tensor feature) -> {
                F1<List<Tensor>, Tensor> error = x -> BundleAdjustmentTensors.error(x, feature, chosen);
                return Fluxion.grad(error).apply(at);
            });
            blocks.addAll(gradient.apply(parameters, column(data.features(), coordinate)));
        }
        var weights = Fluxion.vmap(Fluxion.grad((Tensor w) -> w.square().rsub(1)));
        var errors = Tensor.stack(1, blocks);
        return Tensor.concat(0, errors.reshape(errors.size()), weights.apply(data.weights()));
    }

    private static Tensor column(Tensor matrix, int column) {
        return matrix.slice(1, column, column + 1).reshape(matrix.size(0));
    }

    Computation computation() {
        return new Computation(
                this::run,
                () -> List.of(values.toDoubleArray()),
                () -> Map.of("rows", sample(rows), "cols", sample(cols), "vals", sample(values.toDoubleArray())));
    }

    private void run() {
        derivatives.into(values, data);
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
