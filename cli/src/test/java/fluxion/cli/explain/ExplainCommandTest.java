package fluxion.cli.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.cli.Main;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainCommandTest {
    private static final String MODEL = "fluxion.cli.explain.Model#";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    /// What is shown of the loss.
    private String shown(Stage stage) {
        assertEquals(
                0,
                run("explain", MODEL + "loss", "--stage", stage.toString(), "--args", "f32[B], f32[B]"),
                err::toString);
        assertEquals("", err.toString());
        return out.toString();
    }

    @Test
    void traceIsTheCapturedGraphWithItsLines() {
        assertEquals("""
                graph @loss(%0: f32[B], %1: f32[B]) {
                  %2 = binary{fn=MUL} %0, %1  // fluxion.cli.explain.Model.loss(Model.java:15)
                  %3 = reduce{fn=SUM, axes=[0]} %2  // fluxion.cli.explain.Model.loss(Model.java:15)
                  yield %3
                }
                """, shown(Stage.TRACE));
    }

    @Test
    void vjpIsTheGraphOfValueAndGradient() {
        assertEquals("""
                graph @loss.grad(%0: f32[B], %1: f32[B]) {
                  %2 = binary{fn=MUL} %0, %1  // fluxion.cli.explain.Model.loss(Model.java:15)
                  %3 = reduce{fn=SUM, axes=[0]} %2  // fluxion.cli.explain.Model.loss(Model.java:15)
                  %4 = constant{dtype=f32, value=1.0}  // fluxion.cli.explain.Model.loss(Model.java:15)
                  %5 = broadcast{shape=[B], axes=[]} %4  // fluxion.cli.explain.Model.loss(Model.java:15)
                  %6 = binary{fn=MUL} %5, %1  // fluxion.cli.explain.Model.loss(Model.java:15)
                  yield %3, %6
                }
                """, shown(Stage.VJP));
    }

    @Test
    void simplifyIsThatGraphSimplified() {
        assertEquals("""
                graph @loss.grad(%0: f32[B], %1: f32[B]) {
                  %2 = binary{fn=MUL} %0, %1  // fluxion.cli.explain.Model.loss(Model.java:15)
                  %3 = reduce{fn=SUM, axes=[0]} %2  // fluxion.cli.explain.Model.loss(Model.java:15)
                  yield %3, %1
                }
                """, shown(Stage.SIMPLIFY));
    }

    @Test
    void lowerIsAProgramThatReadsBack() {
        var text = shown(Stage.LOWER);
        assertEquals(text, GraphPrinter.print(GraphParser.parseProgram(text)));
    }

    @Test
    void bytecodeIsEachClassAsText() {
        var text = shown(Stage.BYTECODE);
        assertTrue(text.contains("public final class fluxion/generated/Program extends"), text);
        assertTrue(text.contains("    ALOAD 0\n"), text);
    }

    @Test
    void cudaIsKernelsAndTheHostFunctionThatLaunchesThem() {
        var text = shown(Stage.CUDA);
        assertTrue(text.contains("extern \"C\" __global__ void k0_"), text);
        assertTrue(text.contains("LAUNCH(k0_"), text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            trace    | for %2, [%1]
            vjp      | store{checked=false}
            simplify | store{checked=false}
            lower    | results=[f64, f64[x.length]]
            bytecode | public static call([D[D)D
            cuda     | __global__
            dot      | digraph
            """)
    void aMethodOfNumbersAndArraysIsLifted(String stage, String shows) {
        assertEquals(0, run("explain", MODEL + "sumOfSquares", "--stage", stage), err::toString);
        assertTrue(out.toString().contains(shows), out::toString);
    }

    @Test
    void aLiftedMethodNeedsNoTypes() {
        assertEquals(2, run("explain", MODEL + "sumOfSquares", "--args", "f64[3]"));
        assertOneSentence("--args is for methods of tensors");
        assertEquals(2, run("explain", MODEL + "sumOfSquares", "--recompiles"));
    }

    @Test
    void memoryIsWhatThePlanSays() {
        assertEquals(0, run("explain", MODEL + "loss", "--memory", "--args", "f32[B], f32[B]"), err::toString);
        // two arguments and a gradient of B numbers, and the loss
        assertTrue(out.toString().startsWith("peak           12*B + 4 bytes\n"), out::toString);
    }

    @Test
    void aStepIsInThePlaceOfWhatItReplaces() {
        assertEquals(0, run("explain", MODEL + "shorter", "--memory", "--step", "--args", "f64[100]"), err::toString);
        assertTrue(out.toString().contains("peak           800 bytes\n"), out::toString);
        assertEquals(
                2, run("explain", MODEL + "shorter", "--memory", "--recompiles", "--args", "f64[100]"), err::toString);
    }

    @Test
    void dotIsAGraphForGraphviz() {
        assertEquals("""
                digraph "loss.grad" {
                  node [shape=box, fontname="monospace", fontsize=10];
                  n0 [label="parameter 0\\nf32[B]", shape=ellipse];
                  n1 [label="parameter 1\\nf32[B]", shape=ellipse];
                  n2 [label="binary{fn=MUL}\\nf32[B]"];
                  n0 -> n2;
                  n1 -> n2;
                  n3 [label="reduce{fn=SUM, axes=[0]}\\nf32"];
                  n2 -> n3;
                  n4 [label="yield", shape=ellipse];
                  n3 -> n4;
                  n1 -> n4;
                }
                """, shown(Stage.DOT));
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void theSameFunctionGivesTheSameText(Stage stage) {
        var text = shown(stage);
        out.getBuffer().setLength(0);
        assertEquals(text, shown(stage));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            line    | f64[3], f64, f64[3] | graph @line.vjp(%0: f64[3], %1: f64, %2: f64[3], %3: f64[3])
            update  | f32[2], f32, i32    | graph @update.vjp(
            classes | f32[5]              | graph @classes(%0: f32[5])
            none    | ''                  | graph @none()
            """)
    void recordsVectorsAndWhatHasNoDerivativeAreShownToo(String method, String types, String says) {
        assertEquals(0, run("explain", MODEL + method, "--stage", "vjp", "--args", types), err::toString);
        assertTrue(out.toString().contains(says), out::toString);
    }

    @Test
    void aMethodWithoutParametersNeedsNoTypes() {
        assertEquals(0, run("explain", MODEL + "none"), err::toString);
    }

    @Test
    void theCommandsOwnClassesAreThere() {
        var types = "f32[4,3], f32[3], f32[3,2], f32[2], f32[B,4], i32[B]";
        assertEquals(0, run("explain", "fluxion.cli.train.Mlp#loss", "--args", types), err::toString);
        assertTrue(out.toString().startsWith("graph @loss.grad("), out::toString);
    }

    @Test
    void theClassPathAddsFolders(@TempDir Path folder) throws IOException {
        var source = folder.resolve("Wave.java");
        Files.writeString(
                source,
                "class Wave { static class Inner { static fluxion.tensor.Tensor f(fluxion.tensor.Tensor x) { return x.sin(); } } }");
        ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(
                0,
                run(
                        "explain",
                        "Wave.Inner#f",
                        "--class-path",
                        folder.toString(),
                        "--args",
                        "f32[2]",
                        "--stage",
                        "trace"),
                err::toString);
        assertTrue(out.toString().contains("elementary{fn=SIN}"), out::toString);
    }

    @Test
    void recompilesSaysWhichCallsCompileAnewAndWhy() {
        var call = "f32[%d], f32[%d]";
        assertEquals(
                0,
                run(
                        "explain",
                        MODEL + "loss",
                        "--recompiles",
                        "--args",
                        call.formatted(2, 2),
                        "--args",
                        call.formatted(3, 3),
                        "--args",
                        call.formatted(4, 4)),
                err::toString);
        assertEquals("""
                1: [[*, *]] of [f32[2], f32[2]]: first call
                2: [[*, *]] of [f32[N0], f32[N0]]: tensor 0 is f32[3] after f32[2], tensor 1 is f32[3] after f32[2], so for any such extent
                """, out.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            line        |                | --args is missing; write the types of p.w, p.b, x in this order
            update      |                | write the types of s.params.w, s.params.b, s.step in this order
            loss        | f32[3]         | has 1 types for 2 tensors; write the types of w, x in this order
            loss        | f32[3], f31[3] | unknown dtype 'f31'
            none        | f32            | write --args ''
            list        | f32            | x has type java.util.List<fluxion.tensor.Tensor>, which does not say what tensors there are
            missing     | f32            | has 0 static methods called 'missing'
            """)
    void badUseIsOneSentenceAndExitCodeTwo(String method, String types, String says) {
        int code = types == null ? run("explain", MODEL + method) : run("explain", MODEL + method, "--args", types);
        assertEquals(2, code);
        assertOneSentence(says);
    }

    @Test
    void aClassThatIsNotThereIsBadUse() {
        assertEquals(2, run("explain", "no.such.Class#f"));
        assertOneSentence("there is no class no.such.Class on the class path; --class-path adds folders and jars");
    }

    @Test
    void aClassPathThatIsNotThereIsBadUse() {
        assertEquals(2, run("explain", "A#f", "--class-path", "/no/such/folder"));
        assertOneSentence("'/no/such/folder', which does not exist");
    }

    @Test
    void twoListsOfTypesAreForRecompilesAlone() {
        assertEquals(2, run("explain", MODEL + "loss", "--args", "f32, f32", "--args", "f32, f32"));
        assertOneSentence("only --recompiles compares calls");
    }

    @Test
    void recompilesNeedsNumbers() {
        assertEquals(2, run("explain", MODEL + "loss", "--recompiles", "--args", "f32[B], f32[B]"));
        assertOneSentence("has an extent that is no number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            loss   | f32[3], f32[4] | simplify | mul
            fails  | f32            | trace    | fails failed: java.lang.IllegalStateException: no f32
            number | f32            | trace    | number gives back no tensor, but 0
            print  | f32[3]         | cuda     | the CUDA backend does not run 'report' here
            """)
    void failureIsOneSentenceAndExitCodeOne(String method, String types, String stage, String says) {
        assertEquals(1, run("explain", MODEL + method, "--args", types, "--stage", stage));
        assertOneSentence(says);
    }

    private void assertOneSentence(String says) {
        assertEquals("", out.toString());
        assertTrue(err.toString().contains(says), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }
}
