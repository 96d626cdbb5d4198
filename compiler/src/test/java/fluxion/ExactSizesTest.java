package fluxion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.annotation.Constant;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.Output;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Methods that access arrays at constant indices alone give the same bits for arrays that are just as long and for
/// longer ones, whose code knows no lengths.
class ExactSizesTest {
    /// Accesses `x` up to element 2.
    static double number(double[] x) {
        double length = Math.sqrt(x[0] * x[0] + x[2] * x[2]);
        var parts = new double[2];
        parts[0] = Math.sin(x[1]);
        if (length > 1) {
            parts[1] = Math.cos(x[1]) / length;
        }
        double y = x[0];
        for (int i = 0; i < 3; i++) {
            y = y * parts[0] + parts[1] / (2 + x[2]);
            parts[0] = y;
        }
        return y * length;
    }

    /// Accesses `x` up to element 2 and `y` up to element 1.
    static void pair(double[] x, @Constant double scale, @Output @Constant double[] y) {
        double angle = Math.sqrt(x[0] * x[0] + x[1] * x[1]);
        y[0] = scale * Math.sin(angle) / x[2];
        y[1] = Math.cos(angle) * x[2] - x[0] / angle;
    }

    private static double[] x(int length) {
        return IntStream.range(0, length).mapToDouble(i -> Math.sin(i + 1)).toArray();
    }

    /// What `kind` of `number` takes for `length` numbers.
    private static Object[] arguments(DerivativeKind kind, int length) {
        return switch (kind) {
            case VALUE, GRADIENT, VALUE_AND_GRADIENT, JACOBIAN, HESSIAN -> new Object[] {x(length)};
            case VJP -> new Object[] {x(length), 0.75};
            case JVP, HVP -> new Object[] {x(length), x(length)};
        };
    }

    @ParameterizedTest
    @EnumSource
    void longerArraysGiveTheSameBits(DerivativeKind kind) {
        var derivative = Derivatives.of(ExactSizesTest::number).of(kind);
        assertEquals(
                shortened(derivative.call(arguments(kind, 3)), 3), shortened(derivative.call(arguments(kind, 5)), 5));
    }

    /// The bits of `results`, of vectors and matrices for `length` numbers the part for the first three.
    private static String shortened(Object results, int length) {
        var text = new StringBuilder();
        for (var result : results instanceof Object[] several ? several : new Object[] {results}) {
            if (result instanceof double[] all) {
                for (int i = 0; i < all.length; i++) {
                    if (i % length < 3 && i / length < 3) {
                        text.append(Double.doubleToRawLongBits(all[i])).append(' ');
                    }
                }
            } else {
                text.append(result).append(' ');
            }
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "3, 4", "4, 2", "5, 7"})
    void jacobiansOfFewOrManyRows(int inputs, int outputs) {
        var derivatives = Derivatives.of(ExactSizesTest::pair);
        var found = (double[]) derivatives.jacobian().call(x(inputs), 1.5, new double[outputs]);
        for (int row = 0; row < outputs; row++) {
            var seed = new double[outputs];
            seed[row] = 1;
            var expected = (double[]) derivatives.vjp().call(x(inputs), 1.5, new double[outputs], seed);
            assertArrayEquals(expected, Arrays.copyOfRange(found, row * inputs, (row + 1) * inputs), 1e-15);
        }
    }

    @Test
    void shorterArraysFailAsInTheMethod() {
        for (var derivative : List.of(
                Derivatives.of(ExactSizesTest::number).gradient(),
                Derivatives.of(ExactSizesTest::number).hessian())) {
            assertThrows(ArrayIndexOutOfBoundsException.class, () -> derivative.call(x(2)));
        }
    }
}
