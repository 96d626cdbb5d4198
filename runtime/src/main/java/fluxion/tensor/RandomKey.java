package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import java.util.ArrayList;
import java.util.List;

/// The source of random numbers: equal keys give equal numbers, on every backend and with any number of threads. Draw
/// from a key once, and [#split(int)] it for more. A key is a structure of one tensor, so it can be an argument, a
/// result, or part of a state that is saved.
///
/// @param key an `i64` scalar
public record RandomKey(Tensor key) {
    /// Checks the type.
    public RandomKey {
        if (!key.type().equals(TensorType.scalar(DType.I64))) {
            throw new DTypeException("a random key has type " + key.type() + "; it must be an i64 scalar");
        }
    }

    /// The key of `seed`.
    public static RandomKey of(long seed) {
        return new RandomKey(Tensor.of(seed));
    }

    /// `n` keys that have nothing to do with each other or with this one.
    public List<RandomKey> split(int n) {
        var keys = bits(DType.I64, Axes.shape("split", n));
        var all = new ArrayList<RandomKey>();
        for (int i = 0; i < n; i++) {
            all.add(new RandomKey(Shapes.get(keys, i)));
        }
        return all;
    }

    /// The key number `data` of those that belong to this one, for a step or a layer.
    public RandomKey foldIn(long data) {
        return foldIn(Recorder.number(DType.I64, data));
    }

    /// The key number `data`, an integer scalar.
    public RandomKey foldIn(TensorLike data) {
        var number = Recorder.convert(data.tensor(), DType.I64);
        // mixed twice, so that neither (key, data + 1) nor (key + 1, data) is related to (key, data)
        var spread = Recorder.mul(number, Recorder.constant(DType.I64, 0x9E3779B97F4A7C15L));
        var mixed = new RandomKey(Recorder.binary(BinaryFn.XOR, bits(DType.I64, Shape.SCALAR), spread));
        return new RandomKey(mixed.bits(DType.I64, Shape.SCALAR));
    }

    private Tensor bits(DType dtype, Shape shape) {
        return Recorder.one(new TensorOp.RandomBits(key.handle(), new TensorType(dtype, shape)), key);
    }

    /// Random integers of all values of `dtype`, `i32` or `i64`.
    public Tensor bits(DType dtype, long... shape) {
        if (!dtype.isInteger()) {
            throw new DTypeException("bits of dtype " + dtype + "; it must be i32 or i64");
        }
        return bits(dtype, Axes.shape("bits", shape));
    }

    /// Uniform numbers in [0, 1): multiples of 2^-24 for `f32`, 2^-53 for `f64`.
    public Tensor uniform(DType dtype, long... shape) {
        return uniform(dtype, Axes.shape("uniform", shape));
    }

    /// Uniform numbers in [low, high), as `low + u * (high - low)`.
    public Tensor uniform(DType dtype, double low, double high, long... shape) {
        return uniform(dtype, shape).mul(high - low).add(low);
    }

    /// Uniform `f32` numbers in [0, 1).
    public Tensor uniform(long... shape) {
        return uniform(DType.F32, shape);
    }

    Tensor uniform(DType dtype, Shape shape) {
        return unit("uniform", bits(wide("uniform", dtype), shape), dtype);
    }

    private static DType wide(String op, DType dtype) {
        if (!dtype.isFloat()) {
            throw new DTypeException(op + ": random numbers of dtype " + dtype + "; it must be f32 or f64");
        }
        return dtype.sameWidthInteger();
    }

    /// The high 24 or 53 of random bits as a fraction.
    private static Tensor unit(String op, Tensor bits, DType dtype) {
        boolean single = wide(op, dtype) == DType.I32;
        var shift = Recorder.fill(Recorder.constant(bits.dtype(), single ? 8L : 11L), bits.shape());
        var high = Recorder.convert(Recorder.binary(BinaryFn.USHR, bits, shift), dtype);
        return Recorder.mul(high, Recorder.constantLike(high, single ? 0x1p-24 : 0x1p-53));
    }

    /// Standard normal numbers, by the transform of Box and Muller.
    public Tensor normal(DType dtype, long... shape) {
        var dims = Axes.shape("normal", shape);
        var integers = wide("normal", dtype);
        var keys = split(2);
        var u = unit("normal", keys.get(0).bits(integers, dims), dtype);
        var v = unit("normal", keys.get(1).bits(integers, dims), dtype);
        // 1 - u lies in (0, 1], so that its logarithm is finite
        var logarithm = Recorder.log(Recorder.sub(Recorder.constantLike(u, 1), u));
        var radius = Recorder.unary(UnaryFn.SQRT, Recorder.mul(logarithm, Recorder.constantLike(u, -2)));
        var angle = Recorder.mul(v, Recorder.constantLike(v, 2 * Math.PI));
        return Recorder.mul(radius, Recorder.elementary(ElementaryFn.COS, angle));
    }

    /// Standard normal `f32` numbers.
    public Tensor normal(long... shape) {
        return normal(DType.F32, shape);
    }

    /// True with probability `p`.
    public Tensor bernoulli(double p, long... shape) {
        return bernoulli(p, Axes.shape("bernoulli", shape));
    }

    Tensor bernoulli(double p, Shape shape) {
        if (!(p >= 0 && p <= 1)) {
            throw new ShapeException("bernoulli: probability " + p + "; it must lie in [0, 1]");
        }
        return Broadcasting.compare("bernoulli", CompareFn.LT, uniform(DType.F32, shape), p);
    }

    /// Integers in [low, high), each as likely up to a relative 2^-31 (`i32`) or 2^-63 (`i64`) times the range.
    public Tensor integers(DType dtype, long low, long high, long... shape) {
        if (high <= low) {
            throw new ShapeException("integers: range [" + low + ", " + high + ") is empty");
        }
        var bits = bits(dtype, shape);
        var one = Recorder.fill(Recorder.constant(dtype, 1L), bits.shape());
        var positive = Recorder.binary(BinaryFn.USHR, bits, one);
        var range = Recorder.fill(Recorder.constant(dtype, high - low), bits.shape());
        var start = Recorder.fill(Recorder.constant(dtype, low), bits.shape());
        return Recorder.add(Recorder.binary(BinaryFn.REM, positive, range), start);
    }

    /// The numbers 0 .. n-1 in random order, `i64[n]`, by exchanging each with one of those from it on [Fisher and
    /// Yates].
    public Tensor permutation(long n) {
        return Permutation.of(bits(DType.I64, Axes.shape("permutation", n)), Dim.of(n));
    }
}
