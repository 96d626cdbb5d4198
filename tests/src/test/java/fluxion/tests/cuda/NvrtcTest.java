package fluxion.tests.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// NVRTC compiles every emitted kernel to PTX. No device is needed.
class NvrtcTest {
    @BeforeAll
    static void load() throws IOException {
        assumeTrue(Nvrtc.isAvailable(), "NVRTC for this platform is not on the class path");
        Nvrtc.load(Path.of("target", "nvrtc"));
    }

    static Stream<Arguments> casesAndArchitectures() {
        return Stream.concat(CudaCases.all().stream(), CudaCases.random().stream())
                .flatMap(c -> Stream.of("sm_80", "sm_90").map(architecture -> Arguments.of(c, architecture)));
    }

    @ParameterizedTest
    @MethodSource("casesAndArchitectures")
    void everyKernelIsInThePtx(CudaCase c, String architecture) {
        var ptx = Nvrtc.compile(c.source().device(), architecture);
        assertTrue(ptx.contains(".target " + architecture), ptx);
        for (var kernel : c.source().kernels()) {
            assertTrue(ptx.contains(".visible .entry " + kernel + "("), () -> kernel + " is not in\n" + ptx);
        }
    }
}
