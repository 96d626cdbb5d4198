package fluxion.tests.alone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.Control;
import fluxion.Fluxion;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.runtime.Storage;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;
import fluxion.tests.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Emitted classes stand alone, and give the bits of the interpreter whatever runs them.
final class StandAloneTest {
    @TempDir
    private static Path folder;

    private static String expected = "";

    /// A program.
    ///
    /// @param arguments `f32[2, 3]` and so on, as types are printed
    record Case(String name, List<TensorType> arguments, Function<List<Tensor>, List<Tensor>> f) {
        Graph graph() {
            return GraphTracer.current().traceCompiled(name, arguments, f).graph();
        }
    }

    private static TensorType f32(long... shape) {
        return TensorType.of(DType.F32, shape);
    }

    private static TensorType f64(long... shape) {
        return TensorType.of(DType.F64, shape);
    }

    private static List<Case> cases() {
        return List.of(
                new Case("Chain", List.of(f32(40_003)), x -> List.of(chain(x.get(0)))),
                new Case("Doubles", List.of(f64(10_007)), x -> List.of(chain(x.get(0)))),
                new Case(
                        "Sums",
                        List.of(f32(37, 1009)),
                        x -> List.of(
                                x.get(0).sum(),
                                x.get(0).mean(0),
                                x.get(0).max(1),
                                x.get(0).argMax(1),
                                x.get(0).cumSum(1))),
                new Case(
                        "Softmax",
                        List.of(f32(33, 65)),
                        x -> List.of(
                                x.get(0).softmax(),
                                x.get(0).logSumExp(1),
                                x.get(0).transpose().softmax())),
                new Case(
                        "Contract",
                        List.of(f32(65, 130), f32(130, 67)),
                        x -> List.of(
                                x.get(0).matmul(x.get(1)), x.get(0).transpose().matmul(x.get(0)))),
                new Case(
                        "SmallContract",
                        List.of(f64(5, 7), f64(7, 3)),
                        x -> List.of(
                                x.get(0).matmul(x.get(1)), x.get(0).transpose().matmul(x.get(0)))),
                new Case(
                        "Convolution",
                        List.of(f32(3, 9, 10, 4), f32(3, 3, 4, 18)),
                        x -> List.of(
                                x.get(0).conv2d(x.get(1)).relu().maxPool(2, 2),
                                x.get(0).conv2d(x.get(1), Sliding.SAME.by(2)))),
                new Case(
                        "Special",
                        List.of(f64(257)),
                        x -> List.of(Tensor.stack(
                                0,
                                List.of(
                                        x.get(0).lgamma(),
                                        x.get(0).digamma(),
                                        x.get(0).erf(),
                                        x.get(0).tan(),
                                        x.get(0).log(),
                                        x.get(0).sqrt(),
                                        x.get(0).pow(x.get(0)),
                                        x.get(0).atan2(x.get(0).flip()),
                                        x.get(0).mul(40).exp())))),
                new Case(
                        "Moves",
                        List.of(f32(6, 10), TensorType.of(DType.I64, 9)),
                        x -> List.of(
                                x.get(0).gather(x.get(1), 1), x.get(0).scatterAdd(x.get(1), Tensor.ones(6, 9), 1),
                                x.get(0).flip(0).pad(3, new long[] {1, 0}, new long[] {0, 2}),
                                        x.get(0).roll(3, 1))),
                new Case(
                        "Integers",
                        List.of(TensorType.of(DType.I32, 1001), TensorType.of(DType.I64, 1001)),
                        x -> List.of(
                                x.get(0).mul(x.get(0)).sub(7).sum(),
                                x.get(1).add(1).prod(),
                                x.get(0).cast(DType.F32).exp())),
                new Case(
                        "Random",
                        List.of(f32(300)),
                        x -> List.of(
                                x.get(0).dropout(RandomKey.of(5), 0.3),
                                RandomKey.of(9).normal(DType.F64, 99))),
                new Case("Loop", List.of(f64(19)), x -> List.of(loop(x.get(0)))),
                new Case(
                        "LoopGradient",
                        List.of(f64(19)),
                        x -> List.of(Fluxion.grad((Tensor y) -> loop(y).sum()).apply(x.get(0)))),
                new Case(
                        "Step",
                        List.of(f32(40, 30), f32(30), f32(30, 10), f32(64, 40), f32(64, 10)),
                        x -> Fluxion.valueAndGrad(StandAloneTest::loss)
                                .apply(x.subList(0, 3), x.get(3), x.get(4))
                                .gradient()));
    }

