package fluxion.tests.cuda;

import fluxion.Fluxion;
import fluxion.GradientTape;
import fluxion.cli.train.Mlp;
import fluxion.compiler.lower.RandomGraph;
import fluxion.compiler.trace.GraphTracer;
import fluxion.cuda.emit.CudaEmissionException;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.interp.TensorValue;
import fluxion.nn.optim.Adam;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The programs that the CUDA backend must run: the training step of a perceptron, and the steps of the worked examples
/// of the tape.
final class CudaCases {
    private static final Dim B = Dim.symbol("B");
    private static final int RANDOM = Integer.getInteger("fluxion.rounds", 12);

    private CudaCases() {}

    /// Those programs.
    static List<CudaCase> all() {
        return List.of(mlpStep(), mlpStepOfAnyBatch(), bowl(), square(), parabola(), linePoints(), lineStep());
    }

    // ---------------------------------------------------------------- perceptron

    /// What a training step replaces.
    ///
    /// @param adam parameters and moments
    /// @param loss of the last batch
    record State(Adam.State<Mlp.Params> adam, Tensor loss) {}

    /// 784-128-10, batch 128.
    static CudaCase mlpStep() {
        return mlpStep("mlp step", 784, 128, Dim.of(128), 128);
    }

    /// Sizes that no tile divides.
    static CudaCase mlpStepOfAnyBatch() {
        return mlpStep("mlp step of any batch", 37, 19, B, 1, 5, 33, 64);
    }

    private static CudaCase mlpStep(String name, long inputs, long hidden, Dim batch, long... sizes) {
        var params = Mlp.init(RandomKey.of(1), inputs, hidden, 10);
        var adam = Adam.of(0.001);
        var state = new State(adam.init(params), Tensor.of(0f));
        var structure = Structure.of(state);
        var types = new ArrayList<>(
                structure.leaves(state).stream().map(Tensor::type).toList());
        types.add(new TensorType(DType.F32, Shape.of(batch, Dim.of(inputs))));
        types.add(new TensorType(DType.I32, Shape.of(batch)));
        var graph = trace(name, types, leaves -> {
            var s = (State) Objects.requireNonNull(structure.rebuild(leaves.iterator()));
            var g = Fluxion.valueAndGrad(Mlp::loss)
                    .apply(s.adam().params(), leaves.get(leaves.size() - 2), leaves.getLast());
            var next = new State(adam.update(s.adam(), g.gradient()), g.value());
            return structure.leaves(next);
        });
        return symbolic(name, graph, numbers(structure.size(), _ -> true), sizes);
    }

    // ---------------------------------------------------------------- the tape

    private static CudaCase bowl() {
        var x = Variable.of(-75f);
        var y = Variable.of(75f);
        return tape("worked example 1: bowl", List.of(x, y), () -> {
            try (var tape = GradientTape.open()) {
                var z = x.square().add(y.square());
                descend(tape, z, List.of(x, y), 0.2);
                return z;
            }
        });
    }

    private static CudaCase square() {
        var w = Variable.of(1f);
        return tape("worked example 2: square", List.of(w), () -> {
            try (var tape = GradientTape.open()) {
                var z = w.square();
                descend(tape, z, List.of(w), 0.01);
                return z;
            }
        });
    }

    private static CudaCase parabola() {
        var variables = List.of(Variable.of(1.0), Variable.of(1.0), Variable.of(1.0));
        return tape("worked example 3: parabola", variables, () -> {
            var x = Tensor.arange(DType.F64, 11);
            var y = x.square().mul(6).add(x.mul(8)).add(2);
            try (var tape = GradientTape.open()) {
                var fit = variables
                        .get(0)
                        .mul(x.square())
                        .add(variables.get(1).mul(x))
                        .add(variables.get(2));
                var distance = y.sub(fit).abs();
                descend(tape, distance, variables, 0.001);
                return distance;
            }
        });
    }

    private static CudaCase linePoints() {
        var graph = trace("points", List.of(), _ -> {
            var keys = RandomKey.of(42).split(2);
            var x = keys.get(0).uniform(DType.F64, 200);
            return List.of(
                    x,
                    x.mul(0.5).add(0.3).add(keys.get(1).normal(DType.F64, 200).mul(0.3)));
        });
        return symbolic("worked example 4: points", graph, Set.of(), 0);
    }

