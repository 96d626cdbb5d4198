package fluxion.cli.gradbench.eval;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.HandTracking;

/// `ht`: the input without `us` is the simple one.
public final class HtEval {
    static final int POSE = 26;

    private HtEval() {}

    /// A pose, a model of the hand and measured points; see [HandTracking].
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] pose, double[] us, Model model, int[] correspondences, double[] points) {
        static Input read(Fields fields) {
            var data = fields.object("data");
            var input = new Input(
                    fields.vector("theta"),
                    fields.vector("us", 2),
                    Model.read(data.object("model")),
                    data.integers("correspondences", 1),
                    data.vector("points", 2));
            fields.size("theta", input.pose.length, POSE);
            data.size("points", input.points.length, 3 * input.correspondences.length);
            if (!input.isSimple()) {
                fields.size("us", input.us.length, 2 * input.correspondences.length);
            }
            return input;
        }

        /// Whether points belong to vertices, not to places in triangles.
        public boolean isSimple() {
            return us.length == 0;
        }
    }

    /// Bones, vertices and triangles of a hand.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Model(
            int[] parents,
            double[] relatives,
            double[] inverses,
            double[] positions,
            double[] weights,
            int[] triangles) {
        static Model read(Fields fields) {
            if (fields.flag("is_mirrored")) {
                throw new BadInputException("ht: mirrored models are not known");
            }
            var model = new Model(
                    fields.integers("parents", 1),
                    fields.vector("base_relatives", 3),
                    fields.vector("inverse_base_absolutes", 3),
                    fields.vector("base_positions", 2),
                    fields.vector("weights", 2),
                    fields.integers("triangles", 2));
            int bones = model.parents.length;
            fields.size("base_relatives", model.relatives.length, 16 * bones);
            fields.size("inverse_base_absolutes", model.inverses.length, 16 * bones);
            fields.size("weights", model.weights.length, model.positions.length / 4 * bones);
            return model;
        }
    }

    /// The errors of all points, coordinate by coordinate.
    public static Computation objective(Input in) {
        var errors = new double[in.points.length];
        return Computation.ofArray(errors, () -> objective(in, errors));
    }

    private static void objective(Input in, double[] errors) {
        var hand = in.model;
        if (in.isSimple()) {
            HandTracking.simple(
                    in.pose,
                    hand.parents,
                    hand.relatives,
                    hand.inverses,
                    hand.positions,
                    hand.weights,
                    in.correspondences,
                    in.points,
                    errors);
        } else {
            HandTracking.complicated(
                    in.pose,
                    in.us,
                    hand.parents,
                    hand.relatives,
                    hand.inverses,
                    hand.positions,
                    hand.weights,
                    hand.triangles,
                    in.correspondences,
                    in.points,
                    errors);
        }
    }

    /// The Jacobian, row by row: a column for each parameter of the pose and, in front of them unless the input is
    /// simple, two for the two coordinates of each point in its triangle. Since these touch the errors of their
    /// point alone, one direction serves all points.
    public static Computation jacobian(Input in, MathMode mode) {
        return new HandJacobian(in, mode).computation();
    }
}
