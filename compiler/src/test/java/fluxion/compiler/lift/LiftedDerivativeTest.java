package fluxion.compiler.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.autodiff.Forward;
import fluxion.compiler.autodiff.Gradients;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Forward and reverse mode of lifted methods agree, to second order; where the method is smooth, with differences.
class LiftedDerivativeTest {
    private static final int POINTS = 25;

    static Stream<Method> methods() {
        return LifterTest.methods().filter(m -> {
            var graph = Lifter.lift(m).graph();
            return !floats(graph.parameters()).isEmpty()
                    && !floats(graph.results()).isEmpty();
        });
    }

    private static List<Integer> floats(List<Value> values) {
        return IntStream.range(0, values.size())
                .filter(i -> values.get(i).type() instanceof TensorType(var dtype, var _) && dtype == DType.F64)
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void bothModesAgree(Method method) {
        var lifted = Lifter.lift(method);
        check(lifted, POINTS, new Random(method.getName().hashCode()));
        check(Calling.optimised(lifted), POINTS, new Random(method.getName().hashCode()));
    }

    /// Compares the modes at some points, to second order at a fifth of them.
    static void check(LiftedMethod lifted, int points, Random random) {
        var f = lifted.graph();
        var wrt = floats(f.parameters());
        var jvp = Forward.jvp(f, wrt).graph();
        var vjp = Gradients.vjp(f, wrt).graph();
        Verifier.verify(jvp);
        Verifier.verify(vjp);
        for (int i = 0; i < points; i++) {
            agree(f, jvp, vjp, wrt, Calling.data(lifted, Calling.tameArguments(lifted.method(), random)), random);
        }
        second(lifted, vjp, points / 5, random);
    }

    /// The derivative of the reverse derivative, whose seeds are further arguments.
    private static void second(LiftedMethod lifted, Graph vjp, int points, Random random) {
        var wrt = floats(lifted.graph().parameters());
        var jvp2 = Forward.jvp(vjp, wrt).graph();
        var vjp2 = Gradients.vjp(vjp, wrt).graph();
        for (int i = 0; i < points; i++) {
            var data = Calling.data(lifted, Calling.tameArguments(lifted.method(), random));
            var values = evaluate(lifted.graph(), data);
            if (values == null) {
                continue;
            }
            for (int r : floats(lifted.graph().results())) {
                data.add(like((TensorValue) values.get(r), random));
            }
            agree(vjp, jvp2, vjp2, wrt, data, random);
        }
    }

    private static void agree(Graph f, Graph jvp, Graph vjp, List<Integer> wrt, List<TensorValue> data, Random random) {
        var values = evaluate(f, data);
        if (values == null) {
            return;
        }
        var tangents = wrt.stream().map(i -> like(data.get(i), random)).toList();
        var outputs = floats(f.results());
        var seeds = outputs.stream()
                .map(i -> like((TensorValue) values.get(i), random))
                .toList();
        var forward = Interpreter.run(jvp, joined(data, tangents));
        var reverse = Interpreter.run(vjp, joined(data, seeds));
        double byForward = dot(seeds, forward.subList(values.size(), forward.size()));
        double byReverse = dot(tangents, reverse.subList(values.size(), reverse.size()));
        double size = 1 + Math.abs(byForward);
        if (Double.isFinite(byForward) && Double.isFinite(byReverse) && size < 1e12) {
            assertEquals(
                    byForward,
                    byReverse,
                    1e-7 * size,
                    () -> f.name() + " at " + data + "\n" + GraphPrinter.print(f) + "\n" + GraphPrinter.print(vjp));
        }
    }

    private static List<Datum> joined(List<TensorValue> x, List<TensorValue> y) {
        return Stream.concat(x.stream(), y.stream()).map(Datum.class::cast).toList();
    }

    /// The results; null if the method throws there.
    private static @Nullable List<Datum> evaluate(Graph f, List<TensorValue> data) {
        try {
            return Interpreter.run(f, data);
        } catch (RuntimeException | AssertionError e) {
            return null;
        }
    }

    private static TensorValue like(TensorValue x, Random random) {
        return TensorValue.of(random.doubles(x.size(), -1, 1).toArray(), x.shape());
    }

    private static double dot(List<TensorValue> x, List<Datum> y) {
        double sum = 0;
        var left = new ArrayList<>(x);
        for (int k = 0; k < left.size(); k++) {
            var other = (TensorValue) y.get(k);
            for (int i = 0; i < other.size(); i++) {
                sum += left.get(k).getDouble(i) * other.getDouble(i);
            }
        }
        return sum;
    }
}
