package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.Predicate;

/// Elementwise operations: operands are brought to one shape first, as NumPy does: shapes are aligned at the last axis,
/// and an axis of constant extent 1 is repeated. A symbolic extent never counts as 1. Dtypes must be the same.
final class Broadcasting {
    private Broadcasting() {}

    static Tensor binary(String name, BinaryFn fn, Tensor x, Tensor y) {
        var shape = common(name, x, y);
        check(name, x, allowed(fn));
        return Recorder.binary(fn, to(x, shape), to(y, shape));
    }

    static Tensor binary(String name, BinaryFn fn, Tensor x, double y) {
        check(name, x, allowed(fn));
        return Recorder.binary(fn, x, number(name, x, y));
    }

    /// `fn(y, x)`
    static Tensor reversed(String name, BinaryFn fn, double y, Tensor x) {
        check(name, x, allowed(fn));
        return Recorder.binary(fn, number(name, x, y), x);
    }

    static Tensor compare(String name, CompareFn fn, Tensor x, Tensor y) {
        var shape = common(name, x, y);
        checkOrder(name, fn, x);
        return Recorder.compare(fn, to(x, shape), to(y, shape));
    }

    static Tensor compare(String name, CompareFn fn, Tensor x, double y) {
        checkOrder(name, fn, x);
        return Recorder.compare(fn, x, number(name, x, y));
    }

    static Tensor elementary(ElementaryFn fn, Tensor x) {
        check(fn.name().toLowerCase(java.util.Locale.ROOT), x, DType::isFloat);
        return Recorder.elementary(fn, x);
    }

    static Tensor elementary(ElementaryFn fn, Tensor x, Tensor y) {
        var name = fn.name().toLowerCase(java.util.Locale.ROOT);
        var shape = common(name, x, y);
        check(name, x, DType::isFloat);
        return Recorder.elementary(fn, to(x, shape), to(y, shape));
    }

    /// `condition ? x : y`, all three broadcast together.
    static Tensor where(Tensor condition, Tensor x, Tensor y) {
        if (condition.dtype() != DType.BOOL) {
            throw new DTypeException(
                    "where: condition of type " + condition.type() + "; it must be bool, as lt, gt, eq give");
        }
        sameDType("where", x, y);
        var shape = common("where", common("where", condition.shape(), x.shape()), y.shape());
        return Recorder.select(to(condition, shape), to(x, shape), to(y, shape));
    }

    /// `x` to the power `y`. A whole number of at most 64 is that many multiplications of `x` (by squaring), so
    /// that the power has derivatives everywhere; other exponents go through `pow`.
    static Tensor pow(Tensor x, double y) {
        if (y != Math.rint(y) || Math.abs(y) > 64) {
            check("pow", x, DType::isFloat);
            return Recorder.elementary(ElementaryFn.POW, x, number("pow", x, y));
        }
        if (y < 0) {
            check("pow", x, DType::isFloat);
            return Recorder.div(Recorder.constantLike(x, 1), pow(x, -y));
        }
        check("pow", x, dtype -> dtype != DType.BOOL);
        if (y == 0) {
            return Recorder.constantLike(x, 1);
        }
        var power = x;
        int n = (int) y;
        for (int bit = Integer.highestOneBit(n) >> 1; bit > 0; bit >>= 1) {
            power = Recorder.mul(power, power);
            if ((n & bit) != 0) {
                power = Recorder.mul(power, x);
            }
        }
        return power;
    }

    /// A number of the program as a tensor like `x`.
    static Tensor number(String name, Tensor x, double value) {
        if (x.dtype() == DType.BOOL || (x.dtype().isInteger() && value != Math.rint(value))) {
            throw new DTypeException(name + ": the number " + value + " is no " + x.dtype() + ", the dtype of "
                    + x.type() + "; cast the tensor first");
        }
        return Recorder.fill(Recorder.number(x.dtype(), value), x.shape());
    }

    /// `x` with shape `shape`, to which it must broadcast.
    static Tensor to(Tensor x, Shape shape) {
        if (x.shape().equals(shape)) {
            return x;
        }
        var axes = new ArrayList<Integer>();
        var kept = new ArrayList<Dim>();
        int shift = shape.rank() - x.rank();
        for (int i = 0; i < x.rank(); i++) {
            var dim = x.shape().dim(i);
            if (dim.equals(shape.dim(i + shift))) {
                axes.add(i + shift);
                kept.add(dim);
            } else if (!dim.is(1)) {
                throw new ShapeException("broadcastTo: " + x.type() + " does not fit " + shape + ": axis " + i
                        + " has extent " + dim + "; it must be " + shape.dim(i + shift) + " or 1");
            }
        }
        return Recorder.broadcast(Recorder.reshape(x, new Shape(kept)), shape, axes);
    }

    static Tensor broadcastTo(Tensor x, Shape shape) {
        if (x.rank() > shape.rank()) {
            throw new ShapeException("broadcastTo: " + x.type() + " has more axes than " + shape);
        }
        return to(x, shape);
    }

    /// The shape to which both broadcast.
    static Shape common(String name, Tensor x, Tensor y) {
        sameDType(name, x, y);
        try {
            return common(name, x.shape(), y.shape());
        } catch (ShapeException e) {
            throw new ShapeException(name + ": " + x.type() + " and " + y.type()
                    + " do not broadcast: aligned at the last axis," + " extents must be equal or 1");
        }
    }

    private static Shape common(String name, Shape x, Shape y) {
        if (x.equals(y)) {
            return x;
        }
        int rank = Math.max(x.rank(), y.rank());
        var dims = new Dim[rank];
        for (int i = 0; i < rank; i++) {
            var dx = i < rank - x.rank() ? Dim.ONE : x.dim(i - rank + x.rank());
            var dy = i < rank - y.rank() ? Dim.ONE : y.dim(i - rank + y.rank());
            if (!dx.equals(dy) && !dx.is(1) && !dy.is(1)) {
                throw new ShapeException(name + ": shapes " + x + " and " + y + " do not broadcast");
            }
            dims[i] = dx.is(1) ? dy : dx;
        }
        return new Shape(Arrays.asList(dims));
    }

    static void sameDType(String name, Tensor x, Tensor y) {
        if (x.dtype() != y.dtype()) {
            throw new DTypeException(name + ": operands have types " + x.type() + " and " + y.type()
                    + "; dtypes are not promoted, so cast one: x.cast(DType."
                    + x.dtype().name() + ")");
        }
    }

    /// Fails unless the dtype of `x` is `allowed`.
    static void check(String name, Tensor x, Predicate<DType> allowed) {
        if (!allowed.test(x.dtype())) {
            throw new DTypeException(name + ": operand has type " + x.type() + "; allowed dtypes are "
                    + Arrays.stream(DType.values()).filter(allowed).toList());
        }
    }

    private static void checkOrder(String name, CompareFn fn, Tensor x) {
        check(name, x, dtype -> dtype != DType.BOOL || fn == CompareFn.EQ || fn == CompareFn.NE);
    }

    private static Predicate<DType> allowed(BinaryFn fn) {
        return switch (fn) {
            case ADD, SUB, MUL, DIV, REM, MIN, MAX -> dtype -> dtype != DType.BOOL;
            case AND, OR, XOR -> dtype -> !dtype.isFloat();
            case SHL, SHR, USHR -> DType::isInteger;
        };
    }
}
