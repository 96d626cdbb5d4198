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
import fluxion.cli.gradbench.problem.BundleAdjustment;

/// Calls of the sweeps in C++ on the inputs of the evals. Results come in the order in which the evals compute theirs.
///
/// @param library where the sweeps are
record CppSweeps(CppLibrary library) {
    CppCall hello(double x) {
        return new CppCall.Arguments().number(x).result(1).of(library, "hello");
    }

    CppCall det(DetEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.n())
                .array(in.a())
                .result(in.a().length)
                .of(library, "det");
    }

    /// The gradients for alpha, mu, q and l.
    CppCall gmm(GmmEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.x().length / in.d(), in.alpha().length, in.d(), in.m())
                .number(in.gamma())
                .array(in.alpha())
                .array(in.mu())
                .array(in.q())
                .array(in.l())
                .array(in.x())
                .result(in.alpha().length)
                .result(in.mu().length)
                .result(in.q().length)
                .result(in.l().length)
                .of(library, "gmm");
    }

    /// The values of the compressed rows.
    CppCall ba(BaEval.Input in) {
        int p = in.weights().length;
        return new CppCall.Arguments()
                .ints(in.cameras().length / BundleAdjustment.CAMERA, in.points().length / 3, p)
                .array(in.cameras())
                .array(in.points())
                .array(in.weights())
                .array(in.observations())
                .array(in.features())
                .scratch(3 * p + 1)
                .scratch(31 * p)
                .result(31 * p)
                .of(library, "ba");
    }

    /// The Jacobian, row by row.
    CppCall ht(HtEval.Input in) {
        var hand = in.model();
        return new CppCall.Arguments()
                .ints(hand.parents().length, hand.positions().length / 4, in.correspondences().length)
                .ints(in.isSimple() ? 0 : 1)
                .array(in.pose())
                .array(in.us())
                .array(hand.parents())
                .array(hand.relatives())
                .array(hand.inverses())
                .array(hand.positions())
                .array(hand.weights())
                .array(hand.triangles())
                .array(in.correspondences())
                .result(in.points().length * (in.pose().length + (in.isSimple() ? 0 : 2)))
                .of(library, "ht");
    }

    /// Newton's direction.
    CppCall kmeans(KMeansEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.points().length / in.d(), in.centroids().length / in.d(), in.d())
                .array(in.points())
                .array(in.centroids())
                .result(in.centroids().length)
                .of(library, "kmeans");
    }

    CppCall llsq(LlsqEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.n(), in.x().length)
                .array(in.x())
                .result(in.x().length)
                .of(library, "llsq");
    }

    CppCall lse(LseEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.x().length)
                .array(in.x())
                .result(in.x().length)
                .of(library, "lse");
    }

    /// The gradients for the main and the extra parameters.
    CppCall lstm(LstmEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.state().length / (2 * in.bits()), in.sequence().length / in.bits(), in.bits())
                .array(in.main())
                .array(in.extra())
                .array(in.state())
                .array(in.sequence())
                .result(in.main().length)
                .result(in.extra().length)
                .of(library, "lstm");
    }

    CppCall ode(OdeEval.Input in) {
        return new CppCall.Arguments()
                .ints(in.x().length, in.steps())
                .array(in.x())
                .result(in.x().length)
                .of(library, "ode");
    }

    CppCall particle(double w) {
        return new CppCall.Arguments().number(w).result(1).of(library, "particle");
    }

    CppCall saddle(double[] start) {
        return new CppCall.Arguments().array(start).result(4).of(library, "saddle");
    }
}
