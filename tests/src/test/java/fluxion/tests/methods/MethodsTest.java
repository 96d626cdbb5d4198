package fluxion.tests.methods;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.F1;
import fluxion.Fluxion;
import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.ir.Shape;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation of tensors, for every dtype it takes, at ranks 0 to 4 and without elements: its derivatives in both
/// modes, against each other and against differences, and batched.
final class MethodsTest {
    private static final double STEP = 1e-4;
    private static final Logger PRINTS = Logger.getLogger("fluxion.print");

    @BeforeAll
    static void printNothing() {
        PRINTS.setUseParentHandlers(false);
    }

    @AfterAll
    static void printAgain() {
        PRINTS.setUseParentHandlers(true);
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                Shape.SCALAR,
                Shape.of(3),
                Shape.of(2, 3),
                Shape.of(2, 1, 3, 3),
                Shape.of(2, 1, 3),
                Shape.of(0),
                Shape.of(2, 0));
    }

    /// A comparison that is still to be computed: both scalars, or arrays.
    private record Check(String what, Tensor expected, Tensor found, double tolerance) {}

    /// Compares, having computed everything in one program.
    private static void compare(List<Check> checks, List<String> faults) {
        var parts = new ArrayList<Tensor>();
        for (var check : checks) {
            if (!check.expected().type().equals(check.found().type())) {
                faults.add(check.what() + ": type " + check.found().type() + ", expected "
                        + check.expected().type());
                parts.add(Tensor.of(0.0).expandDims(0));
                parts.add(Tensor.of(0.0).expandDims(0));
                continue;
            }
            parts.add(check.expected().cast(DType.F64).flatten());
            parts.add(check.found().cast(DType.F64).flatten());
        }
        double[] all = Tensor.concat(0, parts).toDoubleArray();
        int at = 0;
        for (int i = 0; i < checks.size(); i++) {
            var check = checks.get(i);
            int n = (int) parts.get(2 * i).size();
            for (int k = 0; k < n; k++) {
                double expected = all[at + k];
                double found = all[at + n + k];
                double difference = Math.abs(expected - found);
                if (!(difference <= check.tolerance() * Math.max(1, Math.abs(expected)))
                        && Double.compare(expected, found) != 0) {
                    faults.add(check.what() + ": " + found + ", expected " + expected);
                }
            }
            at += 2 * n;
        }
    }

    private static boolean isFloat(List<Tensor> tensors) {
        return tensors.stream().allMatch(tensor -> tensor.dtype().isFloat());
    }

    /// The results in `f64`, weighted differently element by element, and summed.
    private static Tensor weighted(List<Tensor> results) {
        Tensor sum = Tensor.of(0.0);
        for (var result : results) {
            var weights = Method.sample(DType.F64, 20, result.shape());
            sum = sum.add(result.cast(DType.F64).mul(weights).sum());
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void derivativesOfBothModesAgreeWithDifferences(Shape shape) {
        var checks = new ArrayList<Check>();
        var faults = new ArrayList<String>();
        for (var dtype : List.of(DType.F32, DType.F64)) {
            var x = Method.sample(dtype, 1, shape);
            var direction = Method.sample(dtype, 2, shape);
            for (var method :
                    Method.all().filter(m -> m.fits(shape) && m.isFinite(shape)).toList()) {
                var results = method.call(x);
                if (results.isEmpty() || !isFloat(results.get())) {
                    continue;
                }
                var what = method + " of " + x.type();
                F1<Tensor, Tensor> f = t -> weighted(method.call(t).orElseThrow());
                var reverse = Fluxion.vjp(f, x).apply(Tensor.of(1.0));
                var byReverse =
                        reverse.cast(DType.F64).mul(direction.cast(DType.F64)).sum();
                var byForward = Fluxion.jvp(f, x, direction).tangent();
                checks.add(new Check(what + ", forward", byReverse, byForward, dtype == DType.F32 ? 1e-5 : 1e-11));
                if (dtype == DType.F64 && !method.name().equals("stopGradient")) {
                    var difference = f.apply(x.add(direction.mul(STEP)))
                            .sub(f.apply(x.sub(direction.mul(STEP))))
                            .div(2 * STEP);
                    checks.add(new Check(what + ", differences", difference, byReverse, 1e-5));
                }
            }
        }
        compare(checks, faults);
        assertEquals("", String.join("\n", faults));
        assertTrue(checks.size() > 100, "checks: " + checks.size());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void batchesGiveWhatTheirRowsGive(Shape shape) {
        var checks = new ArrayList<Check>();
        var faults = new ArrayList<String>();
        for (var dtype : DType.values()) {
            var a = Method.sample(dtype, 1, shape);
            var b = Method.sample(dtype, 2, shape);
            var both = Tensor.stack(0, a, b);
            for (var method : Method.all().filter(m -> m.fits(shape)).toList()) {
                var first = method.call(a);
                if (first.isEmpty()) {
                    continue;
                }
                var second = method.call(b).orElseThrow();
                var batched =
                        Fluxion.vmap((Tensor t) -> method.call(t).orElseThrow()).apply(both);
                for (int i = 0; i < batched.size(); i++) {
                    var rows = Tensor.stack(0, first.get().get(i), second.get(i));
                    // a contraction of few elements is summed in another order than one of many
                    double tolerance = dtype == DType.F32 ? 1e-6 : 1e-14;
                    checks.add(new Check(
                            method + " of " + a.type(),
                            rows,
                            batched.get(i),
                            method.name().equals("dot") || method.name().equals("matmul") ? tolerance : 0));
                }
            }
        }
        compare(checks, faults);
        assertEquals("", String.join("\n", faults));
        assertTrue(checks.size() > 250, "checks: " + checks.size());
    }

    /// What has no derivative gives none on a tape, and the tape says why.
    @Test
    void whatHasNoDerivativeSaysWhy() {
        var without = new ArrayList<String>();
        for (var method : Method.all().toList()) {
            var x = Method.sample(DType.F64, 1, method.usual());
            try (var tape = GradientTape.open(GradientTape.persistent(true))) {
                tape.watch(x);
                var results = method.call(x);
                if (results.isEmpty()) {
                    continue;
                }
                var y = results.get().getFirst();
                var gradient = y.dtype().isFloat() ? tape.gradient(y, x) : null;
                var said = tape.explain(y, x);
                assertEquals(gradient != null, said.startsWith("path: "), () -> method + ": " + said);
                if (gradient == null) {
                    without.add(method.name());
                    assertTrue(said.startsWith("no path: it breaks at "), () -> method + ": " + said);
                }
            }
        }
        assertTrue(without.containsAll(List.of("floor", "round", "gt", "argMax", "stopGradient")), without::toString);
        assertTrue(!without.contains("mul") && !without.contains("max"), without::toString);
    }
}
