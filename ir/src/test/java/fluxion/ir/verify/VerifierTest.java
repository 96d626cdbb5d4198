package fluxion.ir.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Examples;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.IrException;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every error is found, together with all others, and says where it is.
class VerifierTest {
    private static final TensorType F32 = TensorType.scalar(DType.F32);

    static Stream<String> sections() throws IOException {
        var sections = new ArrayList<String>();
        try (var files = Files.list(Path.of("src/test/resources/verify"))) {
            for (var file : files.sorted().toList()) {
                sections.addAll(List.of(Files.readString(file).split("(?m)^// ----.*$\n", -1)));
            }
        }
        return sections.stream();
    }

    /// The errors stand in the text as comments on the lines where they are.
    @ParameterizedTest
    @MethodSource("sections")
    void findsTheErrorsThatTheTextSays(String section) {
        boolean isProgram = section.contains("program{");
        var findings = isProgram
                ? Verifier.check(GraphParser.parseProgram(section))
                : Verifier.check(GraphParser.parse(section));
        var bare = section.replaceAll("  // error: .*", "");
        var expected = new TreeMap<String, List<String>>();
        for (var line : section.lines().toList()) {
            var parts = line.split("  ?// error: ", -1);
            for (int i = 1; i < parts.length; i++) {
                expected.computeIfAbsent(parts[0].strip(), _ -> new ArrayList<>())
                        .add(parts[i]);
            }
        }
        var found = new TreeMap<String, List<String>>();
        for (var finding : findings) {
            found.computeIfAbsent(line(finding, bare), _ -> new ArrayList<>()).add(finding.message());
        }
        assertEquals(expected, found);
    }

    /// The line of the text that an error is about: the operation, or else the header or yield of the graph.
    private static String line(Finding finding, String text) {
        if (!finding.line().isEmpty()) {
            return text.lines()
                    .map(String::strip)
                    .filter(line -> line.equals(finding.line()) || line.startsWith(finding.line() + " "))
                    .findFirst()
                    .orElse("no line: " + finding.line());
        }
        var start = finding.message().startsWith("uses ") ? "yield " : "graph @" + finding.graph();
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(start))
                .reduce("", (_, line) -> line);
    }

    static Stream<Examples.Example> examples() {
        return Examples.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreSound(Examples.Example example) {
        assertEquals(
                List.of(), example.isProgram() ? Verifier.check(example.program()) : Verifier.check(example.graph()));
    }

    private static List<String> messages(Graph graph) {
        return Verifier.check(graph).stream().map(Finding::message).toList();
    }

    @Test
    void valuesAreDefinedBeforeTheirUses() {
        var g = new GraphBuilder();
        var x = g.parameter(F32);
        var y = g.neg(x);
        var z = g.neg(y);
        var region = g.finish(List.of(z));
        var backwards = new Region(region.parameters(), region.body().reversed(), region.yields());
        assertEquals(List.of("uses %2 before its definition"), messages(new Graph("f", backwards)));
    }

    @Test
    void valuesAreDefinedInTheGraph() {
        var g = new GraphBuilder();
        var y = g.neg(Value.free(F32, null));
        assertEquals(
                List.of("uses %?, a value that this graph does not define"),
                messages(new Graph("f", g.finish(List.of(y)))));
    }

    @Test
    void valuesAreDefinedInARegionAround() {
        var g = new GraphBuilder();
        var x = g.parameter(F32);
        var inner = g.nested();
        inner.parameter(TensorType.scalar(DType.I64));
        var hidden = inner.neg(x);
        g.append(new TensorOp.Map(Dim.of(2), inner.finish(List.of(hidden))));
        var y = g.add(new ScalarOp.Unary(UnaryFn.ABS, hidden));
        assertEquals(
                List.of("uses %3, which is defined in a region that does not enclose it"),
                messages(new Graph("f", g.finish(List.of(y)))));
    }

    @Test
    void valuesAreDefinedOnce() {
        var g = new GraphBuilder();
        var x = g.parameter(F32);
        var y = g.neg(x);
        var region = g.finish(List.of(y));
        var node = region.body().getFirst();
        var twice = new Region(region.parameters(), List.of(node, node), region.yields());
        assertEquals(List.of("%1 is defined twice"), messages(new Graph("f", twice)));
    }

    @Test
    void resultsAreThoseOfTheirOperation() {
        var g = new GraphBuilder();
        var x = g.parameter(F32);
        g.neg(x);
        var op = new ScalarOp.Unary(UnaryFn.ABS, x);
        var other = g.finish(List.of()).body().getFirst().results();
        var wrong = new Region(List.of(x), List.of(new Region.Node(op, other)), List.of());
        assertEquals(List.of("%1 is not result 0 of this operation"), messages(new Graph("f", wrong)));
        var none = new Region(List.of(x), List.of(new Region.Node(op, List.of())), List.of());
        assertEquals(List.of("results of type [], the type rule gives [f32]"), messages(new Graph("f", none)));
    }

    @Test
    void typeRulesHold() {
        var g = new GraphBuilder();
        var x = g.parameter(F32);
        var y = g.parameter(TensorType.scalar(DType.F64));
        // an operation that no builder would have taken
        var sum = new Region.Node(new ScalarOp.Binary(BinaryFn.ADD, x, y), List.of(x));
        var copy = new Region.Node(new TensorOp.Copy(y), List.of());
        var messages = messages(new Graph("f", new Region(List.of(x, y), List.of(sum, copy), List.of())));
        assertEquals("binary: operands have types [f32, f64]; they must be the same", messages.getFirst());
        assertTrue(messages.contains("results of type [], the type rule gives [f64]"), messages::toString);
    }

    @Test
    void verifyListsAllErrorsWithOperationAndPosition() {
        var g = new GraphBuilder().at(new SourcePosition("a.B", "run", "B.java", 12));
        var x = Value.free(F32, null);
        var y = g.neg(g.neg(x));
        var graph = new Graph("model", g.finish(List.of(y, x)));
        var e = assertThrows(IrException.class, () -> Verifier.verify(graph));
        assertEquals("""
                @model has 2 errors
                @model: uses %?, a value that this graph does not define
                    in `%0 = unary{fn=NEG} %?`
                    at a.B.run(B.java:12)
                @model: yields %?, a value that this graph does not define""", e.getMessage());
        var sound = GraphParser.parse("graph @f() {\n}\n");
        assertSame(sound, Verifier.verify(sound));
    }

    @Test
    void aMillionOperationsVerify() {
        var g = new GraphBuilder();
        var x = g.parameter(F32);
        var y = x;
        for (int i = 0; i < 1_000_000; i++) {
            y = g.add(new ScalarOp.Binary(i % 2 == 0 ? BinaryFn.ADD : BinaryFn.MUL, y, x));
        }
        assertEquals(List.of(), Verifier.check(new Graph("long", g.finish(List.of(y)))));
    }

    @Test
    void findingsNameTheOperation() {
        var graph = GraphParser.parse("graph @f(%0: f32[B]) {\n  %1 = size{dim=C}\n  yield %1\n}\n");
        var finding = Verifier.check(graph).getFirst();
        assertSame(graph.region().body().getFirst().op(), finding.op());
        assertTrue(GraphPrinter.print(graph).contains(finding.line()));
    }
}
