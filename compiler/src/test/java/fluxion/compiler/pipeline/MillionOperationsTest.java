package fluxion.compiler.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import fluxion.compiler.autodiff.Forward;
import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A graph of 1,000,000 operations goes through everything that is written for graphs, on a thread with a small stack.
///
/// It has one long chain, `y = y * x + x` 200,000 times, and 200,000 products `x * c` side by side that a tree of
/// additions sums.
final class MillionOperationsTest {
    private static final int OPERATIONS = 1_000_000;
    private static final int STEPS = 200_000;
    private static final int TERMS = 200_000;
    private static final long STACK_BYTES = 256 << 10;
    private static final TensorType F64 = TensorType.scalar(DType.F64);
    private static final double X = 0.25;
    private static final TensorValue AT = TensorValue.scalar(X);

    @Test
    void isPrintedParsedVerifiedAndInterpreted() throws InterruptedException {
        onASmallStack(() -> {
            var graph = graph();
            assertEquals(OPERATIONS, graph.region().body().size());
            Verifier.verify(graph);
            assertEquals(expected(), value(graph, AT));
            var text = GraphPrinter.print(graph);
            var parsed = GraphParser.parse(text);
            assertEquals(OPERATIONS, parsed.region().body().size());
            assertEquals(text, GraphPrinter.print(parsed));
        });
    }

    @Test
    void isDifferentiatedInBothModes() throws InterruptedException {
        onASmallStack(() -> {
            var graph = graph();
            var gradient = Gradients.gradient(graph, List.of(0)).graph();
            assertEquals(derivative(), value(gradient, AT), 1e-9 * derivative());
        });
        onASmallStack(() -> {
            var tangent = Forward.jvp(graph(), List.of(0)).graph();
            assertEquals(derivative(), value(tangent, AT, TensorValue.scalar(1.0)), 1e-9 * derivative());
        });
    }

    @Test
    void isSimplified() throws InterruptedException {
        onASmallStack(() -> {
            var optimised = graph();
            for (var pass : Pipeline.OPTIMISE) {
                optimised = pass.run().apply(optimised);
            }
            assertEquals(expected(), value(optimised, AT));
        });
    }

    @Test
    void isTraced() throws InterruptedException {
        onASmallStack(() -> {
            var traced = GraphTracer.current().traceCompiled("f", List.of(F64), x -> List.of(trace(x.getFirst())));
            assertEquals(OPERATIONS, traced.graph().region().body().size());
            assertEquals(expected(), value(traced.graph(), AT));
        });
    }

    private static Graph graph() {
        var g = new GraphBuilder();
        var x = g.parameter(F64);
        var y = x;
        for (int i = 0; i < STEPS; i++) {
            y = g.add(g.mul(y, x), x);
        }
        var terms = new ArrayList<Value>();
        for (int i = 0; i < TERMS; i++) {
            terms.add(g.mul(x, g.constant(DType.F64, coefficient(i))));
        }
        while (terms.size() > 1) {
            var sums = new ArrayList<Value>();
            for (int i = 0; i + 1 < terms.size(); i += 2) {
                sums.add(g.add(terms.get(i), terms.get(i + 1)));
            }
            if (terms.size() % 2 == 1) {
                sums.add(terms.getLast());
            }
            terms = sums;
        }
        return new Graph("f", g.finish(List.of(g.add(y, terms.getFirst()))));
    }

    /// The same function as a user would write it.
    private static Tensor trace(Tensor x) {
        var y = x;
        for (int i = 0; i < STEPS; i++) {
            y = y.mul(x).add(x);
        }
        var terms = new ArrayList<Tensor>();
        for (int i = 0; i < TERMS; i++) {
            terms.add(x.mul(coefficient(i)));
        }
        while (terms.size() > 1) {
            var sums = new ArrayList<Tensor>();
            for (int i = 0; i + 1 < terms.size(); i += 2) {
                sums.add(terms.get(i).add(terms.get(i + 1)));
            }
            if (terms.size() % 2 == 1) {
                sums.add(terms.getLast());
            }
            terms = sums;
        }
        return y.add(terms.getFirst());
    }

    private static double coefficient(int i) {
        return i + 2;
    }

    /// What the graph gives at [#X]: the coefficients add up without rounding.
    private static double expected() {
        double y = X;
        for (int i = 0; i < STEPS; i++) {
            y = y * X + X;
        }
        return y + X * sumOfCoefficients();
    }

    /// Its derivative there; the chain is the geometric series `x / (1 - x)`, but for a term that vanished.
    private static double derivative() {
        return 1 / ((1 - X) * (1 - X)) + sumOfCoefficients();
    }

    private static double sumOfCoefficients() {
        return TERMS * (TERMS + 3.0) / 2;
    }

    /// The last result.
    private static double value(Graph graph, TensorValue... arguments) {
        return ((TensorValue) Interpreter.run(graph, arguments).getLast()).getDouble(0);
    }

    private static void onASmallStack(Runnable work) throws InterruptedException {
        var failure = new AtomicReference<@Nullable Throwable>();
        var thread = new Thread(null, work, "small stack", STACK_BYTES);
        thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertNull(failure.get(), () -> "" + failure.get());
    }
}
