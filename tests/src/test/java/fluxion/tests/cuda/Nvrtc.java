package fluxion.tests.cuda;

import static jcuda.nvrtc.JNvrtc.nvrtcCompileProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcCreateProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcDestroyProgram;
import static jcuda.nvrtc.JNvrtc.nvrtcGetPTX;
import static jcuda.nvrtc.JNvrtc.nvrtcGetProgramLog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;

/// Compiles CUDA C to PTX with NVRTC, which needs no device. The library comes from a jar on the class path.
final class Nvrtc {
    private static final String LIBRARIES = "/org/bytedeco/cuda/linux-x86_64/";

    private Nvrtc() {}

    static boolean isAvailable() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64")
                && Nvrtc.class.getResource(LIBRARIES + "libnvrtc.so.12") != null;
    }

    /// Loads NVRTC, unpacked to `folder`.
    @SuppressWarnings("restricted") // the binding needs the library that the jar holds, which no search path has
    static void load(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (var name : new String[] {"libnvrtc-builtins.so.12.9", "libnvrtc.so.12"}) {
            var file = folder.resolve(name);
            if (!Files.exists(file)) {
                try (var in = Objects.requireNonNull(Nvrtc.class.getResourceAsStream(LIBRARIES + name))) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            System.load(file.toAbsolutePath().toString());
        }
        JNvrtc.setExceptionsEnabled(false);
    }

    /// The PTX of `source` for `architecture`.
    static String compile(String source, String architecture) {
        var program = new nvrtcProgram();
        nvrtcCreateProgram(program, source, "program.cu", 0, null, null);
        String[] options = {"--gpu-architecture=" + architecture, "--fmad=false", "--std=c++17"};
        int status = nvrtcCompileProgram(program, options.length, options);
        var log = new String[1];
        nvrtcGetProgramLog(program, log);
        if (status != 0) {
            throw new AssertionError("NVRTC: status " + status + "\n" + log[0] + "\n" + source);
        }
        var ptx = new String[1];
        nvrtcGetPTX(program, ptx);
        nvrtcDestroyProgram(program);
        return ptx[0];
    }
}
