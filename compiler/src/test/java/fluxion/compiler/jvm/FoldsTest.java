package fluxion.compiler.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.lower.Lowering;
import fluxion.ir.DType;
import fluxion.ir.ReduceFn;
import fluxion.ir.text.GraphParser;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Folds the elements of which are lanes: every function of numbers and dtype, of any number of elements and of a
/// constant one, from none to several rounds of all accumulators.
class FoldsTest {
    private static final int[] COUNTS = {0, 1, 7, 63, 64, 65, 130, 447, 1000};

    private static Stream<Arguments> folds() {
        return Stream.of(ReduceFn.SUM, ReduceFn.PROD, ReduceFn.MAX, ReduceFn.MIN)
                .flatMap(fn -> Stream.of(DType.values())
                        .filter(dtype -> dtype != DType.BOOL)
                        .map(dtype -> Arguments.of(fn, dtype)));
    }

    @ParameterizedTest
    @MethodSource("folds")
    void keepEveryBit(ReduceFn fn, DType dtype) {
        for (int count : COUNTS) {
            check(fn, dtype, "N", count);
            check(fn, dtype, Integer.toString(count), count);
        }
    }

    private static void check(ReduceFn fn, DType dtype, String extent, int count) {
        var graph = GraphParser.parse("""
                graph @fold(%0: TYPE[EXTENT]) {
                  %1 = binary{fn=MUL} %0, %0
                  %2 = binary{fn=SUB} %1, %0
                  %3 = reduce{fn=FOLD, axes=[0]} %2
                  yield %3
                }
                """.replace("TYPE", dtype.name().toLowerCase(Locale.ROOT))
                .replace("EXTENT", extent)
                .replace("FOLD", fn.name()));
        var program = Lowering.lower(graph, Set.of());
        var arguments = List.of(Programs.special(dtype, count, 7));
        var expected = Programs.interpret(program, arguments);
        long[] symbols = program.symbols().isEmpty() ? new long[0] : new long[] {count};
        for (int bits : Programs.widths()) {
            assertEquals(expected, Programs.run(program, bits, arguments, symbols), bits + " bits, " + count);
        }
    }
}
