package fluxion.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Examples;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.RandomGraphs;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The text form: what is printed parses, and what is parsed prints the same.
class TextTest {
    static Stream<Examples.Example> examples() {
        return Examples.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAreInCanonicalForm(Examples.Example example) {
        var text = withoutComments(example.text());
        assertEquals(
                text,
                example.isProgram() ? GraphPrinter.print(example.program()) : GraphPrinter.print(example.graph()));
    }

    private static String withoutComments(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("//"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomGraphsSurvive(long seed) {
        var text = GraphPrinter.print(RandomGraphs.graph(seed));
        assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 0",
        "F32, -2147483648",
        "F32, 1",
        "F32, 2143289344",
        "F32, 2143289345",
        "F32, -4194303",
        "F32, 2139095041",
        "F32, 2139095040",
        "F32, -8388608",
        "F32, 1067030938",
        "F32, 4294967296",
        "F64, 0",
        "F64, -9223372036854775808",
        "F64, 1",
        "F64, 9221120237041090560",
        "F64, 9221120237041090561",
        "F64, 9218868437227405313",
        "F64, -4503599627370496",
        "F64, 4607182418800017409",
        "I32, -2147483648",
        "I32, 2147483648",
        "I64, -9223372036854775808",
        "BOOL, 0",
        "BOOL, 1",
        "BOOL, 2"
    })
    void constantsKeepTheirBits(DType dtype, long bits) {
        var g = new GraphBuilder();
        var x = g.add(new ScalarOp.Constant(dtype, bits));
        var text = GraphPrinter.print(new Graph("f", g.finish(List.of(x))));
        var parsed = GraphParser.parse(text).results().getFirst().constant();
        assertEquals(new ScalarOp.Constant(dtype, bits), parsed, text);
    }

    @Test
    void constantsAreReadable() {
        var g = new GraphBuilder();
        g.constant(DType.F32, 0.1);
        g.constant(DType.F64, Double.NEGATIVE_INFINITY);
        g.constant(DType.F32, Double.NaN);
        var text = GraphPrinter.print(new Graph("f", g.finish(List.of())));
        assertTrue(text.contains("constant{dtype=f32, value=0.1}"), text);
        assertTrue(text.contains("constant{dtype=f64, value=-inf}"), text);
        assertTrue(text.contains("constant{dtype=f32, value=nan}"), text);
    }

    @Test
    void functionsWithOneNameGetDifferentOnes() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F32));
        var y = x;
        for (int i = 0; i < 3; i++) {
            y = g.add(new TensorOp.Call(function("f", i), List.of(y)));
        }
        var graph = new Graph("f", g.finish(List.of(y)));
        var text = GraphPrinter.print(graph);
        assertTrue(text.startsWith("graph @f_1(%0: f32)"), text);
        assertTrue(text.contains("graph @f_2") && text.contains("graph @f_3") && text.contains("graph @f("), text);
        assertEquals(text, GraphPrinter.print(GraphParser.parse(text)));
    }

    private static Function function(String name, double value) {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F32));
        return Function.of(new Graph(name, g.finish(List.of(g.add(x, g.constant(DType.F32, value))))));
    }

    @Test
    void derivativesOfFunctionsAreKept() {
        var rule = new GraphBuilder();
        var parameters = Stream.generate(() -> rule.parameter(TensorType.scalar(DType.F32)))
                .limit(3)
                .toList();
        var pull = new Graph("a rule", rule.finish(List.of(parameters.get(2))));
        var function = new Function(function("h", 1).primal(), Optional.of(pull), Optional.of(pull), true);
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F32));
        var y = g.add(new TensorOp.Call(function, List.of(x)));
        var text = GraphPrinter.print(new Graph("main", g.finish(List.of(y))));
        assertTrue(
                text.contains("graph @h{pullBack=@\"a rule\", pushForward=@\"a rule\", recompute=true}(%0: f32)"),
                text);
        var parsed = GraphParser.parse(text);
        assertEquals(text, GraphPrinter.print(parsed));
        var call = (TensorOp.Call) parsed.region().body().getFirst().op();
        assertTrue(call.function().recompute());
        assertEquals("a rule", call.function().pullBack().orElseThrow().name());
    }

    @Test
    void brokenGraphsPrint() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F32));
        var stranger = Value.free(TensorType.scalar(DType.F32), null);
        var sum = g.add(x, stranger);
        var inner = g.nested();
        inner.parameter(TensorType.scalar(DType.I64));
        var hidden = inner.neg(x);
        g.append(new TensorOp.Map(Dim.of(2), inner.finish(List.of(hidden))));
        var region = g.finish(List.of(sum, hidden));
        var backwards = new Region(List.of(), region.body().reversed(), region.yields());
        assertTrue(GraphPrinter.print(new Graph("f", region)).contains("%1 = binary{fn=ADD} %0, %?"));
        assertTrue(GraphPrinter.print(new Graph("f", region)).contains("yield %1, %?"));
        assertTrue(GraphPrinter.print(new Graph("f", backwards)).contains("unary{fn=NEG} %?"));
    }

    @Test
    void positionsAreComments() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F32));
        var y = g.at(new SourcePosition("a.B", "run", "B.java", 12)).neg(x);
        var graph = new Graph("f", g.finish(List.of(y)));
        var text = GraphPrinter.printWithPositions(graph);
        assertTrue(text.contains("%1 = unary{fn=NEG} %0  // a.B.run(B.java:12)\n"), text);
        assertEquals(GraphPrinter.print(graph), GraphPrinter.print(GraphParser.parse(text)));
        assertFalse(GraphPrinter.print(graph).contains("B.java"));
    }

    @Test
    void listingsSayWhereOperationsStand() {
        for (var example : Examples.all().toList()) {
            var listing =
                    example.isProgram() ? GraphPrinter.list(example.program()) : GraphPrinter.list(example.graph());
            // a listing of a freshly parsed graph has that graph's operations as keys
            var lines = listing.text().lines().toList();
            listing.lines()
                    .forEach((op, line) -> assertTrue(
                            lines.get(line - 1).contains(fluxion.ir.OpSchema.mnemonic(op)),
                            () -> example + " " + line));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "graph @f(%0: f33) {} => line 1, column 14: unknown dtype 'f33'; there are bool, i32, i64, f32 and f64",
                "graph @f(%0: f32) { %1 = binary{fn=PLUS} %0, %0 } => line 1, column 36: 'PLUS' is none of ADD,",
                "graph @f(%0: f32) { %1 = unary{fn=NEG} %x } => line 1, column 40: %x is not defined here",
                "graph @f(%0: f32) { %0 = unary{fn=NEG} %0 } => line 1, column 21: %0 is defined already",
                "graph @f(%0: f32) { %1, %2 = unary{fn=NEG} %0 } => line 1, column 21: unary gives 1 results, and 2 are",
                "graph @f(%0: f32) { %1 = negate %0 } => line 1, column 26: unknown operation 'negate'",
                "graph @f(%0: f32, %1: i32) { %2 = binary{fn=ADD} %0, %1 } => line 1, column 35: binary: operands have",
                "graph @f(%0: f32[2*]) {} => line 1, column 18: '2*' is not a dimension",
                "graph @f(%0: f32 => line 1, column 17: expected ',', found the end of the text",
                "graph @f() { %0 = constant{dtype=f32, value=1.x} } => line 1, column 45: '1.x' is no f32",
                "graph @f() { %0 = constant{dtype=i32, value=1.5} } => line 1, column 45: '1.5' is no i32",
                "graph @f() { %0 = call{function=@g} [] } => line 1, column 33: no graph @g stands before this one",
                "graph @f() { } graph @f() { } => line 1, column 22: a second graph @f",
                "graph @f() { } rest => line 1, column 16: expected 'graph', found 'rest'",
                "graph @f() { fail{exception=\"a, message=b} } => line 1, column 29: the string has no end",
                "graph @f() { fail{message=\"a\"} } => line 1, column 19: expected 'exception', found 'message'",
                "graph @f(%0: i64) { %1 = iota{type=list<f32>, axis=0} } => line 1, column 36: the type list<f32> where",
            })
    void errorsSayWhere(String textAndMessage) {
        var parts = textAndMessage.split(" => ", -1);
        var e = assertThrows(ParseException.class, () -> GraphParser.parse(parts[0]));
        assertTrue(String.valueOf(e.getMessage()).startsWith(parts[1]), e::getMessage);
    }

    @Test
    void errorsCountLines() {
        var e = assertThrows(ParseException.class, () -> GraphParser.parse("// note\ngraph @f() {\n  yield %0\n}\n"));
        assertEquals(3, e.line());
        assertEquals(9, e.column());
    }

    @Test
    void aMillionOperationsPrintAndParse() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F32));
        var y = x;
        for (int i = 0; i < 1_000_000; i++) {
            y = g.add(new ScalarOp.Binary(i % 2 == 0 ? BinaryFn.ADD : BinaryFn.MUL, y, x));
        }
        var text = GraphPrinter.print(new Graph("long", g.finish(List.of(y))));
        assertEquals(1_000_000, GraphParser.parse(text).region().body().size());
    }
}
