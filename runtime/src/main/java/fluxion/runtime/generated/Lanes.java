package fluxion.runtime.generated;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Species by element type and number of lanes, and the accesses to memory that no single operation of the Vector API
/// does. Unit-stride accesses do not come here.
public final class Lanes {
    /// 2 lanes of `f32`.
    public static final VectorSpecies<Float> F2 = VectorSpecies.of(float.class, VectorShape.forBitSize(64));

    /// 4 lanes of `f32`.
    public static final VectorSpecies<Float> F4 = VectorSpecies.of(float.class, VectorShape.forBitSize(128));

    /// 8 lanes of `f32`.
    public static final VectorSpecies<Float> F8 = VectorSpecies.of(float.class, VectorShape.forBitSize(256));

    /// 16 lanes of `f32`.
    public static final VectorSpecies<Float> F16 = VectorSpecies.of(float.class, VectorShape.forBitSize(512));

    /// 2 lanes of `f64`.
    public static final VectorSpecies<Double> D2 = VectorSpecies.of(double.class, VectorShape.forBitSize(128));

    /// 4 lanes of `f64`.
    public static final VectorSpecies<Double> D4 = VectorSpecies.of(double.class, VectorShape.forBitSize(256));

    /// 8 lanes of `f64`.
    public static final VectorSpecies<Double> D8 = VectorSpecies.of(double.class, VectorShape.forBitSize(512));

    /// 2 lanes of `i32`.
    public static final VectorSpecies<Integer> I2 = VectorSpecies.of(int.class, VectorShape.forBitSize(64));

    /// 4 lanes of `i32`.
    public static final VectorSpecies<Integer> I4 = VectorSpecies.of(int.class, VectorShape.forBitSize(128));

    /// 8 lanes of `i32`.
    public static final VectorSpecies<Integer> I8 = VectorSpecies.of(int.class, VectorShape.forBitSize(256));

    /// 16 lanes of `i32`.
    public static final VectorSpecies<Integer> I16 = VectorSpecies.of(int.class, VectorShape.forBitSize(512));

    /// 2 lanes of `i64`.
    public static final VectorSpecies<Long> L2 = VectorSpecies.of(long.class, VectorShape.forBitSize(128));

    /// 4 lanes of `i64`.
    public static final VectorSpecies<Long> L4 = VectorSpecies.of(long.class, VectorShape.forBitSize(256));

    /// 8 lanes of `i64`.
    public static final VectorSpecies<Long> L8 = VectorSpecies.of(long.class, VectorShape.forBitSize(512));

    private Lanes() {}

    /// The masked lanes of `a` from `at`; false in the others.
    public static VectorMask<?> load(VectorSpecies<?> species, boolean[] a, int at, VectorMask<?> mask) {
        long bits = 0;
        for (int i = 0; i < species.length(); i++) {
            bits |= mask.laneIsSet(i) && a[at + i] ? 1L << i : 0;
        }
        return VectorMask.fromLong(species, bits);
    }

    /// Stores the masked lanes to `a` from `at`.
    public static void store(VectorMask<?> lanes, boolean[] a, int at, VectorMask<?> mask) {
        for (int i = 0; i < lanes.length(); i++) {
            if (mask.laneIsSet(i)) {
                a[at + i] = lanes.laneIsSet(i);
            }
        }
    }

    /// Every `stride`-th element of `a` from `at`.
    public static VectorMask<?> gather(VectorSpecies<?> species, boolean[] a, int at, int stride) {
        long bits = 0;
        for (int i = 0; i < species.length(); i++) {
            bits |= a[at + i * stride] ? 1L << i : 0;
        }
        return VectorMask.fromLong(species, bits);
    }

    /// Every `stride`-th element of `a` from `at`, for the masked lanes; false in the others.
    public static VectorMask<?> gather(VectorSpecies<?> species, boolean[] a, int at, int stride, VectorMask<?> mask) {
        long bits = 0;
        for (int i = 0; i < species.length(); i++) {
            bits |= mask.laneIsSet(i) && a[at + i * stride] ? 1L << i : 0;
        }
        return VectorMask.fromLong(species, bits);
    }

    /// Stores to every `stride`-th element of `a` from `at`.
    public static void scatter(VectorMask<?> lanes, boolean[] a, int at, int stride) {
        for (int i = 0; i < lanes.length(); i++) {
            a[at + i * stride] = lanes.laneIsSet(i);
        }
    }

    /// Stores the masked lanes to every `stride`-th element of `a` from `at`.
    public static void scatter(VectorMask<?> lanes, boolean[] a, int at, int stride, VectorMask<?> mask) {
        for (int i = 0; i < lanes.length(); i++) {
            if (mask.laneIsSet(i)) {
                a[at + i * stride] = lanes.laneIsSet(i);
            }
        }
    }

