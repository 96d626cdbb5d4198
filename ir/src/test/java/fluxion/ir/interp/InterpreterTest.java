package fluxion.ir.interp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.ir.Examples;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.text.GraphParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each operation gives, by hand-computed examples.
class InterpreterTest {
    static Stream<Examples.Example> examples() {
        return Examples.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void givesWhatTheExampleSays(Examples.Example example) {
        for (var line : example.lines("run")) {
            var sides = line.split("=>", -1);
            var expected = DataParser.parse(sides[1]);
            assertEquals(expected, run(example, DataParser.parse(sides[0]), false), line);
            if (example.isProgram()) {
                assertEquals(expected, run(example, DataParser.parse(sides[0]), true), "in place: " + line);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void failsAsTheExampleSays(Examples.Example example) {
        for (var line : example.lines("fails")) {
            var sides = line.split("=>", -1);
            var failure =
                    assertThrows(RuntimeException.class, () -> run(example, DataParser.parse(sides[0]), false), line);
            assertTrue(
                    String.valueOf(failure.getMessage()).startsWith(sides[1].strip()),
                    () -> line + "\nfound: " + failure);
        }
    }

    private static List<? extends Datum> run(Examples.Example example, List<Datum> arguments, boolean inPlace) {
        var interpreter = new Interpreter((_, _) -> {});
        return example.isProgram()
                ? interpreter.evaluate(
                        example.program(),
                        arguments.stream().map(TensorValue.class::cast).toList(),
                        inPlace)
                : interpreter.evaluate(example.graph(), arguments);
    }

    /// Operations with a reduction that cannot be any.
    private static final Set<String> SOME_REDUCTIONS =
            Set.of("arg-reduce", "reduce-window", "select-window", "scatter-window");

    static Stream<OpSchema> operations() {
        return OpSchema.all();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyOperationAndFunctionHasAnExampleThatRuns(OpSchema schema) {
        var used = new HashSet<Object>();
        boolean found = false;
        for (var example : Examples.of(schema.mnemonic())) {
            boolean uses = collect(schema, example.graph().region(), used);
            found |= uses
                    && !(example.lines("run").isEmpty()
                            && example.lines("fails").isEmpty());
        }
        assertTrue(found, () -> "no example of " + schema.mnemonic() + " uses it and says what it gives");
        for (var part : schema.parts()) {
            var type = part.component().getType();
            if (type.isEnum() && type != DType.class && !SOME_REDUCTIONS.contains(schema.mnemonic())) {
                for (var constant : type.getEnumConstants()) {
                    assertTrue(
                            used.contains(constant), () -> "no example of " + schema.mnemonic() + " with " + constant);
                }
            }
        }
    }

    /// Collects the attributes of the operations of `schema`; whether there are any such operations.
    private static boolean collect(OpSchema schema, Region region, Set<Object> used) {
        boolean found = false;
        for (var node : region.body()) {
            if (OpSchema.of(node.op()) == schema) {
                found = true;
                used.addAll(OpSchema.attributes(node.op()).values());
            }
            for (var nested : OpSchema.regions(node.op())) {
                found |= collect(schema, nested, used);
            }
        }
        return found;
    }

    @Test
    void failThrowsTheExceptionThatItNames() {
        var example = Examples.of("fail").getFirst();
        assertThrows(IllegalStateException.class, () -> Interpreter.run(example.graph(), TensorValue.scalar(true)));
        assertThrows(EvaluationException.class, () -> Interpreter.run(example.graph(), TensorValue.scalar(false)));
    }

    @Test
    void printReportsLabelAndValue() {
        var labels = new ArrayList<String>();
        var values = new ArrayList<TensorValue>();
        var interpreter = new Interpreter((label, value) -> {
            labels.add(label);
            values.add(value);
        });
        var x = TensorValue.of(new float[] {1, 2}, 2);
        interpreter.evaluate(Examples.of("print").getFirst().graph(), List.of(x));
        interpreter.evaluate(Examples.of("report").getFirst().program(), List.of(x), false);
        assertEquals(List.of("the x\n\"here\"", "x"), labels);
        assertEquals(List.of(x, x), values);
    }

    @Test
    void symbolsAreSolvedFromAnyLinearExtent() {
        var graph = GraphParser.parse("""
                graph @f(%0: f32[2*B + 1], %1: f32[B, T]) {
                  %2 = size{dim=B + 10*T}
                  yield %2
                }
                """);
        var x = TensorValue.of(new float[7], 7);
        assertEquals(List.of(TensorValue.scalar(23L)), Interpreter.run(graph, x, TensorValue.of(new float[6], 3, 2)));
        assertThrows(
                EvaluationException.class,
                () -> Interpreter.run(graph, TensorValue.of(new float[6], 6), TensorValue.of(new float[6], 3, 2)));
        assertThrows(EvaluationException.class, () -> Interpreter.run(graph, x, TensorValue.of(new float[6], 2, 3)));
        assertThrows(EvaluationException.class, () -> Interpreter.run(graph, x));
        assertThrows(EvaluationException.class, () -> Interpreter.run(graph, x, TensorValue.of(new double[6], 3, 2)));
    }

    @Test
    void aMillionOperationsRunWithoutDeepCalls() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.I64));
        var y = x;
        for (int i = 0; i < 1_000_000; i++) {
            y = g.add(new ScalarOp.Binary(BinaryFn.ADD, y, x));
        }
        var graph = new Graph("long", g.finish(List.of(y)));
        assertEquals(List.of(TensorValue.scalar(1_000_001L)), Interpreter.run(graph, TensorValue.scalar(1L)));
    }

    @Test
    void listsShareWhatTheyHaveInCommon() {
        var list = ListValue.EMPTY;
        var versions = new ArrayList<ListValue>();
        for (int i = 0; i < 3000; i++) {
            versions.add(list);
            list = list.append(TensorValue.scalar(i));
        }
        var changed = list.replace(1500, TensorValue.scalar(-1));
        for (int i = 0; i < 3000; i++) {
            assertEquals(i, versions.get(i).size());
            assertEquals(TensorValue.scalar(i), list.get(i));
            assertEquals(TensorValue.scalar(i == 1500 ? -1 : i), changed.get(i));
        }
    }
}
