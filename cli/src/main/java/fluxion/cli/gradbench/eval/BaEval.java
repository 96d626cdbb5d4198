package fluxion.cli.gradbench.eval;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.BundleAdjustment;
import java.util.List;
import java.util.Map;

/// `ba`: one camera, one point and one observation are sent, and each is there as often as the input says.
public final class BaEval {
    private static final int CAMERA = BundleAdjustment.CAMERA;

    private BaEval() {}

    /// Cameras, points and observations; see [BundleAdjustment#objective].
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] cameras, double[] points, double[] weights, int[] observations, double[] features) {
        static Input read(Fields fields) {
            int n = fields.atLeast(1, "n");
            int m = fields.atLeast(1, "m");
            int p = fields.atLeast(1, "p");
            var camera = fields.vector("cam");
            var point = fields.vector("x");
            var feature = fields.vector("feat");
            fields.size("cam", camera.length, CAMERA);
            fields.size("x", point.length, 3);
            fields.size("feat", feature.length, 2);
            return repeated(camera, point, fields.number("w"), feature, n, m, p);
        }

        /// `n` equal cameras, `m` equal points and `p` equal observations: camera and point of observation `i`
        /// are `i mod n` and `i mod m`.
        public static Input repeated(
                double[] camera, double[] point, double weight, double[] feature, int n, int m, int p) {
            var weights = new double[p];
            var observations = new int[2 * p];
            for (int i = 0; i < p; i++) {
                weights[i] = weight;
                observations[2 * i] = i % n;
                observations[2 * i + 1] = i % m;
            }
            return new Input(repeated(camera, n), repeated(point, m), weights, observations, repeated(feature, p));
        }

        private static double[] repeated(double[] row, int times) {
            var rows = new double[times * row.length];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = row[i % row.length];
            }
            return rows;
        }
    }

    /// The errors of reprojection, and those of the weights.
    public static Computation objective(Input in) {
        int p = in.weights.length;
        var errors = new double[2 * p];
        var weightErrors = new double[p];
        return new Computation(
                () -> BundleAdjustment.objective(
                        in.cameras, in.points, in.weights, in.observations, in.features, errors, weightErrors),
                () -> List.of(errors, weightErrors),
                () -> Map.of(
                        "reproj_error", Map.of("elements", new double[] {errors[0], errors[1]}, "repeated", p),
                        "w_err", Map.of("element", weightErrors[0], "repeated", p)));
    }

    /// The Jacobian of all errors as compressed rows.
    public static Computation jacobian(Input in, MathMode mode) {
        return new SparseJacobian(in, mode).computation();
    }
}
