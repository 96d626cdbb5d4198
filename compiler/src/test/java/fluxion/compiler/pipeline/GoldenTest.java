package fluxion.compiler.pipeline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.compiler.Golden;
import fluxion.compiler.autodiff.Checkpointing;
import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.lower.Lowering;
import fluxion.compiler.lower.MemoryPlan;
import fluxion.compiler.simplify.RuleAlone;
import fluxion.compiler.simplify.Simplify;
import fluxion.ir.Graph;
import fluxion.ir.IrException;
import fluxion.ir.text.GraphParser;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each pass does, as text.
///
/// A file names the passes, says why it exists, and shows a graph before and after them:
///
/// ```
/// // passes: simplify // x + -0 is x, for every x. graph @f(%0: f32) { ... } // => graph @f(%0: f32) { ... }
/// ```
///
/// A rule of simplification is a pass too, under its own name. `lower`, the last one if it is there, may say which
/// arguments are donated: `lower donating 0 2`.
class GoldenTest {
    private static final String ARROW = "// =>\n";
    private static final String LOWER = "lower";
    private static final Map<String, UnaryOperator<Graph>> PASSES = passes();

    private static Map<String, UnaryOperator<Graph>> passes() {
        var passes = new LinkedHashMap<String, UnaryOperator<Graph>>();
        Pipeline.OPTIMISE.forEach(pass -> passes.put(pass.name(), pass.run()));
        Pipeline.LIFTED.forEach(pass -> passes.put(pass.name(), pass.run()));
        Pipeline.RELAXED.forEach(pass -> passes.put(pass.name(), pass.run()));
        passes.put(
                "gradient-of-blocks",
                graph -> Gradients.gradient(graph, all(graph), Checkpointing.SQRT)
                        .graph());
        passes.put("lifted", graph -> Pipeline.run(Pipeline.LIFTED, graph, new Stages()));
        Simplify.RULES.forEach(rule -> passes.put(rule.name(), graph -> RuleAlone.apply(rule, graph)));
        passes.put("gradient", graph -> Gradients.gradient(graph, all(graph)).graph());
        return passes;
    }

    private static List<Integer> all(Graph graph) {
        return IntStream.range(0, graph.parameters().size()).boxed().toList();
    }

    /// The files about passes; those about derivatives are another test's.
    static Stream<String> files() {
        return Golden.names("").stream().filter(name -> !name.startsWith("derivatives/"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void passesDoWhatTheFilesSay(String name) throws IOException {
        var text = Files.readString(Golden.file(name));
        int arrow = text.indexOf(ARROW);
        var before = arrow < 0 ? text : text.substring(0, arrow);
        var graph = Verifier.verify(GraphParser.parse(before));
        var after = "";
        for (var pass : passesOf(name, before)) {
            if (pass.startsWith(LOWER)) {
                after = lowered(graph, pass);
                break;
            }
            var run = PASSES.get(pass);
            if (run == null) {
                throw new IrException(name + ": no pass is called '" + pass + "'; there are " + PASSES.keySet());
            }
            graph = Verifier.verify(run.apply(graph));
            after = GraphPrinter.print(graph);
        }
        Golden.check(name, before + ARROW + after);
    }

    /// The program, and what its buffers need when they share memory.
    private static String lowered(Graph graph, String pass) {
        var program = Verifier.verify(Lowering.lower(graph, donated(pass)));
        var plan = MemoryPlan.of(program);
        var memory = "// buffers in memory of their own: " + plan.slots().size() + ", bytes " + plan.bytes()
                + "; if none were shared " + plan.bytesUnshared() + "\n";
        return GraphPrinter.print(program) + memory;
    }

    private static Set<Integer> donated(String pass) {
        return Arrays.stream(pass.split(" ", -1))
                .filter(word -> word.matches("\\d+"))
                .map(Integer::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> passesOf(String name, String text) {
        var first = text.lines().findFirst().orElse("");
        if (!first.startsWith("// passes: ")) {
            throw new IrException(name + ": the first line must be '// passes: ', then names with commas between");
        }
        return List.of(first.substring("// passes: ".length()).strip().split(" *, *", -1));
    }

    @Test
    void everyPassHasAnExample() throws IOException {
        var used = new TreeSet<String>();
        for (var name : files().toList()) {
            used.addAll(passesOf(name, Files.readString(Golden.file(name))));
        }
        assertTrue(used.containsAll(PASSES.keySet()), () -> {
            var missing = new TreeSet<>(PASSES.keySet());
            missing.removeAll(used);
            return "no golden file for " + missing;
        });
    }
}
