package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import fluxion.compiler.pipeline.Pass;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.ir.Graph;
import fluxion.ir.IrException;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What each pass does, as text: `src/test/resources/golden/<pass>/*.graph`.
///
/// A file names the passes, says why it exists, and shows a graph before and after them:
///
/// ```
/// // passes: simplify // x + -0 is x, for every x. graph @f(%0: f32) { ... } // => graph @f(%0: f32) { ... }
/// ```
///
/// `-Dgolden.update=true` rewrites what stands after the arrow; read the difference before you keep it.
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final String ARROW = "// =>\n";

    /// The passes by name: those of the pipeline.
    private static final Map<String, UnaryOperator<Graph>> PASSES = Pipeline.OPTIMISE.stream()
            .collect(Collectors.toMap(Pass::name, Pass::run, (first, _) -> first, LinkedHashMap::new));

    @TestFactory
    Stream<DynamicTest> passesDoWhatTheFilesSay() throws IOException {
        assertFalse(PASSES.isEmpty());
        return Repository.files(FOLDER)
                .filter(file -> file.toString().endsWith(".graph"))
                .map(file -> DynamicTest.dynamicTest(FOLDER.relativize(file).toString(), () -> check(file)));
    }

    private static void check(Path file) throws IOException {
        var text = Files.readString(file);
        int arrow = text.indexOf(ARROW);
        var before = arrow < 0 ? text : text.substring(0, arrow);
        var graph = Verifier.verify(GraphParser.parse(before));
        for (var name : passes(file, before)) {
            var pass = PASSES.get(name);
            if (pass == null) {
                throw new IrException(file + ": no pass is called '" + name + "'; there are " + PASSES.keySet());
            }
            graph = Verifier.verify(pass.apply(graph));
        }
        var updated = before + ARROW + GraphPrinter.print(graph);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, updated);
            return;
        }
        assertEquals(text, updated, () -> file + " differs; -Dgolden.update=true rewrites it");
    }

    private static String[] passes(Path file, String text) {
        var first = text.lines().findFirst().orElse("");
        if (!first.startsWith("// passes: ")) {
            throw new IrException(file + ": the first line must be '// passes: ', then names with commas between");
        }
        return first.substring("// passes: ".length()).strip().split(" *, *", -1);
    }
}
