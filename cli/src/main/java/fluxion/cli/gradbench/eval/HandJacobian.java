package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.eval.HtEval.Input;
import fluxion.cli.gradbench.problem.HandTracking;
import java.util.Arrays;
import java.util.List;

/// The Jacobian of hand tracking: a row for each error. The first two columns, which the simple input does not have,
/// are for the two coordinates of each point in its triangle. These touch the errors of their point alone, so one
/// direction serves all points.
final class HandJacobian {
    private static final int POSE = HtEval.POSE;

    private final Input in;
    private final double[] errors;
    private final double[] byPose;
    private final double[] directions;
    private final double[] along;
    private final double[] all;
    private final Runnable run;

    /// For the simple input, by pose.
    public interface Simple {
        /// Computes it into `jacobian`.
        void at(
                double[] pose,
                int[] parents,
                double[] relatives,
                double[] inverses,
                double[] positions,
                double[] weights,
                int[] correspondences,
                double[] points,
                double[] errors,
                double[] jacobian);
    }

    /// For the other one, by pose.
    public interface Complicated {
        /// Computes it into `jacobian`.
        void at(
                double[] pose,
                double[] us,
                int[] parents,
                double[] relatives,
                double[] inverses,
                double[] positions,
                double[] weights,
                int[] triangles,
                int[] correspondences,
                double[] points,
                double[] errors,
                double[] jacobian);
    }

    /// For the other one, along a direction of `us`.
    public interface Along {
        /// Computes it into `tangent`.
        void at(
                double[] pose,
                double[] us,
                int[] parents,
                double[] relatives,
                double[] inverses,
                double[] positions,
                double[] weights,
                int[] triangles,
                int[] correspondences,
                double[] points,
                double[] errors,
                double[] direction,
                double[] tangent);
    }

    HandJacobian(Input in, MathMode mode) {
        this.in = in;
        int rows = in.points().length;
        this.errors = new double[rows];
        this.byPose = new double[rows * POSE];
        this.directions = new double[in.us().length];
        this.along = new double[rows];
        if (in.isSimple()) {
            this.all = byPose;
            this.run = simple(mode);
        } else {
            this.all = new double[rows * (POSE + 2)];
            this.run = complicated(mode);
        }
    }

    private Runnable simple(MathMode mode) {
        var jacobian = Derivatives.of(
                        HandTracking.class,
                        "simple",
                        double[].class,
                        int[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        int[].class,
                        double[].class,
                        double[].class)
                .wrt(0)
                .math(mode)
                .jacobian()
                .as(Simple.class);
        var hand = in.model();
        return () -> jacobian.at(
                in.pose(),
                hand.parents(),
                hand.relatives(),
                hand.inverses(),
                hand.positions(),
                hand.weights(),
                in.correspondences(),
                in.points(),
                errors,
                byPose);
    }

    private Runnable complicated(MathMode mode) {
        var derivatives = Derivatives.of(
                        HandTracking.class,
                        "complicated",
                        double[].class,
                        double[].class,
                        int[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        int[].class,
                        int[].class,
                        double[].class,
                        double[].class)
                .math(mode);
        var jacobian = derivatives.wrt(0).jacobian().as(Complicated.class);
        var alongUs = derivatives.wrt(1).jvp().as(Along.class);
        var hand = in.model();
        return () -> {
            jacobian.at(
                    in.pose(),
                    in.us(),
                    hand.parents(),
                    hand.relatives(),
                    hand.inverses(),
                    hand.positions(),
                    hand.weights(),
                    hand.triangles(),
                    in.correspondences(),
                    in.points(),
                    errors,
                    byPose);
            for (int row = 0; row < errors.length; row++) {
                System.arraycopy(byPose, POSE * row, all, (POSE + 2) * row + 2, POSE);
            }
            for (int coordinate = 0; coordinate < 2; coordinate++) {
                for (int i = 0; i < directions.length; i++) {
                    directions[i] = i % 2 == coordinate ? 1 : 0;
                }
                alongUs.at(
                        in.pose(),
                        in.us(),
                        hand.parents(),
                        hand.relatives(),
                        hand.inverses(),
                        hand.positions(),
                        hand.weights(),
                        hand.triangles(),
                        in.correspondences(),
                        in.points(),
                        errors,
                        directions,
                        along);
                for (int row = 0; row < along.length; row++) {
                    all[(POSE + 2) * row + coordinate] = along[row];
                }
            }
        };
    }

    Computation computation() {
        return new Computation(run, () -> List.of(all), this::rows);
    }

    private double[][] rows() {
        int columns = all.length / errors.length;
        var rows = new double[errors.length][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(all, columns * i, columns * (i + 1)));
        return rows;
    }
}
