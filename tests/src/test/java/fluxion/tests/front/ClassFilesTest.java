package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.Derivatives;
import fluxion.ir.FluxionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.ToolProvider;
import jdk.jshell.JShell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Derivatives of methods whose class files say little, or that have none.
final class ClassFilesTest {
    private static final String SOURCE =
            "public class Square { public static double f(double x, double y) { return x * x * y; } }";

    @TempDir
    private Path folder;

    private void compile(String... options) throws IOException {
        var file = Files.writeString(folder.resolve("Square.java"), SOURCE);
        var javac = ToolProvider.getSystemJavaCompiler();
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-d", folder.toString(), file.toString()));
        assertEquals(0, javac.run(null, null, null, arguments.toArray(String[]::new)));
    }

    private static String failure(Runnable call) {
        return Objects.requireNonNull(
                assertThrows(FluxionException.class, call::run).getMessage());
    }

    @Test
    void withoutDebugInformationOnlyNamesAreMissing() throws Exception {
        compile("-g:none");
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            var f = Derivatives.of(loader.loadClass("Square"), "f", double.class, double.class);
            assertArrayEquals(new Object[] {12.0, 9.0}, (Object[]) f.gradient().call(3.0, 2.0));
            assertEquals(9.0, f.wrt(1).gradient().call(3.0, 2.0));
            assertEquals(
                    "Square.f(double, double) has no parameter 'y'; its parameters are [p0, p1]; compile it with -g for the"
                            + " names of the source",
                    failure(() -> f.wrt("y")));
        }
    }

    /// Defines classes from bytes that nobody can read again.
    private static final class Definer extends ClassLoader {
        Class<?> define(Path file) {
            try {
                var bytes = Files.readAllBytes(file);
                return defineClass(null, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void withoutAClassFileTheErrorSaysSo() throws IOException {
        compile();
        var type = new Definer().define(folder.resolve("Square.class"));
        assertEquals(
                "there is no class file of Square to lift f from; methods of classes that were defined at run time, as in"
                        + " JShell, cannot be lifted: compile the class to a file",
                failure(() -> Derivatives.of(type, "f", double.class, double.class)
                        .gradient()
                        .handle()));
    }

    @Test
    void jshellKeepsWhatItCompiles() {
        try (var shell = JShell.create()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            shell.eval(SOURCE); // in a JVM of its own, the class loader of which keeps the bytes
            shell.eval(
                    "var g = fluxion.Derivatives.of(Square.class, \"f\", double.class, double.class).wrt(0).gradient();");
            var result = shell.eval("g.call(3.0, 2.0)").getLast();
            assertEquals("12.0", result.value(), () -> String.valueOf(result.exception()));
        }
    }
}
