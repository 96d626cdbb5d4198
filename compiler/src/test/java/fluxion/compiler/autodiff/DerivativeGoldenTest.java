package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.Golden;
import fluxion.compiler.simplify.DeadCode;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.text.GraphPrinter;
import java.util.Collections;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the three tables of derivatives make of each of the [Cases], which use every operation and function, as text:
/// `golden/derivatives/<case>.graph`.
class DerivativeGoldenTest {
    private static final Dim EXAMPLES = Dim.symbol("E");

    static Stream<Case> cases() {
        return Cases.all();
    }

    private static String file(Case c) {
        return "derivatives/" + c.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".graph";
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTablesSayWhatTheFileShows(Case c) {
        var f = c.graph();
        var all = Axes.range(0, f.parameters().size());
        var batched = Collections.nCopies(all.size(), true);
        Golden.check(
                file(c),
                text("function", f)
                        + text("pull-back", Gradients.vjp(f, all).graph())
                        + text("push-forward", Forward.jvp(f, all).graph())
                        + text("batching", Batching.vmapAll(f, batched, EXAMPLES)));
    }

    private static String text(String what, Graph graph) {
        return "// " + what + "\n" + GraphPrinter.print(DeadCode.run(graph));
    }

    @Test
    void everyFileIsOfOneCase() {
        var names = cases().map(DerivativeGoldenTest::file).toList();
        var once = new TreeSet<>(names);
        assertEquals(once.size(), names.size(), "two cases have the same file");
        assertEquals(new TreeSet<>(Golden.names("derivatives")), once);
    }
}
