package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import fluxion.ir.math.Algebra;
import java.util.function.Function;

/// The algebra whose values are scalars of a program: what is computed with it appends operations.
///
/// @param dtype `f32` or `f64`
/// @param emit appends an operation
record ScalarAlgebra(DType dtype, Function<ScalarOp, Value> emit) implements Algebra<Value, Value, Value> {
    private Value binary(BinaryFn fn, Value a, Value b) {
        return emit.apply(new ScalarOp.Binary(fn, a, b));
    }

    private Value compare(CompareFn fn, Value a, Value b) {
        return emit.apply(new ScalarOp.Compare(fn, a, b));
    }

    private Value unary(UnaryFn fn, Value a) {
        return emit.apply(new ScalarOp.Unary(fn, a));
    }

    @Override
    public int bits() {
        return dtype.bytes() * 8;
    }

    @Override
    public Value constant(double value) {
        return emit.apply(ScalarOp.Constant.of(dtype, value));
    }

    @Override
    public Value add(Value a, Value b) {
        return binary(BinaryFn.ADD, a, b);
    }

    @Override
    public Value sub(Value a, Value b) {
        return binary(BinaryFn.SUB, a, b);
    }

    @Override
    public Value mul(Value a, Value b) {
        return binary(BinaryFn.MUL, a, b);
    }

    @Override
    public Value div(Value a, Value b) {
        return binary(BinaryFn.DIV, a, b);
    }

    @Override
    public Value fma(Value a, Value b, Value c) {
        return emit.apply(new ScalarOp.Fma(a, b, c));
    }

    @Override
    public Value sqrt(Value a) {
        return unary(UnaryFn.SQRT, a);
    }

    @Override
    public Value neg(Value a) {
        return unary(UnaryFn.NEG, a);
    }

    @Override
    public Value abs(Value a) {
        return unary(UnaryFn.ABS, a);
    }

    @Override
    public Value lt(Value a, Value b) {
        return compare(CompareFn.LT, a, b);
    }

    @Override
    public Value le(Value a, Value b) {
        return compare(CompareFn.LE, a, b);
    }

    @Override
    public Value eq(Value a, Value b) {
        return compare(CompareFn.EQ, a, b);
    }

    @Override
    public Value and(Value a, Value b) {
        return binary(BinaryFn.AND, a, b);
    }

    @Override
    public Value or(Value a, Value b) {
        return binary(BinaryFn.OR, a, b);
    }

    @Override
    public Value not(Value a) {
        return unary(UnaryFn.NOT, a);
    }

    @Override
    public Value select(Value m, Value a, Value b) {
        return emit.apply(new ScalarOp.Select(m, a, b));
    }

    @Override
    public Value toBits(Value a) {
        return emit.apply(new ScalarOp.Bitcast(a, dtype.sameWidthInteger()));
    }

    @Override
    public Value fromBits(Value a) {
        return emit.apply(new ScalarOp.Bitcast(a, dtype));
    }

    @Override
    public Value integer(long value) {
        return emit.apply(ScalarOp.Constant.of(dtype.sameWidthInteger(), value));
    }

    @Override
    public Value iadd(Value a, Value b) {
        return binary(BinaryFn.ADD, a, b);
    }

    @Override
    public Value isub(Value a, Value b) {
        return binary(BinaryFn.SUB, a, b);
    }

    @Override
    public Value iand(Value a, Value b) {
        return binary(BinaryFn.AND, a, b);
    }

    @Override
    public Value ior(Value a, Value b) {
        return binary(BinaryFn.OR, a, b);
    }

    @Override
    public Value ixor(Value a, Value b) {
        return binary(BinaryFn.XOR, a, b);
    }

    @Override
    public Value shl(Value a, int count) {
        return binary(BinaryFn.SHL, a, integer(count));
    }

    @Override
    public Value ushr(Value a, int count) {
        return binary(BinaryFn.USHR, a, integer(count));
    }

    @Override
    public Value ieq(Value a, Value b) {
        return compare(CompareFn.EQ, a, b);
    }
}
