package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.JavaFn;
import fluxion.ir.UnaryFn;
import fluxion.ir.math.DoubleAlgebra;
import fluxion.ir.math.Elementary;
import fluxion.ir.math.FloatAlgebra;
import java.util.ArrayList;
import java.util.List;

/// Operations that take each element by itself.
final class Elementwise {
    private Elementwise() {}

    static TensorValue unary(UnaryFn fn, TensorValue x) {
        int n = x.size();
        if (x.dtype().isFloat()) {
            var f = Functions.ofDouble(fn, x.dtype());
            var a = x.doubles();
            var r = new double[n];
            for (int i = 0; i < n; i++) {
                r[i] = f.applyAsDouble(a[i]);
            }
            return TensorValue.ofDoubles(x.dtype(), r, x.extents());
        }
        var f = Functions.ofLong(fn, x.dtype());
        var a = x.longs();
        var r = new long[n];
        for (int i = 0; i < n; i++) {
            r[i] = f.applyAsLong(a[i]);
        }
        return TensorValue.ofLongs(x.dtype(), r, x.extents());
    }

    static TensorValue binary(BinaryFn fn, TensorValue x, TensorValue y) {
        int n = x.size();
        if (x.dtype().isFloat()) {
            var f = Functions.ofDoubles(fn, x.dtype());
            var a = x.doubles();
            var b = y.doubles();
            var r = new double[n];
            for (int i = 0; i < n; i++) {
                r[i] = f.applyAsDouble(a[i], b[i]);
            }
            return TensorValue.ofDoubles(x.dtype(), r, x.extents());
        }
        var f = Functions.ofLongs(fn, x.dtype());
        var a = x.longs();
        var b = y.longs();
        var r = new long[n];
        for (int i = 0; i < n; i++) {
            r[i] = f.applyAsLong(a[i], b[i]);
        }
        return TensorValue.ofLongs(x.dtype(), r, x.extents());
    }

    static TensorValue fma(TensorValue x, TensorValue y, TensorValue z) {
        var a = x.doubles();
        var b = y.doubles();
        var c = z.doubles();
        var r = new double[a.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Functions.fma(x.dtype(), a[i], b[i], c[i]);
        }
        return TensorValue.ofDoubles(x.dtype(), r, x.extents());
    }

    static TensorValue javaMath(JavaFn fn, boolean strict, List<TensorValue> operands) {
        var x = operands.getFirst();
        var arrays = operands.stream().map(TensorValue::doubles).toList();
        var r = new double[x.size()];
        for (int i = 0; i < r.length; i++) {
            int at = i;
            r[i] = fn.apply(strict, arrays.stream().map(a -> a[at]).toList());
        }
        return TensorValue.ofDoubles(x.dtype(), r, x.extents());
    }

    static TensorValue compare(CompareFn fn, TensorValue x, TensorValue y) {
        var r = new boolean[x.size()];
        if (x.dtype().isFloat()) {
            var f = Functions.ofDoubles(fn);
            var a = x.doubles();
            var b = y.doubles();
            for (int i = 0; i < r.length; i++) {
                r[i] = f.holds(a[i], b[i]);
            }
        } else {
            var f = Functions.ofLongs(fn);
            var a = x.longs();
            var b = y.longs();
            for (int i = 0; i < r.length; i++) {
                r[i] = f.holds(a[i], b[i]);
            }
        }
        return TensorValue.owning(DType.BOOL, r, x.extents());
    }

