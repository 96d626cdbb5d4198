package fluxion.ir;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.params.ParameterizedTest;
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
}
