package fluxion.compiler.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.lower.Lowering;
import fluxion.ir.DType;
import fluxion.ir.ReduceFn;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphParser;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Folds of columns: every function of numbers and dtype, from no row to several rounds of accumulators, and columns
/// that are some whole blocks, a part of one, and a part of a vector; a second fold and what follows both use the same
/// lanes.
class ColumnFoldsTest {
    private static Stream<Arguments> folds() {
        return Stream.of(ReduceFn.SUM, ReduceFn.PROD, ReduceFn.MAX, ReduceFn.MIN)
                .flatMap(fn -> Stream.of(DType.values())
                        .filter(dtype -> dtype != DType.BOOL)
                        .flatMap(dtype -> Stream.of(8, 48, 150).map(columns -> Arguments.of(fn, dtype, columns))));
    }

    @ParameterizedTest
    @MethodSource("folds")
    void keepEveryBit(ReduceFn fn, DType dtype, int columns) {
        check(fn, dtype, columns, "B", 0, 1, 2, 63, 64, 65, 200);
    }

    @ParameterizedTest
    @MethodSource("folds")
    void keepEveryBitOfAKnownNumberOfRows(ReduceFn fn, DType dtype, int columns) {
        for (int rows : new int[] {1, 25, 64, 65}) {
            check(fn, dtype, columns, Integer.toString(rows), rows);
        }
    }

    private static void check(ReduceFn fn, DType dtype, int columns, String extent, int... counts) {
        var graph = GraphParser.parse("""
                graph @columns(%0: TYPE[ROWS, COLUMNS], %1: TYPE[COLUMNS]) {
                  %2 = binary{fn=ADD} %0, %0
                  %3 = reduce{fn=FOLD, axes=[0]} %0
                  %4 = reduce{fn=FOLD, axes=[0]} %2
                  %5 = binary{fn=SUB} %3, %1
                  %6 = binary{fn=MUL} %5, %4
                  yield %6, %3
                }
                """.replace("TYPE", dtype.name().toLowerCase(java.util.Locale.ROOT))
                .replace("ROWS", extent)
                .replace("COLUMNS", Integer.toString(columns))
                .replace("FOLD", fn.name()));
        var program = Lowering.lower(graph, Set.of());
        for (int rows : counts) {
            var arguments = List.of(
                    shaped(Programs.special(dtype, rows * columns, 7), rows, columns),
                    Programs.special(dtype, columns, 5));
            var expected = Programs.interpret(program, arguments);
            for (int bits : Programs.widths()) {
                var found = extent.equals("B")
                        ? Programs.run(program, bits, arguments, rows)
                        : Programs.run(program, bits, arguments);
                assertEquals(expected, found, bits + " bits, " + rows + " rows");
            }
        }
    }

    private static TensorValue shaped(TensorValue x, long... shape) {
        return TensorValue.of(x.toArray(), shape);
    }
}
