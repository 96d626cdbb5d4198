package fluxion.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import fluxion.annotation.Differentiable;
import fluxion.ir.FluxionException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the processor generates, and what it says on which line.
final class DifferentiableProcessorTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private static Compilation compile(JavaFileObject... sources) {
        return Compiler.javac()
                .withProcessors(new DifferentiableProcessor())
                // not the class path of this test, which may run on a module path
                .withClasspath(Stream.of(Differentiable.class, FluxionException.class, NullMarked.class)
                        .map(DifferentiableProcessorTest::place)
                        .toList())
                .withOptions("-Xlint:all,-processing", "-Xdoclint:all,-missing", "-Werror")
                .compile(sources);
    }

    private static File place(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    private static JavaFileObject model(String members) {
        return JavaFileObjects.forSourceString(
                "demo.Model", """
                    package demo;

                    import fluxion.annotation.*;

                    class Model {
                    %s
                    }
                    """.formatted(members.indent(4).stripTrailing()));
    }

    private static String generated(Compilation compilation, String name) throws IOException {
        return compilation
                .generatedSourceFile(name)
                .orElseThrow()
                .getCharContent(false)
                .toString();
    }

    /// Each golden source `demo/X.java` is followed by what is generated from it, `demo/XDerivatives.java`.
    @ParameterizedTest
    @MethodSource("goldenSources")
    void generatesTheGoldenSource(String name) throws IOException {
        var source = Files.readString(GOLDEN.resolve(name + ".java"));
        var compilation = compile(JavaFileObjects.forSourceString("demo." + name, source));
        assertThat(compilation).succeededWithoutWarnings();
        var text = generated(compilation, "demo." + name + "Derivatives");
        var file = GOLDEN.resolve(name + "Derivatives.java");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text, "rewrite with -Dgolden.update=true");
        assertEquals(
                text,
                generated(
                        compile(JavaFileObjects.forSourceString("demo." + name, source)),
                        "demo." + name + "Derivatives"),
                "the same source gives the same bytes");
    }

    static List<String> goldenSources() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> !name.endsWith("Derivatives"))
                    .sorted()
                    .toList();
        }
    }

    /// A source with one error.
    ///
    /// @param members of the class; a comment `// here` marks the line of the error
    record Bad(String error, String members) {}

    static Stream<Bad> badSources() {
        return Stream.of(
                new Bad(
                        "method 'f' must be static; pass what it uses of the object as parameters",
                        "@Differentiable double f(double x) { return x; } // here"),
                new Bad(
                        "method 'f' must not be private: its companion, in the same package, calls it",
                        "@Differentiable private static double f(double x) { return x; } // here"),
                new Bad(
                        "method 'f' must not have type parameters",
                        "@Differentiable static <T> double f(double x) { return x; } // here"),
                new Bad(
                        "parameter 's' has type java.lang.String; differentiable methods take boolean, int, long,"
                                + " float, double, arrays of these, double[][], float[][], records of these and, as"
                                + " @Constant, final classes of these",
                        """
                        @Differentiable
                        static double f(double x,
                                        String s) { // here
                            return x;
                        }\
                        """),
                new Bad(
                        "parameter 'x' has type double[][][]; differentiable methods take",
                        "@Differentiable static double f(double[][][] x) { return 0; } // here"),
                new Bad(
                        "parameter 'x' has type int[][]; differentiable methods take",
                        "@Differentiable static double f(double y, int[][] x) { return 0; } // here"),
                new Bad(
                        "parameter 'c' has type demo.Model.C(double x, int n), not all of which has derivatives; mark"
                                + " it @Constant, or pass what has none on its own",
                        """
                        record C(double x, int n) {}
                        @Differentiable static double f(C c, double y) { return c.x(); } // here\
                        """),
                new Bad(
                        "parameter 'c' has type java.lang.String as the component 'name' of demo.Model.C;"
                                + " differentiable methods take",
                        """
                        record C(double x, String name) {}
                        record D(C c) {}
                        @Differentiable static double f(
                            D c) { // here
                            return c.c().x();
                        }\
                        """),
                new Bad(
                        "parameter 'c' has type demo.Model.C as the component 'next' of demo.Model.C, a record inside"
                                + " of itself",
                        """
                        record C(double x, C next) {}
                        @Differentiable static double f(C c) { return c.x(); } // here\
                        """),
                new Bad("parameter 'c' has type demo.Model.C<java.lang.String>, a record with type parameters", """
                    record C<T>(double x) {}
                    @Differentiable static double f(C<String> c) { return c.x(); } // here\
                    """),
                new Bad(
                        "parameter 'c' has type demo.Model.C, which its companion, in the same package, cannot see,"
                                + " since C is private",
                        """
                        private record C(double x) {}
                        @Differentiable static double f(C c) { return c.x(); } // here\
                        """),
                new Bad("parameter 'c' has type demo.Model.C; differentiable methods take", """
                    static class C { double x; }
                    @Differentiable static double f(C c) { return c.x; } // here\
                    """),
                new Bad(
                        "parameter 'c' has type demo.Model.C(double x), a class that is no record, for which there is"
                                + " no derivative; mark it @Constant, or make it a record",
                        """
                        static final class C { double x; }
                        @Differentiable static double f(C c, double y) { return c.x * y; } // here\
                        """),
                new Bad("parameter 'c' has type java.lang.String as the field 'name' of demo.Model.C;", """
                    static final class C { double x; String name; }
                    @Differentiable static double f(@Constant C c, double y) { return c.x * y; } // here\
                    """),
                new Bad("parameter 'c' has type demo.Model.C[]; differentiable methods take", """
                    record C(double x) {}
                    @Differentiable static double f(C[] c) { return c[0].x(); } // here\
                    """),
                new Bad("parameter 'c' has type demo.Model.C; an @Output is an array of float or double", """
                    record C(double x) {}
                    @Differentiable static void f(@Output C c) {} // here\
                    """),
                new Bad("method 'f' returns demo.Model.C(double x, int n), which has no derivative", """
                    record C(double x, int n) {}
                    @Differentiable static C f(double x) { return new C(x, 1); } // here\
                    """),
                new Bad(
                        "method 'f' returns int, which has no derivative",
                        "@Differentiable static int f(double x) { return 0; } // here"),
                new Bad(
                        "method 'f' returns nothing; mark the arrays that hold its results with @Output",
                        "@Differentiable static void f(double[] x) {} // here"),
                new Bad(
                        "parameter 'y' cannot be an @Output: the output of a method that returns something is that",
                        "@Differentiable static double f(double x, @Output double[] y) { return x; } // here"),
                new Bad(
                        "parameter 'y' has type int[]; an @Output is an array of float or double",
                        "@Differentiable static void f(double x, @Output int[] y) {} // here"),
                new Bad(
                        "method 'f' has nothing to differentiate for: no floating-point parameter that is not"
                                + " @Constant",
                        "@Differentiable static double f(int n, @Constant double x) { return x; } // here"),
                new Bad(
                        "method 'f' would have the same companion as 'f(double)'; give one of them another with"
                                + " @Differentiable(name = \"...\")",
                        """
                        @Differentiable static double f(double x) { return x; }
                        @Differentiable static double f(double x, double y) { return x; } // here\
                        """),
                new Bad("method 'F' would have the same companion as 'f(double)'", """
                    @Differentiable static double f(double x) { return x; }
                    @Differentiable static double F(double x) { return x; } // here\
                    """),
                new Bad(
                        "method 'f' cannot have a companion called '2nd'; that is no Java identifier",
                        "@Differentiable(name = \"2nd\") static double f(double x) { return x; } // here"),
                new Bad(
                        "method 'f' its companion, in the same package, cannot see the class Inner, which is private",
                        """
                        private static class Inner {
                            @Differentiable static double f(double x) { return x; } // here
                        }\
                        """));
    }

    @ParameterizedTest
    @MethodSource("badSources")
    void errorsAreOnTheLineOfTheUser(Bad bad) {
        var source = model(bad.members());
        long line = 1
                + "package demo;\n\nimport fluxion.annotation.*;\n\nclass Model {\n"
                        .lines()
                        .count();
        line += bad.members()
                .lines()
                .takeWhile(text -> !text.contains("// here"))
                .count();
        var compilation = compile(source);
        assertThat(compilation).failed();
        assertThat(compilation).hadErrorCount(1);
        assertThat(compilation)
                .hadErrorContaining("@Differentiable: " + bad.error())
                .inFile(source)
                .onLine(line);
    }

    @Test
    void allErrorsOfAClassAreReportedAtOnce() {
        var compilation = compile(model("""
            @Differentiable double f(double x) { return x; }
            @Differentiable static double g(String x) { return 0; }
            @Differentiable static void h(double[] x) {}\
            """));
        assertThat(compilation).hadErrorCount(3);
    }

    @Test
    void overloadsWithNamesOfTheirOwnNestedAndGenericOwners() throws IOException {
        var compilation = compile(model("""
            @Differentiable static double f(double x) { return x; }
            @Differentiable(name = "f2") static double f(double x, double y) { return x; }
            interface Shape<T> {
                @Differentiable static double area(double width, double... heights) { return width; }
            }
            record Box<T>(T value) {
                @Differentiable static double side(double gradient, double thrown) { return gradient; }
            }\
            """));
        assertThat(compilation).succeededWithoutWarnings();
        assertTrue(generated(compilation, "demo.ModelDerivatives").contains("F2Companion f2()"));
        assertTrue(generated(compilation, "demo.Model_ShapeDerivatives")
                .contains("gradient(double width, double[] heights, double[] dWidth"));
        assertTrue(generated(compilation, "demo.Model_BoxDerivatives").contains("Model.Box.side(gradient, thrown)"));
    }

    @Test
    void whatItProcessesIsDeclaredForBuildTools() throws IOException {
        var files = List.of(
                "META-INF/services/javax.annotation.processing.Processor",
                "META-INF/gradle/incremental.annotation.processors");
        var contents = files.stream().map(DifferentiableProcessorTest::resource).collect(Collectors.joining());
        assertEquals(
                "fluxion.processor.DifferentiableProcessor\nfluxion.processor.DifferentiableProcessor,isolating\n",
                contents);
    }

    private static String resource(String name) {
        var loader = Objects.requireNonNull(DifferentiableProcessor.class.getClassLoader());
        try (var in = Objects.requireNonNull(loader.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
