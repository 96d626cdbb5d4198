package fluxion.benchmarks.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseSystemTest {
    private static final double[] SPECIAL = {
        0,
        -0.0,
        709.78,
        709.79,
        -708.5,
        -740,
        -745.1,
        -746,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        1e-300,
        700,
        -1e308,
        88.7,
        -100
    };

    @ParameterizedTest
    @EnumSource
    void loopsAgreeWithMath(ElementwiseCase workload) {
        assertAgreesWithMath(new VectorLoopSystem(), workload);
    }

    @ParameterizedTest
    @EnumSource
    void compiledFunctionsAgreeWithMath(ElementwiseCase workload) {
        assertAgreesWithMath(new FluxionSystem(), workload);
    }

    private static void assertAgreesWithMath(ElementwiseSystem system, ElementwiseCase workload) {
        var computation = system.prepare(workload, workload.input(), 1);
        computation.run();
        var found = computation.result();
        var expected = workload.expected(workload.input());
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            assertTrue(
                    workload.accepts(found[i], expected[i]),
                    "element " + i + " is " + found[i] + ", expected " + expected[i]);
        }
    }

    @Test
    void theExponentialKnowsSpecialArguments() {
        var out = new double[SPECIAL.length];
        ExpLoops.exp(SPECIAL, out);
        var floats = new float[SPECIAL.length];
        var floatsOut = new float[SPECIAL.length];
        for (int i = 0; i < SPECIAL.length; i++) {
            floats[i] = (float) SPECIAL[i];
        }
        ExpLoops.exp(floats, floatsOut);
        for (int i = 0; i < SPECIAL.length; i++) {
            double expected = Math.exp(SPECIAL[i]);
            assertClose(expected, out[i], Math.ulp(expected));
            float narrow = (float) Math.exp(floats[i]);
            assertClose(narrow, floatsOut[i], Math.ulp(narrow));
        }
    }

    private static void assertClose(double expected, double found, double ulp) {
        assertTrue(
                Double.compare(expected, found) == 0 || Math.abs(found - expected) <= 2 * ulp,
                found + ", expected " + expected);
    }
}
