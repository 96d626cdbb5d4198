package fluxion.compiler.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.BufferOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.text.GraphParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which reads of lists need no check.
class ListLengthsTest {
    /// A list of lists: `n` elements in each round of a loop with `%rounds` of them, read from the last to the
    /// first.
    private static String program(String rounds, String elements, String last) {
        return """
                graph @f(%0: buffer<f64, n>, %1: buffer<i32, 1>) {
                  %2 = read{offset=0, strides=[]} %1, []
                  %3 = convert{dtype=i64} %2
                  %4 = size{dim=n}
                  %5 = constant{dtype=i64, value=1}
                  %6 = binary{fn=SUB} %3, %5
                  %7 = binary{fn=SUB} %4, %5
                  %8 = buffer-list-new{type=list<list<f64>>}
                  %9 = for %3, [%8] (%10: i64, %11: list<list<f64>>) {
                    %12 = buffer-list-new{type=list<f64>}
                    %13 = for %4, [%12] (%14: i64, %15: list<f64>) {
                      %16 = read{offset=0, strides=[1]} %0, [%14]
                      buffer-list-append %15, %16
                      yield %15
                    }
                    buffer-list-append %11, %13
                    yield %11
                  }
                  for ROUNDS, [] (%17: i64) {
                    %18 = binary{fn=SUB} LAST, %17
                    %19 = buffer-list-new{type=list<f64>}
                    buffer-list-read %9, %18, %19
                    for ELEMENTS, [] (%20: i64) {
                      %21 = binary{fn=SUB} %7, %20
                      %22 = buffer-list-element %19, %21
                      write{offset=0, strides=[1]} %0, [%21], %22
                    }
                  }
                }
                """.replace("ROUNDS", rounds).replace("ELEMENTS", elements).replace("LAST", last);
    }

    /// Which of the two reads are inside.
    private static List<Boolean> inside(String program) {
        var region = GraphParser.parse(program).region();
        var inside = new ArrayList<Boolean>();
        collect(region, new ListPlan(region).lengths(), inside);
        return inside;
    }

    private static void collect(Region region, ListLengths lengths, List<Boolean> inside) {
        for (var node : region.body()) {
            if (node.op() instanceof BufferOp.BufferListRead || node.op() instanceof BufferOp.BufferListElement) {
                inside.add(lengths.isInside(node));
            }
            OpSchema.regions(node.op()).forEach(inner -> collect(inner, lengths, inside));
        }
    }

    @Test
    void asManyRoundsAsElements() {
        assertEquals(List.of(true, true), inside(program("%3", "%4", "%6")));
    }

    @Test
    void otherNumbersOfRounds() {
        assertEquals(List.of(true, false), inside(program("%3", "%3", "%6")));
        assertEquals(List.of(false, false), inside(program("%4", "%4", "%6")));
        assertEquals(List.of(false, false), inside(program("%3", "%4", "%7")));
    }

    @Test
    void aListThatGrowsElsewhereToo() {
        var grows = program("%3", "%4", "%6").replace("    buffer-list-append %11, %13\n", """
                            %23 = constant{dtype=f64, value=2.0}
                            buffer-list-append %13, %23
                            buffer-list-append %11, %13
                        """);
        assertEquals(List.of(true, false), inside(grows));
    }
}
