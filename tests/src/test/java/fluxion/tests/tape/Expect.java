package fluxion.tests.tape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import fluxion.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/// Compares tensors with numbers, up to the rounding of the dtype.
final class Expect {
    private Expect() {}

    static void expect(double expected, @Nullable Tensor actual) {
        assertNotNull(actual);
        assertEquals(expected, actual.item(), 1e-5 * Math.max(1, Math.abs(expected)));
    }

    static void expect(double[] expected, @Nullable Tensor actual) {
        assertNotNull(actual);
        var values = actual.cast(fluxion.ir.DType.F64).flatten().toDoubleArray();
        assertEquals(expected.length, values.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], values[i], 1e-5 * Math.max(1, Math.abs(expected[i])), "element " + i);
        }
    }
}
