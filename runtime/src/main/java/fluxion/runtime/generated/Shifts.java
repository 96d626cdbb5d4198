package fluxion.runtime.generated;

import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Shuffles by element type, number of lanes and shift: lane j receives lane j + shift, round the end. They are
/// constants, so that each becomes one instruction.
public final class Shifts {
    /// 16 lanes of `f32`, by 8.
    public static final VectorShuffle<Float> F16_8 = shift(Lanes.F16, 8);

    /// 16 lanes of `f32`, by 4.
    public static final VectorShuffle<Float> F16_4 = shift(Lanes.F16, 4);

    /// 16 lanes of `f32`, by 2.
    public static final VectorShuffle<Float> F16_2 = shift(Lanes.F16, 2);

    /// 16 lanes of `f32`, by 1.
    public static final VectorShuffle<Float> F16_1 = shift(Lanes.F16, 1);

    /// 8 lanes of `f32`, by 4.
    public static final VectorShuffle<Float> F8_4 = shift(Lanes.F8, 4);

    /// 8 lanes of `f32`, by 2.
    public static final VectorShuffle<Float> F8_2 = shift(Lanes.F8, 2);

    /// 8 lanes of `f32`, by 1.
    public static final VectorShuffle<Float> F8_1 = shift(Lanes.F8, 1);

    /// 4 lanes of `f32`, by 2.
    public static final VectorShuffle<Float> F4_2 = shift(Lanes.F4, 2);

    /// 4 lanes of `f32`, by 1.
    public static final VectorShuffle<Float> F4_1 = shift(Lanes.F4, 1);

    /// 2 lanes of `f32`, by 1.
    public static final VectorShuffle<Float> F2_1 = shift(Lanes.F2, 1);

    /// 8 lanes of `f64`, by 4.
    public static final VectorShuffle<Double> D8_4 = shift(Lanes.D8, 4);

    /// 8 lanes of `f64`, by 2.
    public static final VectorShuffle<Double> D8_2 = shift(Lanes.D8, 2);

    /// 8 lanes of `f64`, by 1.
    public static final VectorShuffle<Double> D8_1 = shift(Lanes.D8, 1);

    /// 4 lanes of `f64`, by 2.
    public static final VectorShuffle<Double> D4_2 = shift(Lanes.D4, 2);

    /// 4 lanes of `f64`, by 1.
    public static final VectorShuffle<Double> D4_1 = shift(Lanes.D4, 1);

    /// 2 lanes of `f64`, by 1.
    public static final VectorShuffle<Double> D2_1 = shift(Lanes.D2, 1);

    /// 16 lanes of `i32`, by 8.
    public static final VectorShuffle<Integer> I16_8 = shift(Lanes.I16, 8);

    /// 16 lanes of `i32`, by 4.
    public static final VectorShuffle<Integer> I16_4 = shift(Lanes.I16, 4);

    /// 16 lanes of `i32`, by 2.
    public static final VectorShuffle<Integer> I16_2 = shift(Lanes.I16, 2);

    /// 16 lanes of `i32`, by 1.
    public static final VectorShuffle<Integer> I16_1 = shift(Lanes.I16, 1);

    /// 8 lanes of `i32`, by 4.
    public static final VectorShuffle<Integer> I8_4 = shift(Lanes.I8, 4);

    /// 8 lanes of `i32`, by 2.
    public static final VectorShuffle<Integer> I8_2 = shift(Lanes.I8, 2);

    /// 8 lanes of `i32`, by 1.
    public static final VectorShuffle<Integer> I8_1 = shift(Lanes.I8, 1);

    /// 4 lanes of `i32`, by 2.
    public static final VectorShuffle<Integer> I4_2 = shift(Lanes.I4, 2);

    /// 4 lanes of `i32`, by 1.
    public static final VectorShuffle<Integer> I4_1 = shift(Lanes.I4, 1);

    /// 2 lanes of `i32`, by 1.
    public static final VectorShuffle<Integer> I2_1 = shift(Lanes.I2, 1);

    /// 8 lanes of `i64`, by 4.
    public static final VectorShuffle<Long> L8_4 = shift(Lanes.L8, 4);

    /// 8 lanes of `i64`, by 2.
    public static final VectorShuffle<Long> L8_2 = shift(Lanes.L8, 2);

    /// 8 lanes of `i64`, by 1.
    public static final VectorShuffle<Long> L8_1 = shift(Lanes.L8, 1);

    /// 4 lanes of `i64`, by 2.
    public static final VectorShuffle<Long> L4_2 = shift(Lanes.L4, 2);

    /// 4 lanes of `i64`, by 1.
    public static final VectorShuffle<Long> L4_1 = shift(Lanes.L4, 1);

    /// 2 lanes of `i64`, by 1.
    public static final VectorShuffle<Long> L2_1 = shift(Lanes.L2, 1);

    private Shifts() {}

    private static <E> VectorShuffle<E> shift(VectorSpecies<E> species, int by) {
        return species.shuffleFromOp(lane -> (lane + by) & (species.length() - 1));
    }
}