    /// Every `stride`-th element of `a` from `at`.
    @SuppressWarnings("unchecked") // the species of a FloatVector
    public static FloatVector gather(VectorSpecies<?> species, float[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredF32();
        int n = species.length();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return FloatVector.fromArray((VectorSpecies<Float>) species, lanes, 0);
    }

    /// Every `stride`-th element of `a` from `at`, for the masked lanes, which come first; 0 in the others.
    @SuppressWarnings("unchecked") // the species of a FloatVector
    public static FloatVector gather(VectorSpecies<?> species, float[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredF32();
        int n = mask.trueCount();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return FloatVector.fromArray((VectorSpecies<Float>) species, lanes, 0, (VectorMask<Float>) mask);
    }

    /// Stores to every `stride`-th element of `a` from `at`.
    public static void scatter(FloatVector v, float[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredF32();
        v.intoArray(lanes, 0);
        for (int i = 0; i < v.length(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Stores the masked lanes, which come first, to every `stride`-th element of `a` from `at`.
    public static void scatter(FloatVector v, float[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredF32();
        v.intoArray(lanes, 0);
        for (int i = 0; i < mask.trueCount(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Every `stride`-th element of `a` from `at`.
    @SuppressWarnings("unchecked") // the species of a DoubleVector
    public static DoubleVector gather(VectorSpecies<?> species, double[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredF64();
        int n = species.length();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return DoubleVector.fromArray((VectorSpecies<Double>) species, lanes, 0);
    }

    /// Every `stride`-th element of `a` from `at`, for the masked lanes, which come first; 0 in the others.
    @SuppressWarnings("unchecked") // the species of a DoubleVector
    public static DoubleVector gather(VectorSpecies<?> species, double[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredF64();
        int n = mask.trueCount();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return DoubleVector.fromArray((VectorSpecies<Double>) species, lanes, 0, (VectorMask<Double>) mask);
    }

    /// Stores to every `stride`-th element of `a` from `at`.
    public static void scatter(DoubleVector v, double[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredF64();
        v.intoArray(lanes, 0);
        for (int i = 0; i < v.length(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Stores the masked lanes, which come first, to every `stride`-th element of `a` from `at`.
    public static void scatter(DoubleVector v, double[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredF64();
        v.intoArray(lanes, 0);
        for (int i = 0; i < mask.trueCount(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Every `stride`-th element of `a` from `at`.
    @SuppressWarnings("unchecked") // the species of a IntVector
    public static IntVector gather(VectorSpecies<?> species, int[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredI32();
        int n = species.length();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return IntVector.fromArray((VectorSpecies<Integer>) species, lanes, 0);
    }

    /// Every `stride`-th element of `a` from `at`, for the masked lanes, which come first; 0 in the others.
    @SuppressWarnings("unchecked") // the species of a IntVector
    public static IntVector gather(VectorSpecies<?> species, int[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredI32();
        int n = mask.trueCount();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return IntVector.fromArray((VectorSpecies<Integer>) species, lanes, 0, (VectorMask<Integer>) mask);
    }

    /// Stores to every `stride`-th element of `a` from `at`.
    public static void scatter(IntVector v, int[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredI32();
        v.intoArray(lanes, 0);
        for (int i = 0; i < v.length(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Stores the masked lanes, which come first, to every `stride`-th element of `a` from `at`.
    public static void scatter(IntVector v, int[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredI32();
        v.intoArray(lanes, 0);
        for (int i = 0; i < mask.trueCount(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Every `stride`-th element of `a` from `at`.
    @SuppressWarnings("unchecked") // the species of a LongVector
    public static LongVector gather(VectorSpecies<?> species, long[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredI64();
        int n = species.length();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return LongVector.fromArray((VectorSpecies<Long>) species, lanes, 0);
    }

    /// Every `stride`-th element of `a` from `at`, for the masked lanes, which come first; 0 in the others.
    @SuppressWarnings("unchecked") // the species of a LongVector
    public static LongVector gather(VectorSpecies<?> species, long[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredI64();
        int n = mask.trueCount();
        for (int i = 0; i < n; i++) {
            lanes[i] = a[at + i * stride];
        }
        return LongVector.fromArray((VectorSpecies<Long>) species, lanes, 0, (VectorMask<Long>) mask);
    }

    /// Stores to every `stride`-th element of `a` from `at`.
    public static void scatter(LongVector v, long[] a, int at, int stride) {
        var lanes = Scratch.current().gatheredI64();
        v.intoArray(lanes, 0);
        for (int i = 0; i < v.length(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }

    /// Stores the masked lanes, which come first, to every `stride`-th element of `a` from `at`.
    public static void scatter(LongVector v, long[] a, int at, int stride, VectorMask<?> mask) {
        var lanes = Scratch.current().gatheredI64();
        v.intoArray(lanes, 0);
        for (int i = 0; i < mask.trueCount(); i++) {
            a[at + i * stride] = lanes[i];
        }
    }
}
