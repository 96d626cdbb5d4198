package fluxion.compiler.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphParser;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Which contractions keep their right operand packed, and that the results are the interpreter's.
class KeptOperandsTest {
    /// Products of 8 x 8 matrices in a loop in a loop. `%2` becomes its product with, in turn, `%0`, which nothing
    /// writes, `%3`, which the outer loop writes, and `%1`, which the inner one does.
    private static final String PROGRAM = """
            program{arguments=[f32[8, 8], f32[8, 8]], results=[f32[8, 8]], inPlace=[-1]}
            graph @f(%0: buffer<f32, 64>, %1: buffer<f32, 64>, %2: buffer<f32, 64>) {
              %3 = alloc{type=buffer<f32, 64>}
              %4 = alloc{type=buffer<f32, 64>}
              %5 = constant{dtype=i64, value=3}
              kernel{name="start", grid=[64]} [%1], [%2] (%6: i64) {
                %7 = read{offset=0, strides=[1]} %1, [%6]
                write{offset=0, strides=[1]} %2, [%6], %7
              }
              for %5, [] (%8: i64) {
                kernel{name="outer", grid=[64]} [%2], [%3] (%9: i64) {
                  %10 = read{offset=0, strides=[1]} %2, [%9]
                  write{offset=0, strides=[1]} %3, [%9], %10
                }
                for %5, [] (%11: i64) {
                  MULTIPLY %2, %0, %4
                  MULTIPLY %4, %3, %2
                  kernel{name="inner", grid=[64]} [%2], [%4] (%12: i64) {
                    %13 = read{offset=0, strides=[1]} %2, [%12]
                    write{offset=0, strides=[1]} %4, [%12], %13
                  }
                  MULTIPLY %0, %4, %2
                }
              }
            }
            """;

    private static Program program() {
        var text = PROGRAM;
        for (int i = 0; text.contains("MULTIPLY"); i++) {
            int at = text.indexOf("MULTIPLY");
            int end = text.indexOf('\n', at);
            var operands = text.substring(at + "MULTIPLY".length(), end);
            var values = IntStream.range(20 + 4 * i, 24 + 4 * i)
                    .mapToObj(v -> "%" + v + (v % 4 == 0 ? ": f32" : ": i64"))
                    .toList();
            text = text.substring(0, at)
                    + "contract{batch=1, rows=8, columns=8, inner=8, aOffset=0, aStrides=[0, 8, 1], bOffset=0,"
                    + " bStrides=[0, 8, 1]}" + operands + ", [] (" + String.join(", ", values) + ") { yield %"
                    + (20 + 4 * i) + " }" + text.substring(end);
        }
        return GraphParser.parseProgram(text);
    }

    private static ControlOp.For loop(Region region) {
        return region.body().stream()
                .filter(node -> node.op() instanceof ControlOp.For)
                .map(node -> (ControlOp.For) node.op())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anOperandIsKeptInTheOutermostLoopThatLeavesItAsItIs() {
        var region = program().graph().region();
        var outer = loop(region);
        var inner = loop(outer.body());
        var contractions = inner.body().body().stream()
                .filter(node -> node.op() instanceof BufferOp.Contract)
                .map(node -> (BufferOp.Contract) node.op())
                .toList();
        var kept = KeptOperands.of(region);
        assertEquals(List.of(contractions.get(0)), kept.in(outer));
        assertEquals(List.of(contractions.get(1)), kept.in(inner));
        assertEquals(
                List.of(true, true, false),
                contractions.stream().map(kept::contains).toList());
    }

    @Test
    void resultsAreThoseOfTheInterpreter() {
        var program = program();
        float[] a = new float[64];
        float[] b = new float[64];
        for (int i = 0; i < 64; i++) {
            a[i] = (i * 7 % 11 - 5) / 16f;
            b[i] = (i * 5 % 13 - 6) / 16f;
        }
        var arguments = List.of(TensorValue.of(a, 8, 8), TensorValue.of(b, 8, 8));
        var expected = Programs.interpret(program, arguments).getFirst();
        for (int bits : Programs.widths()) {
            var actual = Programs.run(program, bits, arguments).getFirst();
            assertArrayEquals((float[]) expected.toArray(), (float[]) actual.toArray());
        }
    }
}
