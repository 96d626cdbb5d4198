package fluxion.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.Derivatives;
import fluxion.cli.gradbench.problem.Gmm;
import fluxion.cli.gradbench.problem.LeastSquares;
import fluxion.cli.gradbench.problem.LogSumExp;
import fluxion.cli.gradbench.problem.Lstm;
import fluxion.cli.gradbench.problem.Ode;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Derivatives of the objectives in plain Java, lifted from their bytecode, against the sweeps in C++.
class LiftedTest {
    private static final double TOLERANCE = 1e-8;

    private final CppSweeps sweeps = new CppSweeps(TestLibrary.get());
    private final Inputs inputs = new Inputs(13);

    private static void check(CppCall call, Object gradient) {
        call.run();
        var expected = call.results();
        var parts = gradient instanceof Object[] several ? several : new Object[] {gradient};
        var found = Arrays.stream(parts)
                .flatMapToDouble(part -> DoubleStream.of((double[]) part))
                .toArray();
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            double size = Math.max(1, Math.abs(expected[i]) + Math.abs(found[i]));
            assertEquals(expected[i], found[i], TOLERANCE * size, "number " + i);
        }
    }

    @Test
    void lse() {
        var in = inputs.lse(50);
        var lse = Derivatives.of(LogSumExp.class, "logSumExp", double[].class);
        check(sweeps.lse(in), lse.gradient().call(new Object[] {in.x()}));
    }

    @Test
    void llsq() {
        var in = inputs.llsq(40, 6);
        var objective = Derivatives.of(LeastSquares.class, "objective", double[].class, int.class);
        check(sweeps.llsq(in), objective.gradient().call(in.x(), in.n()));
    }

    @Test
    void ode() {
        var in = inputs.ode(12, 5);
        var last = Derivatives.of(Ode.class, "last", double[].class, int.class);
        check(sweeps.ode(in), last.gradient().call(in.x(), in.steps()));
    }

    @Test
    void lstm() {
        var in = inputs.lstm(2, 9, 4);
        var objective = Derivatives.of(
                        Lstm.class,
                        "objective",
                        double[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        int.class)
                .wrt(0, 1);
        check(sweeps.lstm(in), objective.gradient().call(in.main(), in.extra(), in.state(), in.sequence(), in.bits()));
    }

    @Test
    void gmm() {
        var in = inputs.gmm(12, 3, 4);
        var objective = Derivatives.of(
                        Gmm.class,
                        "objective",
                        double[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        double[].class,
                        int.class,
                        int.class,
                        double.class)
                .wrt(0, 1, 2, 3);
        check(
                sweeps.gmm(in),
                objective.gradient().call(in.alpha(), in.mu(), in.q(), in.l(), in.x(), in.d(), in.m(), in.gamma()));
    }
}
