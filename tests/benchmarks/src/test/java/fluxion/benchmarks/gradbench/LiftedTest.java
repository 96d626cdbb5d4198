package fluxion.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.Derivatives;
import fluxion.cli.gradbench.problem.Gmm;
import fluxion.cli.gradbench.problem.LogSumExp;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Derivatives of objectives in plain Java, lifted from their bytecode, where the evals take those of tensors, which
/// are faster.
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