    private static Tensor chain(Tensor x) {
        return x.mul(x)
                .exp()
                .add(1)
                .log()
                .tanh()
                .mul(x.sigmoid())
                .sub(x.sin())
                .div(x.abs().add(0.5));
    }

    private static Tensor loop(Tensor x) {
        return Control.whileLoop(
                        List.of(x, Tensor.of(0L)),
                        s -> s.get(0).abs().sum().lt(50).and(s.get(1).lt(40)),
                        s -> List.of(
                                s.get(0).mul(1.1).add(s.get(0).cos().mul(0.1)),
                                s.get(1).add(1)))
                .get(0);
    }

    private static Tensor loss(List<Tensor> p, Tensor x, Tensor y) {
        return x.matmul(p.get(0))
                .add(p.get(1))
                .relu()
                .matmul(p.get(2))
                .softmaxCrossEntropy(y.softmax())
                .mean();
    }

    @BeforeAll
    static void emit() throws IOException {
        var list = new ArrayList<String>();
        var digests = new ArrayList<String>();
        for (var c : cases()) {
            var graph = Pipeline.run(Pipeline.OPTIMISE, c.graph(), new Stages());
            var program = Pipeline.lower(graph, Set.of(), new Stages());
            var emitted = JvmBackend.emit(program, "alone/" + c.name());
            for (var file : emitted.classes().entrySet()) {
                var path = folder.resolve(file.getKey().replace('.', '/') + ".class");
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            var listed = new ProgramRunner.Listed(
                    emitted.entry().replace('/', '.'), types(program.arguments()), types(program.results()));
            list.add(listed.toString());
            digests.add(listed.entry() + " " + interpreted(c.graph(), listed));
        }
        Files.write(folder.resolve("programs"), list);
        expected = String.join("\n", digests);
        var runner = ProgramRunner.class.getName().replace('.', '/');
        for (var name : List.of(runner, runner + "$Listed")) {
            var file = folder.resolve(name + ".class");
            Files.createDirectories(file.getParent());
            try (var bytes = ProgramRunner.class.getResourceAsStream("/" + name + ".class")) {
                Files.write(file, Objects.requireNonNull(bytes).readAllBytes());
            }
        }
    }

    private static List<String> types(List<TensorType> types) {
        return types.stream()
                .map(t -> t.dtype() + ":" + t.shape().size().constant())
                .toList();
    }

    /// What the unoptimised graph gives in the interpreter.
    private static String interpreted(Graph graph, ProgramRunner.Listed listed) {
        var data = new ArrayList<TensorValue>();
        for (int i = 0; i < graph.parameters().size(); i++) {
            Storage storage = ProgramRunner.filled(listed.arguments().get(i), i);
            data.add(TensorValue.of(
                    storage.array(),
                    graph.parameters().get(i).shape().dims().stream()
                            .mapToLong(d -> d.constant())
                            .toArray()));
        }
        return ProgramRunner.digest(Interpreter.run(graph, data).stream()
                .map(value -> ((TensorValue) value).toArray())
                .toArray());
    }

    /// Options of a JVM, and how often it runs each program.
    record Setting(int runs, List<String> options) {
        static Setting of(int runs, String... options) {
            return new Setting(runs, List.of(options));
        }

        @Override
        public String toString() {
            return String.join(" ", options);
        }
    }

    private static Stream<Setting> settings() {
        var vectors = new String[] {"--add-modules", "jdk.incubator.vector", "-XX:+IgnoreUnrecognizedVMOptions"};
        return Stream.of(
                Setting.of(300, "-Dfluxion.threads=1"),
                Setting.of(300, with(vectors, "-Dfluxion.threads=1")),
                Setting.of(300, with(vectors, "-Dfluxion.threads=2")),
                // no FMA instruction: the JDK computes each with BigDecimal
                Setting.of(2, with(vectors, "-XX:UseAVX=0")),
                Setting.of(40, with(vectors, "-XX:UseAVX=2")),
                Setting.of(40, with(vectors, "-XX:UseAVX=3")),
                Setting.of(1, with(vectors, "-Xint")));
    }

    private static String[] with(String[] options, String more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theBitsOfTheInterpreter(Setting setting) throws IOException, InterruptedException {
        var out = ChildJvm.with(Value.class, Storage.class)
                .and(folder)
                .options(setting.options().toArray(String[]::new))
                .run(
                        ProgramRunner.class.getName(),
                        folder.resolve("programs").toString(),
                        Integer.toString(setting.runs()))
                .outOrFail();
        assertEquals(expected, out.strip());
    }
}
