package fluxion.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.RandomGraphs;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotPrinterTest {
    private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";
    private static final Pattern LINE = Pattern.compile(" *(?:digraph S \\{|subgraph cluster\\d+ \\{|\\}|label=S;"
            + "|node \\[shape=box, fontname=S, fontsize=10\\];|(?<node>n\\d+) \\[label=S(?:, shape=ellipse)?\\];"
            + "|(?<from>n\\d+) -> (?<to>n\\d+)(?: \\[style=dashed\\])?;)");

    @Test
    void regionsAreClusters() {
        var graph = GraphParser.parse("""
                graph @"a \\"name\\""(%0: f32, %1: i64) {
                  %2 = for %1, [%0] (%3: i64, %4: f32) {
                    %5 = print{label="\\\\ \\n"} %4
                    %6 = binary{fn=MUL} %5, %0
                    yield %6
                  }
                  yield %2
                }
                """);
        assertEquals("""
                digraph "a \\"name\\"" {
                  node [shape=box, fontname="monospace", fontsize=10];
                  n0 [label="parameter 0\\nf32", shape=ellipse];
                  n1 [label="parameter 1\\ni64", shape=ellipse];
                  subgraph cluster0 {
                    label="for";
                    n2 [label="parameter 0\\ni64", shape=ellipse];
                    n3 [label="parameter 1\\nf32", shape=ellipse];
                    n4 [label="print{label=\\"\\\\\\\\ \\\\n\\"}\\nf32"];
                    n3 -> n4;
                    n5 [label="binary{fn=MUL}\\nf32"];
                    n4 -> n5;
                    n0 -> n5;
                    n6 [label="yield", shape=ellipse];
                    n5 -> n6;
                  }
                  n7 [label="for\\nf32"];
                  n1 -> n7;
                  n0 -> n7;
                  n6 -> n7 [style=dashed];
                  n8 [label="yield", shape=ellipse];
                  n7 -> n8;
                }
                """, DotPrinter.print(graph));
    }

    @Test
    void aFunctionThatIsCalledHasItsOwnCluster() {
        var graph = GraphParser.parse("""
                graph @square(%0: f32) {
                  %1 = binary{fn=MUL} %0, %0
                  yield %1
                }
                graph @main(%0: f32) {
                  %1 = call{function=@square} [%0]
                  yield %1
                }
                """);
        assertTrue(DotPrinter.print(graph).contains("label=\"@square\";"), () -> DotPrinter.print(graph));
    }

    /// Lines are of few forms, braces close, and edges are between nodes that are there.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void picturesOfRandomGraphsAreWellFormed(long seed) {
        var text = DotPrinter.print(RandomGraphs.graph(seed));
        assertEquals(text, DotPrinter.print(RandomGraphs.graph(seed)));
        var plain = text.replaceAll(STRING, "S");
        var nodes = new HashSet<String>();
        var ends = new HashSet<String>();
        int depth = 0;
        for (var line : plain.lines().toList()) {
            var match = LINE.matcher(line);
            assertTrue(match.matches(), () -> line + " in\n" + text);
            depth += line.endsWith("{") ? 1 : line.endsWith("}") ? -1 : 0;
            if (match.group("node") != null) {
                assertTrue(nodes.add(match.group("node")), line);
            } else if (match.group("from") != null) {
                ends.add(match.group("from"));
                ends.add(match.group("to"));
            }
        }
        assertEquals(0, depth, text);
        assertFalse(nodes.isEmpty());
        assertTrue(nodes.containsAll(ends), text);
    }
}
