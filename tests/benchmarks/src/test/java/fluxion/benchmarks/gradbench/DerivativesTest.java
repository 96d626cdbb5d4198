package fluxion.benchmarks.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.eval.BaEval;
import fluxion.cli.gradbench.eval.Computation;
import fluxion.cli.gradbench.eval.DetEval;
import fluxion.cli.gradbench.eval.GmmEval;
import fluxion.cli.gradbench.eval.HelloEval;
import fluxion.cli.gradbench.eval.KMeansEval;
import fluxion.cli.gradbench.eval.LlsqEval;
import fluxion.cli.gradbench.eval.LseEval;
import fluxion.cli.gradbench.eval.LstmEval;
import fluxion.cli.gradbench.eval.OdeEval;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Fluxion's derivatives against the sweeps in C++, which differences and ADBench's numbers confirm.
class DerivativesTest {
    private static final double TOLERANCE = 1e-8;

    private final CppSweeps sweeps = new CppSweeps(TestLibrary.get());
    private final Inputs inputs = new Inputs(11);

    private static void check(CppCall call, Computation computation) {
        call.run();
        var expected = call.results();
        for (int run = 0; run < 2; run++) {
            computation.run().run();
            var found = computation.results().stream()
                    .flatMapToDouble(DoubleStream::of)
                    .toArray();
            assertEquals(expected.length, found.length);
            for (int i = 0; i < found.length; i++) {
                double size = Math.max(1, Math.abs(expected[i]) + Math.abs(found[i]));
                assertEquals(expected[i], found[i], TOLERANCE * size, "number " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void hello(MathMode mode) {
        check(sweeps.hello(3), HelloEval.twice(3, mode));
    }

    @Test
    void lse() {
        var in = inputs.lse(1000);
        check(sweeps.lse(in), LseEval.gradient(in));
    }

    @ParameterizedTest
    @EnumSource
    void llsq(MathMode mode) {
        for (int m : new int[] {1, 5, 16}) {
            var in = inputs.llsq(100, m);
            check(sweeps.llsq(in), LlsqEval.gradient(in, mode));
        }
    }

    @ParameterizedTest
    @EnumSource
    void ode(MathMode mode) {
        var in = inputs.ode(50, 7);
        check(sweeps.ode(in), OdeEval.gradient(in, mode));
    }

    @ParameterizedTest
    @EnumSource
    void det(MathMode mode) {
        for (int n = 1; n < 8; n++) {
            var in = inputs.det(n);
            check(sweeps.det(in), DetEval.gradient(in, mode));
        }
    }

    @Test
    void kmeans() {
        var in = inputs.kmeans(200, 7, 5);
        check(sweeps.kmeans(in), KMeansEval.direction(in));
    }

    @Test
    void gmm() {
        var some = inputs.gmm(30, 4, 3);
        var in = new GmmEval.Input(some.alpha(), some.mu(), some.q(), some.l(), some.x(), some.d(), 2, 1.3);
        check(sweeps.gmm(in), GmmEval.jacobian(in));
    }

    @ParameterizedTest
    @EnumSource
    void lstm(MathMode mode) {
        var in = inputs.lstm(2, 20, 6);
        check(sweeps.lstm(in), LstmEval.jacobian(in, mode));
    }

    @ParameterizedTest
    @EnumSource
    void ba(MathMode mode) {
        var in = inputs.changed(inputs.ba(5, 9, 40));
        check(sweeps.ba(in), BaEval.jacobian(in, mode));
    }
}
