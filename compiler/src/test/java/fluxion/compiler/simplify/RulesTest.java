package fluxion.compiler.simplify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.compiler.Golden;
import fluxion.ir.DType;
import fluxion.ir.EvaluationException;
import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphParser;
import fluxion.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule of the table has an example, `golden/simplify/<name>.graph`, in which it matches something and leaves
/// something alone, and which means the same with and without it, at numbers of every kind.
class RulesTest {
    private static final int ROUNDS = 400;

    private static final double[] FLOATS = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -3.75,
        1e-3,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MIN_NORMAL,
        Double.MAX_VALUE,
        Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MAX_VALUE,
        1 + Math.ulp(1.0)
    };

    private static final long[] INTEGERS = {
        0, 1, -1, 2, 31, 64, Integer.MAX_VALUE, Integer.MIN_VALUE, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE
    };

    static Stream<Rule> rules() {
        return Simplify.RULES.stream();
    }

    private static Graph example(Rule rule) throws IOException {
        var file = Golden.file("simplify/" + rule.name() + ".graph");
        assertTrue(Files.exists(file), () -> "rule " + rule.name() + " (" + rule.says() + ") has no example " + file);
        return Verifier.verify(GraphParser.parse(Files.readString(file).split("// =>", -1)[0]));
    }

    @Test
    void namesAreUnique() {
        var names = new HashSet<String>();
        assertTrue(
                rules().allMatch(rule -> names.add(rule.name()) && !rule.says().isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theExampleOfARuleShowsIt(Rule rule) throws IOException {
        assertTrue(RuleAlone.matches(rule, example(rule)) > 0, () -> rule.says() + " matches nothing in its example");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleChangesNoBit(Rule rule) throws IOException {
        var before = example(rule);
        var after = Verifier.verify(RuleAlone.apply(rule, before));
        long seed = rule.name().hashCode();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var arguments = arguments(before, random);
            assertEquals(
                    run(before, arguments),
                    run(after, arguments),
                    () -> rule.says() + " at " + arguments + ", seed " + seed);
        }
    }

    /// The results, or none if an integer was divided by zero.
    private static Optional<List<Datum>> run(Graph graph, List<Datum> arguments) {
        try {
            return Optional.of(Interpreter.run(graph, arguments));
        } catch (EvaluationException e) {
            return Optional.empty();
        }
    }

    private static List<Datum> arguments(Graph graph, Random random) {
        long extent = random.nextInt(4);
        var arguments = new ArrayList<Datum>();
        for (var parameter : graph.parameters()) {
            arguments.add(argument(parameter.tensorType(), Map.of("B", extent), random));
        }
        return arguments;
    }

    private static Datum argument(TensorType type, Map<String, Long> symbols, Random random) {
        var shape = type.shape().dims().stream()
                .mapToLong(dim -> dim.evaluate(symbols))
                .toArray();
        int n = Math.toIntExact(type.shape().size().evaluate(symbols));
        return TensorValue.of(elements(type.dtype(), n, random), shape);
    }

    private static Object elements(DType dtype, int n, Random random) {
        return switch (dtype) {
            case BOOL -> {
                var elements = new boolean[n];
                for (int i = 0; i < n; i++) {
                    elements[i] = random.nextBoolean();
                }
                yield elements;
            }
            case I32 ->
                random.ints(n)
                        .map(i -> special(random) ? (int) integer(random) : i)
                        .toArray();
            case I64 ->
                random.longs(n).map(i -> special(random) ? integer(random) : i).toArray();
            case F64 -> floats(n, random, false);
            case F32 -> {
                var wide = floats(n, random, true);
                var elements = new float[n];
                for (int i = 0; i < n; i++) {
                    elements[i] = (float) wide[i];
                }
                yield elements;
            }
        };
    }

    private static boolean special(Random random) {
        return random.nextInt(3) > 0;
    }

    private static long integer(Random random) {
        return INTEGERS[random.nextInt(INTEGERS.length)];
    }

    private static double[] floats(int n, Random random, boolean narrow) {
        return random.doubles(n)
                .map(x -> special(random)
                        ? FLOATS[random.nextInt(FLOATS.length)]
                        : narrow ? Float.intBitsToFloat(random.nextInt()) : Double.longBitsToDouble(random.nextLong()))
                .toArray();
    }
}
