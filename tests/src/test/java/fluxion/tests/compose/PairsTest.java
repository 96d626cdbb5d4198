package fluxion.tests.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.F1;
import fluxion.Fluxion;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every ordered pair of transformations, on every one of twenty functions, compared with finite differences of the
/// function that the outer one is given.
final class PairsTest {
    private static final double[] POINT = {0.7, 1.2};

    static Stream<String> functions() {
        return Functions.all().keySet().stream();
    }

    private static F1<Tensor, Tensor> function(String name) {
        return Objects.requireNonNull(Functions.all().get(name));
    }

    private static void near(double expected, double found, String what) {
        assertEquals(expected, found, 1e-6 * Math.max(1, Math.abs(expected)), what);
    }

    @Test
    void thereAreTwentyFunctionsAndFiveLoopWhileTheirDataSays() {
        assertEquals(20, functions().count());
        assertEquals(5, functions().filter(name -> name.startsWith("while")).count());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void eachPair(String name) {
        var f = function(name);
        for (var inner : Transformation.values()) {
            var once = inner.apply(f);
            // a rule of the user is no derivative of the values
            boolean rule = inner == Transformation.CUSTOM_GRADIENT;
            var compiled = Fluxion.compile(rule ? f : once);
            Numbers values = point -> compiled.apply(Tensor.of(point)).item();
            var x = Tensor.of(POINT);
            var results = new ArrayList<Tensor>();
            for (var outer : Transformation.values()) {
                results.add(outer.apply(once).apply(x));
            }
            var ruled = Transformation.CUSTOM_GRADIENT.apply(once);
            results.add(Transformation.GRAD.apply(ruled).apply(x));
            // read together, which takes one compilation
            double[] found = Tensor.stack(0, results).toDoubleArray();
            double gradient = 0;
            int next = 0;
            for (var outer : Transformation.values()) {
                double factor = rule && outer.differentiates() ? Transformation.RULE : 1;
                near(outer.expected(values, POINT) * factor, found[next], outer + " of " + inner + " of " + name);
                gradient = outer == Transformation.GRAD ? found[next] : gradient;
                next++;
            }
            near(
                    Transformation.RULE * gradient,
                    found[next],
                    "the rule of a function with one, of " + inner + " of " + name);
        }
    }
}
