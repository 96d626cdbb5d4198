package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.Dim;
import fluxion.ir.Graph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchingTest {
    private static final int EXAMPLES = 3;

    static Stream<Case> cases() {
        return Cases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void batchIsWhatEachExampleGivesAlone(Case c) {
        checkAll(c.graph(), c);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void batchOfGradientsIsWhatEachExampleGivesAlone(Case c) {
        var gradient = gradient(c.graph());
        checkAll(gradient, c);
        checkAll(Forward.jvp(gradient, List.of(0)).graph(), twice(c));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientOfABatchIsThatOfEachExample(Case c) {
        var all = Collections.nCopies(c.point().size(), true);
        var batched = Batching.vmap(c.graph(), all, Dim.of(EXAMPLES));
        if (batched.batched().contains(false)) {
            return;
        }
        var arguments = arguments(c, all);
        var weights = Tensors.scalar(c.graph());
        var scalars = Batching.vmapAll(weights, all, Dim.of(EXAMPLES));
        var ofBatch =
                Gradients.gradient(sum(scalars), Axes.range(0, all.size())).graph();
        var ofEach = Batching.vmapAll(gradient(c.graph()), all, Dim.of(EXAMPLES));
        assertClose(Tensors.run(ofEach, arguments), Tensors.run(ofBatch, arguments), c + ", gradients");
    }

    private static Graph gradient(Graph f) {
        return Gradients.gradient(
                        Tensors.scalar(f), Axes.range(0, f.parameters().size()))
                .graph();
    }

    private static Graph sum(Graph f) {
        var g = new fluxion.ir.GraphBuilder();
        var copier = Gradients.parameters(f, g);
        copier.copy(f.region().body(), g);
        var sum = g.reduce(fluxion.ir.ReduceFn.SUM, copier.copyOf(f.results().getFirst()), List.of(0));
        return new Graph(f.name(), g.finish(List.of(sum)));
    }

    private static Case twice(Case c) {
        var point = new ArrayList<>(c.point());
        point.add(Case.some(7, c.point().getFirst().shape().constants()));
        return new Case(c.name(), c.graph(), point, c.orders());
    }

    private static void checkAll(Graph f, Case c) {
        int n = c.point().size();
        check(f, c, Collections.nCopies(n, true));
        for (int i = 0; i < n && n > 1; i++) {
            int only = i;
            check(f, c, IntStream.range(0, n).mapToObj(k -> k == only).toList());
        }
    }

    private static void check(Graph f, Case c, List<Boolean> flags) {
        var batched = Batching.vmapAll(f, flags, Dim.of(EXAMPLES));
        var results = Tensors.run(batched, arguments(c, flags));
        for (int n = 0; n < EXAMPLES; n++) {
            var alone = Tensors.run(f, example(c, flags, n));
            for (int k = 0; k < alone.size(); k++) {
                int size = alone.get(k).elements().length;
                var own = new double[size];
                System.arraycopy(results.get(k).elements(), n * size, own, 0, size);
                var found = new Tensors.Array(alone.get(k).shape(), own);
                assertClose(List.of(alone.get(k)), List.of(found), c + ", example " + n + " with " + flags);
            }
        }
    }

    /// What example n has in place of x: other numbers, of the other sign where that leads into another branch.
    private static Tensors.Array example(Case c, Tensors.Array x, int n) {
        double factor =
                n == 0 ? 1 : n == 1 ? (c.name().endsWith("if") || c.name().endsWith("not") ? -0.9 : 0.8) : 1.2;
        var elements = x.elements().clone();
        for (int i = 0; i < elements.length; i++) {
            elements[i] *= factor;
        }
        return new Tensors.Array(x.shape(), elements);
    }

    private static List<Tensors.Array> example(Case c, List<Boolean> flags, int n) {
        var example = new ArrayList<Tensors.Array>();
        for (int i = 0; i < flags.size(); i++) {
            example.add(
                    flags.get(i) ? example(c, c.point().get(i), n) : c.point().get(i));
        }
        return example;
    }

    private static List<Tensors.Array> arguments(Case c, List<Boolean> flags) {
        var arguments = new ArrayList<Tensors.Array>();
        for (int i = 0; i < flags.size(); i++) {
            var x = c.point().get(i);
            if (!flags.get(i)) {
                arguments.add(x);
                continue;
            }
            int size = x.elements().length;
            var all = new double[EXAMPLES * size];
            for (int n = 0; n < EXAMPLES; n++) {
                System.arraycopy(example(c, x, n).elements(), 0, all, n * size, size);
            }
            arguments.add(new Tensors.Array(x.shape().insert(0, Dim.of(EXAMPLES)), all));
        }
        return arguments;
    }

    private static void assertClose(List<Tensors.Array> expected, List<Tensors.Array> found, String what) {
        assertEquals(expected.size(), found.size(), what);
        for (int k = 0; k < expected.size(); k++) {
            assertEquals(expected.get(k).shape(), found.get(k).shape(), what);
            for (int i = 0; i < expected.get(k).elements().length; i++) {
                double e = expected.get(k).elements()[i];
                // sums of few products are taken in another order when there are many of them
                assertEquals(e, found.get(k).elements()[i], 1e-9 * Math.max(1, Math.abs(e)), what + ", result " + k);
            }
        }
    }
}
