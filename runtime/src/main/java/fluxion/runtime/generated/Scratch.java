package fluxion.runtime.generated;

/// Working space of one thread for the accumulators of folds and for lanes that are gathered one by one.
public final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    private float[] f32 = {};
    private double[] f64 = {};
    private int[] i32 = {};
    private long[] i64 = {};
    private boolean[] bool = {};

    private final float[] gatheredF32 = new float[64];
    private final double[] gatheredF64 = new double[64];
    private final int[] gatheredI32 = new int[64];
    private final long[] gatheredI64 = new long[64];

    private Scratch() {}

    /// The working space of the calling thread.
    public static Scratch current() {
        return OF_THREAD.get();
    }

    /// At least `size` floats.
    public float[] f32(int size) {
        if (f32.length < size) {
            f32 = new float[size];
        }
        return f32;
    }

    /// At least `size` doubles.
    public double[] f64(int size) {
        if (f64.length < size) {
            f64 = new double[size];
        }
        return f64;
    }

    /// At least `size` ints.
    public int[] i32(int size) {
        if (i32.length < size) {
            i32 = new int[size];
        }
        return i32;
    }

    /// At least `size` longs.
    public long[] i64(int size) {
        if (i64.length < size) {
            i64 = new long[size];
        }
        return i64;
    }

    /// At least `size` booleans.
    public boolean[] bool(int size) {
        if (bool.length < size) {
            bool = new boolean[size];
        }
        return bool;
    }

    float[] gatheredF32() {
        return gatheredF32;
    }

    double[] gatheredF64() {
        return gatheredF64;
    }

    int[] gatheredI32() {
        return gatheredI32;
    }

    long[] gatheredI64() {
        return gatheredI64;
    }
}
