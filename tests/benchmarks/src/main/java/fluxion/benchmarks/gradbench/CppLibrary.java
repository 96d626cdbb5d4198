package fluxion.benchmarks.gradbench;

import fluxion.cli.bench.BenchmarkFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The sweeps in C++, compiled by g++ for this machine and linked into this process, so that one clock times all.
@SuppressWarnings("restricted") // the functions are ours
final class CppLibrary {
    private static final List<String> SOURCES =
            List.of("ba", "det", "gmm", "hello", "ht", "kmeans", "llsq", "lse", "lstm", "ode", "particle", "saddle");

    private final String optimisation;
    private final SymbolLookup symbols;

    private CppLibrary(String optimisation, SymbolLookup symbols) {
        this.optimisation = optimisation;
        this.symbols = symbols;
    }

    /// Compiles all sources.
    ///
    /// @param optimisation `-O3` or `-Ofast`
    /// @throws BenchmarkFailure if there is no g++, or it fails
    static CppLibrary compile(String optimisation) {
        try {
            var folder = Files.createTempDirectory("fluxion-gradbench");
            try {
                return compile(optimisation, folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the C++ sources: " + e.getMessage(), e);
        }
    }

    private static CppLibrary compile(String optimisation, Path folder) throws IOException {
        var objects = new ArrayList<String>();
        for (var source : SOURCES) {
            var file = folder.resolve(source + ".cpp");
            try (InputStream text = CppLibrary.class.getResourceAsStream(source + ".cpp")) {
                if (text == null) {
                    throw new IOException("the resource " + source + ".cpp is missing");
                }
                Files.copy(text, file, StandardCopyOption.REPLACE_EXISTING);
            }
            var object = folder.resolve(source + ".o").toString();
            objects.add(object);
            gpp(List.of("-std=c++17", optimisation, "-march=native", "-fPIC", "-c", file.toString(), "-o", object));
        }
        // Linked without -Ofast, which would add code that makes this process round subnormal numbers to zero.
        var library = folder.resolve("sweeps.so");
        var arguments = new ArrayList<>(List.of("-shared", "-o", library.toString()));
        arguments.addAll(objects);
        gpp(arguments);
        return new CppLibrary(optimisation, SymbolLookup.libraryLookup(library, Arena.global()));
    }

    private static void gpp(List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add("g++");
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new BenchmarkFailure("the peers of gradbench need g++, which does not start; install it, for example "
                    + "with: apt-get install g++ (" + e.getMessage() + ")");
        }
        try (var output = process.getInputStream()) {
            var text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchmarkFailure(String.join(" ", command) + " failed: " + text.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkFailure("interrupted while g++ was running");
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// The option that it was compiled with.
    String optimisation() {
        return optimisation;
    }

    /// A function of one of the sources.
    MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
    }
}
