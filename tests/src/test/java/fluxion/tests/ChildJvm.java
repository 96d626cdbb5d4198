package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Fluxion;
import fluxion.ir.Value;
import fluxion.tensor.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassWriter;

/// A JVM of its own, for what depends on options or on what is on the class path.
public final class ChildJvm {
    private static final long LONGEST_SECONDS = 120;

    private final List<String> options;
    private final List<Path> classPath;

    private ChildJvm(List<String> options, List<Path> classPath) {
        this.options = options;
        this.classPath = classPath;
    }

    /// What a run left.
    ///
    /// @param exit the exit code
    /// @param out what it wrote to standard output
    /// @param err what it wrote to standard error
    public record Result(int exit, String out, String err) {
        /// The standard output of a run that ended well.
        public String outOrFail() {
            assertTrue(exit == 0, () -> "exit code " + exit + "\n" + out + err);
            return out;
        }
    }

    /// One with Fluxion, what it needs and the tests on its class path.
    ///
    /// @param test one of the tests
    public static ChildJvm withFluxion(Class<?> test) {
        return with(Value.class, Tensor.class, Fluxion.class, ClassWriter.class, NullMarked.class, Test.class, test);
    }

    /// One with the modules that `classes` come from on its class path, and nothing else.
    public static ChildJvm with(Class<?>... classes) {
        var places = new LinkedHashSet<Path>();
        for (var type : classes) {
            try {
                places.add(Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return new ChildJvm(List.of(), List.copyOf(places));
    }

    /// The same with one more folder on its class path.
    public ChildJvm and(Path folder) {
        var places = new ArrayList<>(classPath);
        places.add(folder);
        return new ChildJvm(options, List.copyOf(places));
    }

    /// The same with more options.
    public ChildJvm options(String... more) {
        var all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new ChildJvm(List.copyOf(all), classPath);
    }

    /// Runs a main class.
    public Result run(String mainClass, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                System.getProperty("path.separator"),
                classPath.stream().map(Path::toString).toList()));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        var out = Files.createTempFile("child", ".out");
        var err = Files.createTempFile("child", ".err");
        try {
            var process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            assertTrue(ended, () -> command + " took longer than " + LONGEST_SECONDS + " s");
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
