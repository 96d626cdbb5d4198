package fluxion.tests.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxion.cuda.emit.CudaSource;
import fluxion.ir.interp.Interpreter;
import fluxion.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the emitted kernels compute on the host equals what the interpreter makes of the graph, bit for bit.
class HostNumericsTest {
    private static final List<CudaCase> CASES =
            Stream.concat(CudaCases.all().stream(), CudaCases.random().stream()).toList();
    private static final CudaSource BEYOND_THE_END = broken("data[threadIdx.x + 1] = 1;");
    private static final CudaSource BARRIER_OF_SOME = broken("if (threadIdx.x < 32) { __syncthreads(); data[0] = 1; }");
    private static final CudaSource UNCHECKED_SHARED =
            broken("__shared__ float s[32]; s[threadIdx.x] = 1; data[threadIdx.x] = s[0];");

    @TempDir
    private static Path folder;

    private static HostShim shim;

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        assumeTrue(HostShim.isAvailable(), "there is no g++ to compile emitted code with");
        var sources = Stream.concat(
                CASES.stream().map(CudaCase::source), Stream.of(BEYOND_THE_END, BARRIER_OF_SOME, UNCHECKED_SHARED));
        shim = HostShim.compile(sources.toList(), folder);
    }

    /// A source that writes to its only buffer, of 64 floats, in one block of 64 threads.
    private static CudaSource broken(String code) {
        return new CudaSource(
                "extern \"C\" __global__ void k(float* data) { " + code + " }",
                "extern \"C\" void run(void** buffers, const long long* symbols) {"
                        + " LAUNCH(k, 1, 64, (float*)buffers[0]); }",
                List.of("k"));
    }

    static List<CudaCase> cases() {
        return CASES;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyBitIsTheInterpreters(CudaCase c) throws IOException, InterruptedException {
        for (var arguments : c.arguments()) {
            assertEquals(
                    Interpreter.run(c.graph(), arguments),
                    shim.run(c.program(), c.source(), arguments),
                    () -> c + " at arguments of " + arguments);
        }
    }

    static List<Arguments> brokenSources() {
        return List.of(
                Arguments.of(BEYOND_THE_END, "heap-buffer-overflow"),
                Arguments.of(BARRIER_OF_SOME, "some threads of a block left while others wait at a barrier"),
                Arguments.of(UNCHECKED_SHARED, "global-buffer-overflow"));
    }

    @ParameterizedTest
    @MethodSource("brokenSources")
    void theShimFindsWhatIsBroken(CudaSource source, String says) {
        var graph = CudaCases.trace("ones", List.of(), _ -> List.of(Tensor.ones(64)));
        var program = CudaCase.of("ones", graph, List.of()).program();
        var e = assertThrows(AssertionError.class, () -> shim.run(program, source, List.of()));
        assertTrue(e.getMessage().contains(says), e::getMessage);
    }

    @Test
    void someResultsShareTheBufferOfAnArgument() {
        assertTrue(CudaCases.mlpStep().program().inPlace().stream().anyMatch(argument -> argument >= 0));
    }
}
