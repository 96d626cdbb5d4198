package fluxion.ir.interp;

import fluxion.ir.DType;
import java.util.Arrays;

/// Arrays of elements of any dtype: `boolean[] int[] long[] float[] double[]`.
final class Elements {
    private Elements() {}

    static Object allocate(DType dtype, int size) {
        return switch (dtype) {
            case BOOL -> new boolean[size];
            case I32 -> new int[size];
            case I64 -> new long[size];
            case F32 -> new float[size];
            case F64 -> new double[size];
        };
    }

    static int length(Object array) {
        return java.lang.reflect.Array.getLength(array);
    }

    /// A copy of elements `from` to `to`.
    static Object copy(Object array, int from, int to) {
        return switch (array) {
            case boolean[] a -> Arrays.copyOfRange(a, from, to);
            case int[] a -> Arrays.copyOfRange(a, from, to);
            case long[] a -> Arrays.copyOfRange(a, from, to);
            case float[] a -> Arrays.copyOfRange(a, from, to);
            case double[] a -> Arrays.copyOfRange(a, from, to);
            default -> throw new AssertionError(array);
        };
    }

    static boolean equal(Object x, Object y) {
        return switch (x) {
            case boolean[] a -> Arrays.equals(a, (boolean[]) y);
            case int[] a -> Arrays.equals(a, (int[]) y);
            case long[] a -> Arrays.equals(a, (long[]) y);
            case float[] a -> Arrays.equals(a, (float[]) y);
            case double[] a -> Arrays.equals(a, (double[]) y);
            default -> throw new AssertionError(x);
        };
    }

    static int hash(Object array) {
        return switch (array) {
            case boolean[] a -> Arrays.hashCode(a);
            case int[] a -> Arrays.hashCode(a);
            case long[] a -> Arrays.hashCode(a);
            case float[] a -> Arrays.hashCode(a);
            case double[] a -> Arrays.hashCode(a);
            default -> throw new AssertionError(array);
        };
    }

    /// Floats as doubles; a `double[]` itself.
    static double[] toDoubles(Object array) {
        return switch (array) {
            case double[] a -> a;
            case float[] a -> {
                var doubles = new double[a.length];
                for (int i = 0; i < a.length; i++) {
                    doubles[i] = a[i];
                }
                yield doubles;
            }
            default -> throw new AssertionError(array);
        };
    }

    /// Doubles rounded to a float dtype; `values` itself if it is `f64`.
    static Object fromDoubles(DType dtype, double[] values) {
        if (dtype == DType.F64) {
            return values;
        }
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /// Integers or bools as longs; a `long[]` itself.
    static long[] toLongs(Object array) {
        return switch (array) {
            case long[] a -> a;
            case int[] a -> {
                var longs = new long[a.length];
                for (int i = 0; i < a.length; i++) {
                    longs[i] = a[i];
                }
                yield longs;
            }
            case boolean[] a -> {
                var longs = new long[a.length];
                for (int i = 0; i < a.length; i++) {
                    longs[i] = a[i] ? 1 : 0;
                }
                yield longs;
            }
            default -> throw new AssertionError(array);
        };
    }

    /// Longs cut to an integer dtype, or compared with zero for bool; `values` itself if it is `i64`.
    static Object fromLongs(DType dtype, long[] values) {
        return switch (dtype) {
            case BOOL -> {
                var bools = new boolean[values.length];
                for (int i = 0; i < values.length; i++) {
                    bools[i] = values[i] != 0;
                }
                yield bools;
            }
            case I32 -> {
                var ints = new int[values.length];
                for (int i = 0; i < values.length; i++) {
                    ints[i] = (int) values[i];
                }
                yield ints;
            }
            case I64 -> values;
            case F32, F64 -> throw new AssertionError(dtype);
        };
    }

    /// A new array whose element i is element `from[i]` of `array`; where `from[i]` is negative NaN, 0 or false.
    static Object take(Object array, int[] from) {
        int n = from.length;
        return switch (array) {
            case boolean[] a -> {
                var r = new boolean[n];
                for (int i = 0; i < n; i++) {
                    r[i] = from[i] >= 0 && a[from[i]];
                }
                yield r;
            }
            case int[] a -> {
                var r = new int[n];
                for (int i = 0; i < n; i++) {
                    r[i] = from[i] < 0 ? 0 : a[from[i]];
                }
                yield r;
            }
            case long[] a -> {
                var r = new long[n];
                for (int i = 0; i < n; i++) {
                    r[i] = from[i] < 0 ? 0 : a[from[i]];
                }
                yield r;
            }
            case float[] a -> {
                var r = new float[n];
                for (int i = 0; i < n; i++) {
                    r[i] = from[i] < 0 ? Float.NaN : a[from[i]];
                }
                yield r;
            }
            case double[] a -> {
                var r = new double[n];
                for (int i = 0; i < n; i++) {
                    r[i] = from[i] < 0 ? Double.NaN : a[from[i]];
                }
                yield r;
            }
            default -> throw new AssertionError(array);
        };
    }

    /// Makes element i of `from` element `at[i]` of `into`.
    static void put(Object into, int[] at, Object from) {
        switch (into) {
            case boolean[] a -> {
                for (int i = 0; i < at.length; i++) {
                    a[at[i]] = ((boolean[]) from)[i];
                }
            }
            case int[] a -> {
                for (int i = 0; i < at.length; i++) {
                    a[at[i]] = ((int[]) from)[i];
                }
            }
            case long[] a -> {
                for (int i = 0; i < at.length; i++) {
                    a[at[i]] = ((long[]) from)[i];
                }
            }
            case float[] a -> {
                for (int i = 0; i < at.length; i++) {
                    a[at[i]] = ((float[]) from)[i];
                }
            }
            case double[] a -> {
                for (int i = 0; i < at.length; i++) {
                    a[at[i]] = ((double[]) from)[i];
                }
            }
            default -> throw new AssertionError(into);
        }
    }

    /// Makes the one element of `from` element `at` of `into`.
    static void set(Object into, int at, Object from) {
        System.arraycopy(from, 0, into, at, 1);
    }

    /// Element `i` of floats.
    static double getDouble(Object array, int i) {
        return switch (array) {
            case float[] a -> a[i];
            case double[] a -> a[i];
            default -> throw new AssertionError(array);
        };
    }

    /// Element `i` of integers or bools.
    static long getLong(Object array, int i) {
        return switch (array) {
            case boolean[] a -> a[i] ? 1 : 0;
            case int[] a -> a[i];
            case long[] a -> a[i];
            default -> throw new AssertionError(array);
        };
    }
}
