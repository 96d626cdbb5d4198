package fluxion.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GraphBuilderTest {
    @ParameterizedTest
    @EnumSource(BinaryFn.class)
    void numbersFunctionsThatMayBeSwapped(BinaryFn fn) {
        var dtype = fn.accepts(DType.F64) ? DType.F64 : DType.I64;
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(dtype));
        var y = g.parameter(TensorType.scalar(dtype));
        var value = g.binary(fn, x, y);
        assertSame(value, g.binary(fn, x, y));
        var swapped = g.nested().binary(fn, y, x);
        switch (fn) {
            case ADD, MUL, AND, OR, XOR -> assertSame(value, swapped);
            case SUB, DIV, REM, MIN, MAX, SHL, SHR, USHR -> assertNotSame(value, swapped);
        }
    }

    @ParameterizedTest
    @CsvSource({"F32, 3, 1, true", "F64, 3, 1, false", "F32, 2, 1, false", "F32, 3, 2, false"})
    void winogradsAlgorithmIsForSomeConvolutions(DType dtype, int tap, int stride, boolean fits) {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(dtype, 2, 8, 8, 4));
        var filter = g.parameter(TensorType.of(dtype, tap, 3, 4, 5));
        var ones = List.of(1, 1);
        var none = List.of(Dim.ZERO, Dim.ZERO);
        var convolution =
                new TensorOp.Convolution(x, filter, Dim.ONE, List.of(stride, 1), none, none, ones, ones, false);
        assertEquals(fits, convolution.fitsWinograd());
        if (fits) {
            assertEquals(convolution.types(), convolution.byWinograd().types());
        } else {
            var e = assertThrows(IrException.class, convolution.byWinograd()::types);
            assertTrue(e.toString().contains("Winograd's algorithm is for f32 and a filter of 3 by 3"), e::toString);
        }
    }
}