    static TensorValue select(TensorValue condition, TensorValue whenTrue, TensorValue whenFalse) {
        var c = (boolean[]) condition.array();
        int n = c.length;
        Object r = switch (whenTrue.array()) {
            case boolean[] a -> {
                var b = (boolean[]) whenFalse.array();
                var s = new boolean[n];
                for (int i = 0; i < n; i++) {
                    s[i] = c[i] ? a[i] : b[i];
                }
                yield s;
            }
            case int[] a -> {
                var b = (int[]) whenFalse.array();
                var s = new int[n];
                for (int i = 0; i < n; i++) {
                    s[i] = c[i] ? a[i] : b[i];
                }
                yield s;
            }
            case long[] a -> {
                var b = (long[]) whenFalse.array();
                var s = new long[n];
                for (int i = 0; i < n; i++) {
                    s[i] = c[i] ? a[i] : b[i];
                }
                yield s;
            }
            case float[] a -> {
                var b = (float[]) whenFalse.array();
                var s = new float[n];
                for (int i = 0; i < n; i++) {
                    s[i] = c[i] ? a[i] : b[i];
                }
                yield s;
            }
            case double[] a -> {
                var b = (double[]) whenFalse.array();
                var s = new double[n];
                for (int i = 0; i < n; i++) {
                    s[i] = c[i] ? a[i] : b[i];
                }
                yield s;
            }
            default -> throw new AssertionError(whenTrue);
        };
        return TensorValue.owning(whenTrue.dtype(), r, whenTrue.extents());
    }

    static TensorValue convert(TensorValue x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        int n = x.size();
        if (x.dtype().isFloat()) {
            var a = x.doubles();
            if (dtype.isFloat()) {
                return TensorValue.ofDoubles(dtype, a.clone(), x.extents());
            }
            var r = new long[n];
            for (int i = 0; i < n; i++) {
                r[i] = switch (dtype) {
                    case BOOL -> a[i] != 0 ? 1 : 0;
                    case I32 -> (int) a[i];
                    case I64 -> (long) a[i];
                    case F32, F64 -> throw new AssertionError(dtype);
                };
            }
            return TensorValue.ofLongs(dtype, r, x.extents());
        }
        var a = x.longs();
        if (!dtype.isFloat()) {
            return TensorValue.ofLongs(dtype, a.clone(), x.extents());
        }
        var r = new double[n];
        for (int i = 0; i < n; i++) {
            // a long becomes a float in one rounding
            r[i] = dtype == DType.F32 ? (float) a[i] : (double) a[i];
        }
        return TensorValue.ofDoubles(dtype, r, x.extents());
    }

    static TensorValue bitcast(TensorValue x, DType dtype) {
        if (x.dtype() == dtype) {
            return x;
        }
        int n = x.size();
        Object r = switch (x.array()) {
            case int[] a -> {
                var s = new float[n];
                for (int i = 0; i < n; i++) {
                    s[i] = Float.intBitsToFloat(a[i]);
                }
                yield s;
            }
            case float[] a -> {
                var s = new int[n];
                for (int i = 0; i < n; i++) {
                    s[i] = Float.floatToRawIntBits(a[i]);
                }
                yield s;
            }
            case long[] a -> {
                var s = new double[n];
                for (int i = 0; i < n; i++) {
                    s[i] = Double.longBitsToDouble(a[i]);
                }
                yield s;
            }
            case double[] a -> {
                var s = new long[n];
                for (int i = 0; i < n; i++) {
                    s[i] = Double.doubleToRawLongBits(a[i]);
                }
                yield s;
            }
            default -> throw new AssertionError(x);
        };
        return TensorValue.owning(dtype, r, x.extents());
    }

    static TensorValue elementary(ElementaryFn fn, List<TensorValue> operands) {
        var x = operands.getFirst();
        var arrays = operands.stream().map(TensorValue::doubles).toList();
        var r = new double[x.size()];
        for (int i = 0; i < r.length; i++) {
            if (x.dtype() == DType.F32) {
                var arguments = new ArrayList<Float>(arrays.size());
                for (var a : arrays) {
                    arguments.add((float) a[i]);
                }
                r[i] = Elementary.apply(fn, FloatAlgebra.INSTANCE, arguments);
            } else {
                var arguments = new ArrayList<Double>(arrays.size());
                for (var a : arrays) {
                    arguments.add(a[i]);
                }
                r[i] = Elementary.apply(fn, DoubleAlgebra.INSTANCE, arguments);
            }
        }
        return TensorValue.ofDoubles(x.dtype(), r, x.extents());
    }
}
