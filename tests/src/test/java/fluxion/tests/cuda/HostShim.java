package fluxion.tests.cuda;

import fluxion.cuda.emit.CudaSource;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import fluxion.ir.interp.TensorValue;
import fluxion.runtime.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Runs emitted CUDA C on the host: compiled by g++ behind the shim, under sanitizers, and run in a process of its own.
/// Many programs are one compilation.
final class HostShim {
    private static final String MAIN = """
            int main(int argc, char** argv) {
              FILE* in = fopen(argv[2], "rb");
              long long counts[3]; // of symbols, of buffers, of buffers that are arguments
              if (fread(counts, 8, 3, in) != 3) return 4;
              std::vector<long long> symbols(counts[0] + 1);
              if (fread(symbols.data(), 8, counts[0], in) != (size_t)counts[0]) return 4;
              std::vector<void*> buffers;
              std::vector<long long> sizes;
              for (long long i = 0; i < counts[1]; i++) {
                long long header[2];
                if (fread(header, 8, 2, in) != 2) return 4;
                auto [size, shared] = header;
                void* buffer = shared < 0 ? shim::allocate(size) : buffers[shared];
                if (i < counts[2] && fread(buffer, 1, size, in) != (size_t)size) return 4;
                buffers.push_back(buffer);
                sizes.push_back(size);
              }
              PROGRAMS[atoi(argv[1])](buffers.data(), symbols.data());
              FILE* out = fopen(argv[3], "wb");
              for (size_t i = 0; i < buffers.size(); i++) fwrite(buffers[i], 1, sizes[i], out);
              fclose(out);
              return 0;
            }
            """;

    private final List<CudaSource> sources;
    private final Path folder;

    private HostShim(List<CudaSource> sources, Path folder) {
        this.sources = sources;
        this.folder = folder;
    }

    static boolean isAvailable() {
        try {
            return new ProcessBuilder("g++", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Compiles `sources` in `folder`.
    static HostShim compile(List<CudaSource> sources, Path folder) throws IOException, InterruptedException {
        var code = new StringBuilder("#include \"shim.hpp\"\n");
        for (int i = 0; i < sources.size(); i++) {
            var source = sources.get(i);
            // names with C linkage would be one function in all namespaces
            code.append("namespace p%d {%n%s}%n"
                    .formatted(i, (source.device() + source.host()).replace("extern \"C\" ", "")));
        }
        code.append("static void (*const PROGRAMS[])(void**, const long long*) = {");
        code.append(IntStream.range(0, sources.size())
                .mapToObj(i -> "p" + i + "::run")
                .collect(Collectors.joining(", ")));
        code.append("};\n").append(MAIN);
        Files.writeString(folder.resolve("programs.cpp"), code);
        try (var shim = Objects.requireNonNull(HostShim.class.getResourceAsStream("/cuda/shim.hpp"))) {
            Files.write(folder.resolve("shim.hpp"), shim.readAllBytes());
        }
        var command = "g++ -std=c++17 -O1 -w -ffp-contract=off -fsanitize=address,bounds -o programs programs.cpp";
        execute(folder, command.split(" "));
        return new HostShim(sources, folder);
    }

    /// The results of `program`, which `source` is, at `arguments`; those that may share an argument's buffer do.
    List<TensorValue> run(Program program, CudaSource source, List<TensorValue> arguments)
            throws IOException, InterruptedException {
        var symbols = symbols(program, arguments);
        write(folder.resolve("in"), program, arguments, symbols);
        execute(folder, "./programs", Integer.toString(sources.indexOf(source)), "in", "out");
        return read(folder.resolve("out"), program, arguments, symbols);
    }

    private static Map<String, Long> symbols(Program program, List<TensorValue> arguments) {
        var symbols = new HashMap<String, Long>();
        for (int i = 0; i < arguments.size(); i++) {
            var dims = program.arguments().get(i).shape().dims();
            for (int axis = 0; axis < dims.size(); axis++) {
                var names = dims.get(axis).symbols();
                if (names.size() == 1 && dims.get(axis).equals(Dim.symbol(names.getFirst()))) {
                    symbols.put(names.getFirst(), arguments.get(i).extent(axis));
                }
            }
        }
        return symbols;
    }

    private static void execute(Path folder, String... command) throws IOException, InterruptedException {
        var log = folder.resolve("log");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("ASAN_OPTIONS", "detect_leaks=0:detect_stack_use_after_return=0");
        var process = builder.redirectOutput(log.toFile()).start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " failed:\n" + Files.readString(log));
        }
    }

    private static void write(Path file, Program program, List<TensorValue> arguments, Map<String, Long> symbols)
            throws IOException {
        long bytes = 24
                + 8L * symbols.size()
                + 16L * (arguments.size() + program.results().size());
        for (var argument : arguments) {
            bytes += (long) argument.size() * argument.dtype().bytes();
        }
        var out = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(symbols.size());
        out.putLong(arguments.size() + program.results().size());
        out.putLong(arguments.size());
        program.symbols().forEach(s -> out.putLong(symbols.get(s)));
        for (var argument : arguments) {
            out.putLong((long) argument.size() * argument.dtype().bytes()).putLong(-1);
            put(out, argument.toArray());
        }
        for (int i = 0; i < program.results().size(); i++) {
            var type = program.results().get(i);
            out.putLong(type.shape().size().evaluate(symbols) * type.dtype().bytes());
            out.putLong(program.inPlace().get(i));
        }
        Files.write(file, out.array());
    }

    private static void put(ByteBuffer out, Object array) {
        switch (array) {
            case boolean[] a -> {
                for (boolean x : a) {
                    out.put((byte) (x ? 1 : 0));
                }
            }
            case int[] a -> {
                for (int x : a) {
                    out.putInt(x);
                }
            }
            case long[] a -> {
                for (long x : a) {
                    out.putLong(x);
                }
            }
            case float[] a -> {
                for (float x : a) {
                    out.putFloat(x);
                }
            }
            case double[] a -> {
                for (double x : a) {
                    out.putDouble(x);
                }
            }
            default -> throw new AssertionError(array);
        }
    }

    private static List<TensorValue> read(
            Path file, Program program, List<TensorValue> arguments, Map<String, Long> symbols) throws IOException {
        var in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (var argument : arguments) {
            in.position(in.position() + argument.size() * argument.dtype().bytes());
        }
        var results = new ArrayList<TensorValue>();
        for (var type : program.results()) {
            results.add(read(in, type, symbols));
        }
        return results;
    }

    private static TensorValue read(ByteBuffer in, TensorType type, Map<String, Long> symbols) {
        var shape =
                type.shape().dims().stream().mapToLong(d -> d.evaluate(symbols)).toArray();
        var storage = Storage.allocate(type.dtype(), type.shape().size().evaluate(symbols));
        for (int i = 0; i < storage.size(); i++) {
            switch (storage.array()) {
                case boolean[] a -> a[i] = in.get() != 0;
                case int[] a -> a[i] = in.getInt();
                case long[] a -> a[i] = in.getLong();
                case float[] a -> a[i] = in.getFloat();
                case double[] a -> a[i] = in.getDouble();
                default -> throw new AssertionError(type.dtype() == DType.BOOL ? "bool" : storage.array());
            }
        }
        return TensorValue.of(storage.array(), shape);
    }
}
