package fluxion.tests.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Control;
import fluxion.Fluxion;
import fluxion.compiler.lower.Lowering;
import fluxion.cuda.emit.CudaEmissionException;
import fluxion.cuda.emit.CudaEmitter;
import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import fluxion.ir.text.GraphParser;
import fluxion.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The text of emitted CUDA C.
class EmittedCudaTest {
    private static final Pattern KERNEL =
            Pattern.compile("__global__ void (\\w+)\\([^)]*\\) \\{\\n(.*?)\\n}\\n", Pattern.DOTALL);
    private static final Pattern LAUNCH = Pattern.compile("LAUNCH\\((\\w+), (.*?), (64|256)[,)]");

    static List<CudaCase> cases() {
        return CudaCases.all();
    }

    /// The bodies of the kernels by name.
    private static Map<String, String> kernels(CudaCase c) {
        var kernels = KERNEL.matcher(c.source().device())
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
        assertEquals(
                c.source().kernels().size(), kernels.size(), () -> c.source().device());
        return kernels;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theSameProgramGivesTheSameText(CudaCase c) {
        assertEquals(c.source(), CudaEmitter.emit(c.program()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nothingIsAtomic(CudaCase c) {
        assertFalse(c.source().device().contains("atomic"), "the order of additions is defined");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void contractionsAreTiledThroughSharedMemory(CudaCase c) {
        kernels(c).forEach((name, body) -> {
            if (name.contains("contract")) {
                assertTrue(body.contains("__shared__ float left[16][16 + 1];"), body);
                assertTrue(body.contains("__shared__ float right[16][16 + 1];"), body);
                assertTrue(body.contains("sum = fx_fma(left[y][k], right[k][x], sum);"), body);
                assertEquals(2, body.split("__syncthreads\\(\\);", -1).length - 1, body);
            }
        });
    }

    @Test
    void theStepHasItsFiveContractions() {
        var step = CudaCases.mlpStep();
        assertEquals(
                5,
                step.source().kernels().stream()
                        .filter(name -> name.endsWith("_contract"))
                        .count());
    }

    @Test
    void kernelsOfTheStepAreParallelOverTheirGrid() {
        var step = CudaCases.mlpStep();
        var kernels = kernels(step);
        var launches = LAUNCH.matcher(step.source().host()).results().toList();
        assertEquals(
                step.source().kernels(),
                launches.stream().map(launch -> launch.group(1)).toList());
        for (var launch : launches) {
            var body = kernels.get(launch.group(1));
            boolean oneBlock = launch.group(2).equals("1LL");
            // 64 accumulators are what a sum of all elements has
            assertTrue(
                    body.contains("blockIdx.x") || (oneBlock && launch.group(1).endsWith("_sum")),
                    () -> launch.group(1) + " is not parallel:\n" + body);
        }
    }

    // ---------------------------------------------------------------- what is refused

    private static Arguments refused(String says, DType dtype, UnaryOperator<Tensor> f) {
        return Arguments.of(says, TensorType.of(dtype, 100), f);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refused("'report'", DType.F32, x -> x.print("x")),
                refused("an integer division by a number that may be zero", DType.I32, x -> x.div(x)),
                refused(
                        "'buffer-list-new'",
                        DType.F32,
                        x -> Fluxion.grad((Tensor y) ->
                                        Control.forLoop(3, y, (_, z) -> z.sin()).sum())
                                .apply(x)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatTheDeviceDoesNotRunIsRefused(String says, TensorType type, UnaryOperator<Tensor> f) {
        var graph = CudaCases.trace("refused", List.of(type), x -> List.of(f.apply(x.getFirst())));
        var e = assertThrows(CudaEmissionException.class, () -> CudaCase.of("refused", graph, List.of()));
        assertTrue(e.getMessage().contains(says), e::getMessage);
        assertTrue(e.getMessage().contains("compile for the jvm backend"), e::getMessage);
    }

    @Test
    void recursionIsRefused() {
        var graph = GraphParser.parse("""
                declare @down{symbols=[], parameters=[f64, i64], results=[f64], inPlace=[-1]}
                graph @down(%0: f64, %1: i64) {
                  %2 = constant{dtype=i64, value=1}
                  %3 = compare{fn=LT} %1, %2
                  %4 = if %3 {
                    yield %0
                  } {
                    %5 = binary{fn=SUB} %1, %2
                    %6 = invoke{procedure=@down, extents=[]} [%0, %5]
                    yield %6
                  }
                  yield %4
                }
                graph @f(%0: f64, %1: i64) {
                  %2 = invoke{procedure=@down, extents=[]} [%0, %1]
                  yield %2
                }
                """);
        var e = assertThrows(CudaEmissionException.class, () -> CudaEmitter.emit(Lowering.lower(graph, Set.of())));
        assertTrue(e.getMessage().contains("the recursive method down"), e::getMessage);
        assertTrue(e.getMessage().contains("compile for the jvm backend"), e::getMessage);
    }

    @Test
    void winogradsAlgorithmIsRefused() {
        var graph = GraphParser.parse("""
                graph @f(%0: f32[1, 8, 8, 16], %1: f32[3, 3, 16, 16]) {
                  %2 = convolution{groups=1, strides=[1, 1], low=[0, 0], high=[0, 0], dilationX=[1, 1], \
                dilationFilter=[1, 1], overBatch=false, winograd=true} %0, %1
                  yield %2
                }
                """);
        var e = assertThrows(CudaEmissionException.class, () -> CudaEmitter.emit(Lowering.lower(graph, Set.of())));
        assertTrue(e.getMessage().contains("Winograd's algorithm"), e::getMessage);
        assertTrue(e.getMessage().contains("compile with strict math"), e::getMessage);
    }

    @Test
    void aKernelOfMoreArgumentsThanALaunchTakesIsRefused() {
        var g = new GraphBuilder();
        var type = new BufferType(DType.F32, Dim.ONE);
        var buffers = Stream.generate(() -> g.parameter(type)).limit(600).toList();
        g.append(new BufferOp.Kernel(
                "wide", List.of(), buffers, List.of(), g.nested().finish(List.of())));
        var graph = new Graph("wide", g.finish(List.of()));
        var types =
                Stream.generate(() -> TensorType.of(DType.F32, 1)).limit(600).toList();
        var program = new Program(graph, types, List.of(), List.of());
        var e = assertThrows(CudaEmissionException.class, () -> CudaEmitter.emit(program));
        assertTrue(e.getMessage().contains("a kernel of 600 arguments"), e::getMessage);
    }
}
