package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.UnaryFn;

/// Elementwise functions of one operand that are composed of others.
final class Arithmetic {
    private Arithmetic() {}

    static Tensor unary(String name, UnaryFn fn, Tensor x) {
        Broadcasting.check(
                name,
                x,
                switch (fn) {
                    case NEG, ABS -> dtype -> dtype != DType.BOOL;
                    case SQRT -> DType::isFloat;
                    case NOT -> dtype -> !dtype.isFloat();
                });
        return Recorder.unary(fn, x);
    }

    static Tensor reciprocal(String name, Tensor x) {
        Broadcasting.check(name, x, DType::isFloat);
        return Recorder.div(Recorder.constantLike(x, 1), x);
    }

    static Tensor rsqrt(Tensor x) {
        return reciprocal("rsqrt", unary("rsqrt", UnaryFn.SQRT, x));
    }

    static Tensor square(Tensor x) {
        Broadcasting.check("square", x, dtype -> dtype != DType.BOOL);
        return Recorder.mul(x, x);
    }

    /// -1, 0 or 1; the zero of a zero keeps its sign, NaN stays.
    static Tensor sign(Tensor x) {
        Broadcasting.check("sign", x, dtype -> dtype != DType.BOOL);
        var zero = Recorder.constantLike(x, 0);
        var negative = Recorder.select(
                Recorder.compare(CompareFn.LT, x, zero), Recorder.constantLike(x, -1), Recorder.stop(x));
        return Recorder.select(Recorder.compare(CompareFn.GT, x, zero), Recorder.constantLike(x, 1), negative);
    }

    static Tensor clip(Tensor x, Tensor low, Tensor high) {
        return Broadcasting.binary("clip", BinaryFn.MIN, Broadcasting.binary("clip", BinaryFn.MAX, x, low), high);
    }

    static Tensor clip(Tensor x, double low, double high) {
        return Broadcasting.binary("clip", BinaryFn.MIN, Broadcasting.binary("clip", BinaryFn.MAX, x, low), high);
    }

    static Tensor isNaN(Tensor x) {
        Broadcasting.check("isNaN", x, DType::isFloat);
        return Recorder.compare(CompareFn.NE, x, x);
    }

    static Tensor isInfinite(Tensor x) {
        Broadcasting.check("isInfinite", x, DType::isFloat);
        var infinity = Recorder.constantLike(x, Double.POSITIVE_INFINITY);
        return Recorder.compare(CompareFn.EQ, Recorder.unary(UnaryFn.ABS, x), infinity);
    }

    static Tensor isFinite(Tensor x) {
        Broadcasting.check("isFinite", x, DType::isFloat);
        var infinity = Recorder.constantLike(x, Double.POSITIVE_INFINITY);
        return Recorder.compare(CompareFn.LT, Recorder.unary(UnaryFn.ABS, x), infinity);
    }

    /// The square root with derivative 0 at 0.
    static Tensor sqrtFlatAtZero(Tensor x) {
        var zero = Recorder.constantLike(x, 0);
        var isZero = Recorder.compare(CompareFn.EQ, x, zero);
        var root = Recorder.unary(UnaryFn.SQRT, Recorder.select(isZero, Recorder.constantLike(x, 1), x));
        return Recorder.select(isZero, zero, root);
    }
}