    private static CudaCase lineStep() {
        var points = new TensorType(DType.F64, Shape.of(B));
        var types = List.of(points, points, TensorType.scalar(DType.F64), TensorType.scalar(DType.F64));
        var graph = trace("line", types, leaves -> {
            var x = leaves.get(0);
            var y = leaves.get(1);
            try (var tape = GradientTape.open()) {
                var intercept = leaves.get(2);
                var slope = leaves.get(3);
                tape.watch(intercept);
                tape.watch(slope);
                var loss = y.sub(slope.mul(x).add(intercept)).square().sum();
                var gradient = tape.gradient(loss, List.of(intercept, slope));
                return List.of(
                        loss,
                        intercept.sub(gradient.get(0).mul(0.001)),
                        slope.sub(gradient.get(1).mul(0.001)));
            }
        });
        return symbolic("worked example 4: line", graph, Set.of(), 200, 1, 64, 1000);
    }

    private static void descend(GradientTape tape, Tensor target, List<Variable> variables, double rate) {
        var gradients = tape.gradient(target, variables);
        for (int i = 0; i < gradients.size(); i++) {
            variables.get(i).assignSub(Objects.requireNonNull(gradients.get(i)).mul(rate));
        }
    }

    /// A step that reads and writes `variables`: they become arguments, and their new values results.
    private static CudaCase tape(String name, List<Variable> variables, Supplier<Tensor> step) {
        var graph = trace(name, List.of(), _ -> List.of(step.get()));
        if (graph.parameters().size() != variables.size()) {
            throw new AssertionError(name + " has parameters " + graph.region().parameterTypes());
        }
        return symbolic(name, graph, numbers(variables.size(), _ -> true), 0, 1, 2);
    }

    // ---------------------------------------------------------------- random graphs

    /// Random graphs of tensor operations and control flow, as far as the device runs them.
    static List<CudaCase> random() {
        return Stream.concat(random(RANDOM, false), random(RANDOM / 4, true)).toList();
    }

    private static Stream<CudaCase> random(int count, boolean control) {
        return LongStream.iterate(0, seed -> seed + 1)
                .mapToObj(seed -> random(seed, control))
                .flatMap(Optional::stream)
                .limit(count);
    }

    private static Optional<CudaCase> random(long seed, boolean control) {
        var graph = RandomGraph.of(seed, 6 + (int) (seed % 30), control);
        var arguments = LongStream.of(3, 1, 9)
                .mapToObj(b -> RandomGraph.arguments(graph, seed + b, b))
                .toList();
        var name = "random graph " + seed + (control ? " with control flow" : "");
        var donated = numbers(graph.parameters().size(), i -> (i + seed) % 2 == 0);
        try {
            return Optional.of(CudaCase.of(name, graph, donated, arguments));
        } catch (CudaEmissionException e) {
            return Optional.empty();
        }
    }

    // ---------------------------------------------------------------- pieces

    private static Set<Integer> numbers(int below, IntPredicate which) {
        return IntStream.range(0, below).filter(which).boxed().collect(Collectors.toUnmodifiableSet());
    }

    /// A run for each extent of the symbol B.
    private static CudaCase symbolic(String name, Graph graph, Set<Integer> donated, long... extents) {
        return CudaCase.of(
                name,
                graph,
                donated,
                LongStream.of(extents)
                        .mapToObj(b -> arguments(graph, Map.of("B", b), new Random(b)))
                        .toList());
    }

    /// The graph of `f` at arguments of the given types.
    static Graph trace(String name, List<TensorType> types, Function<List<Tensor>, List<Tensor>> f) {
        return GraphTracer.current().traceCompiled(name, types, f).graph();
    }

    /// Floats from 0 to 1, so that they may stand for squares and rates, and integers from 0 to 9, for classes.
    private static List<TensorValue> arguments(Graph graph, Map<String, Long> symbols, Random random) {
        return graph.parameters().stream()
                .map(parameter -> argument(parameter.tensorType(), symbols, random))
                .toList();
    }

    private static TensorValue argument(TensorType type, Map<String, Long> symbols, Random random) {
        var shape =
                type.shape().dims().stream().mapToLong(d -> d.evaluate(symbols)).toArray();
        int n = Math.toIntExact(type.shape().size().evaluate(symbols));
        var numbers = random.doubles(n).toArray();
        return switch (type.dtype()) {
            case F64 -> TensorValue.of(numbers, shape);
            case F32 -> {
                var floats = new float[n];
                for (int i = 0; i < n; i++) {
                    floats[i] = (float) numbers[i];
                }
                yield TensorValue.of(floats, shape);
            }
            case I32 -> TensorValue.of(random.ints(n, 0, 10).toArray(), shape);
            case I64 -> TensorValue.of(random.longs(n, 0, 10).toArray(), shape);
            case BOOL -> {
                var truths = new boolean[n];
                for (int i = 0; i < n; i++) {
                    truths[i] = numbers[i] < 0.5;
                }
                yield TensorValue.of(truths, shape);
            }
        };
    }
}
