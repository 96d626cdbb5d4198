package fluxion.runtime.generated;

/// The tree that ends a reduction: of `n` accumulators from `base`, accumulator j takes in j + w for w = 32, 16, 8, 4,
/// 2, 1. Those beyond n would hold the identity and change nothing. Overwrites the accumulators.
public final class Folds {
    private Folds() {}

    /// [fluxion.ir.ReduceFn#SUM] of `f32`.
    public static float sum(float[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] + a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#PROD] of `f32`.
    public static float prod(float[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] * a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MAX] of `f32`.
    public static float max(float[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Scalars.max(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MIN] of `f32`.
    public static float min(float[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Scalars.min(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#SUM] of `f64`.
    public static double sum(double[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] + a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#PROD] of `f64`.
    public static double prod(double[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] * a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MAX] of `f64`.
    public static double max(double[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Scalars.max(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MIN] of `f64`.
    public static double min(double[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Scalars.min(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#SUM] of `i32`.
    public static int sum(int[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] + a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#PROD] of `i32`.
    public static int prod(int[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] * a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MAX] of `i32`.
    public static int max(int[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Math.max(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MIN] of `i32`.
    public static int min(int[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Math.min(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#SUM] of `i64`.
    public static long sum(long[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] + a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#PROD] of `i64`.
    public static long prod(long[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] * a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MAX] of `i64`.
    public static long max(long[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Math.max(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#MIN] of `i64`.
    public static long min(long[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = Math.min(a[base + j], a[base + j + w]);
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#ALL].
    public static boolean all(boolean[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] && a[base + j + w];
            }
        }
        return a[base];
    }

    /// [fluxion.ir.ReduceFn#ANY].
    public static boolean any(boolean[] a, int base, int n) {
        for (int w = 32; w > 0; w >>= 1) {
            for (int j = 0; j < w && j + w < n; j++) {
                a[base + j] = a[base + j] || a[base + j + w];
            }
        }
        return a[base];
    }
}
