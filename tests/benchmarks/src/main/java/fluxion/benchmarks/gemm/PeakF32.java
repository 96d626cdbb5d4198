package fluxion.benchmarks.gemm;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Fused multiply-adds of `f32` in registers: a chain an accumulator, eight of which hide the latency of most
/// machines.
final class PeakF32 {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 4_000;

    private PeakF32() {}

    static List<Peak> all() {
        return List.of(
                new Peak(8, flops(8), () -> keep(with8(0.5f))),
                new Peak(12, flops(12), () -> keep(with12(0.5f))),
                new Peak(16, flops(16), () -> keep(with16(0.5f))),
                new Peak(24, flops(24), () -> keep(with24(0.5f))));
    }

    private static double flops(int accumulators) {
        return 2.0 * STEPS * accumulators * SPECIES.length();
    }

    /// Uses the result, so that the compiler cannot drop the loop.
    private static void keep(float result) {
        if (result == -1) {
            throw new AssertionError("a sum of positive terms");
        }
    }

    private static float with8(float x) {
        FloatVector a = FloatVector.broadcast(SPECIES, x);
        FloatVector b = FloatVector.broadcast(SPECIES, x * x);
        FloatVector c0 = FloatVector.broadcast(SPECIES, 0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, 1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, 2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, 3);
        FloatVector c4 = FloatVector.broadcast(SPECIES, 4);
        FloatVector c5 = FloatVector.broadcast(SPECIES, 5);
        FloatVector c6 = FloatVector.broadcast(SPECIES, 6);
        FloatVector c7 = FloatVector.broadcast(SPECIES, 7);
        for (int k = 0; k < STEPS; k++) {
            c0 = a.fma(b, c0);
            c1 = a.fma(b, c1);
            c2 = a.fma(b, c2);
            c3 = a.fma(b, c3);
            c4 = a.fma(b, c4);
            c5 = a.fma(b, c5);
            c6 = a.fma(b, c6);
            c7 = a.fma(b, c7);
        }
        return c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).reduceLanes(VectorOperators.ADD);
    }

    private static float with12(float x) {
        FloatVector a = FloatVector.broadcast(SPECIES, x);
        FloatVector b = FloatVector.broadcast(SPECIES, x * x);
        FloatVector c0 = FloatVector.broadcast(SPECIES, 0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, 1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, 2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, 3);
        FloatVector c4 = FloatVector.broadcast(SPECIES, 4);
        FloatVector c5 = FloatVector.broadcast(SPECIES, 5);
        FloatVector c6 = FloatVector.broadcast(SPECIES, 6);
        FloatVector c7 = FloatVector.broadcast(SPECIES, 7);
        FloatVector c8 = FloatVector.broadcast(SPECIES, 8);
        FloatVector c9 = FloatVector.broadcast(SPECIES, 9);
        FloatVector c10 = FloatVector.broadcast(SPECIES, 10);
        FloatVector c11 = FloatVector.broadcast(SPECIES, 11);
        for (int k = 0; k < STEPS; k++) {
            c0 = a.fma(b, c0);
            c1 = a.fma(b, c1);
            c2 = a.fma(b, c2);
            c3 = a.fma(b, c3);
            c4 = a.fma(b, c4);
            c5 = a.fma(b, c5);
            c6 = a.fma(b, c6);
            c7 = a.fma(b, c7);
            c8 = a.fma(b, c8);
            c9 = a.fma(b, c9);
            c10 = a.fma(b, c10);
            c11 = a.fma(b, c11);
        }
        return c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11)
                .reduceLanes(VectorOperators.ADD);
    }

    private static float with16(float x) {
        FloatVector a = FloatVector.broadcast(SPECIES, x);
        FloatVector b = FloatVector.broadcast(SPECIES, x * x);
        FloatVector c0 = FloatVector.broadcast(SPECIES, 0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, 1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, 2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, 3);
        FloatVector c4 = FloatVector.broadcast(SPECIES, 4);
        FloatVector c5 = FloatVector.broadcast(SPECIES, 5);
        FloatVector c6 = FloatVector.broadcast(SPECIES, 6);
        FloatVector c7 = FloatVector.broadcast(SPECIES, 7);
        FloatVector c8 = FloatVector.broadcast(SPECIES, 8);
        FloatVector c9 = FloatVector.broadcast(SPECIES, 9);
        FloatVector c10 = FloatVector.broadcast(SPECIES, 10);
        FloatVector c11 = FloatVector.broadcast(SPECIES, 11);
        FloatVector c12 = FloatVector.broadcast(SPECIES, 12);
        FloatVector c13 = FloatVector.broadcast(SPECIES, 13);
        FloatVector c14 = FloatVector.broadcast(SPECIES, 14);
        FloatVector c15 = FloatVector.broadcast(SPECIES, 15);
        for (int k = 0; k < STEPS; k++) {
            c0 = a.fma(b, c0);
            c1 = a.fma(b, c1);
            c2 = a.fma(b, c2);
            c3 = a.fma(b, c3);
            c4 = a.fma(b, c4);
            c5 = a.fma(b, c5);
            c6 = a.fma(b, c6);
            c7 = a.fma(b, c7);
            c8 = a.fma(b, c8);
            c9 = a.fma(b, c9);
            c10 = a.fma(b, c10);
            c11 = a.fma(b, c11);
            c12 = a.fma(b, c12);
            c13 = a.fma(b, c13);
            c14 = a.fma(b, c14);
            c15 = a.fma(b, c15);
        }
        return c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11)
                .add(c12)
                .add(c13)
                .add(c14)
                .add(c15)
                .reduceLanes(VectorOperators.ADD);
    }

    private static float with24(float x) {
        FloatVector a = FloatVector.broadcast(SPECIES, x);
        FloatVector b = FloatVector.broadcast(SPECIES, x * x);
        FloatVector c0 = FloatVector.broadcast(SPECIES, 0);
        FloatVector c1 = FloatVector.broadcast(SPECIES, 1);
        FloatVector c2 = FloatVector.broadcast(SPECIES, 2);
        FloatVector c3 = FloatVector.broadcast(SPECIES, 3);
        FloatVector c4 = FloatVector.broadcast(SPECIES, 4);
        FloatVector c5 = FloatVector.broadcast(SPECIES, 5);
        FloatVector c6 = FloatVector.broadcast(SPECIES, 6);
        FloatVector c7 = FloatVector.broadcast(SPECIES, 7);
        FloatVector c8 = FloatVector.broadcast(SPECIES, 8);
        FloatVector c9 = FloatVector.broadcast(SPECIES, 9);
        FloatVector c10 = FloatVector.broadcast(SPECIES, 10);
        FloatVector c11 = FloatVector.broadcast(SPECIES, 11);
        FloatVector c12 = FloatVector.broadcast(SPECIES, 12);
        FloatVector c13 = FloatVector.broadcast(SPECIES, 13);
        FloatVector c14 = FloatVector.broadcast(SPECIES, 14);
        FloatVector c15 = FloatVector.broadcast(SPECIES, 15);
        FloatVector c16 = FloatVector.broadcast(SPECIES, 16);
        FloatVector c17 = FloatVector.broadcast(SPECIES, 17);
        FloatVector c18 = FloatVector.broadcast(SPECIES, 18);
        FloatVector c19 = FloatVector.broadcast(SPECIES, 19);
        FloatVector c20 = FloatVector.broadcast(SPECIES, 20);
        FloatVector c21 = FloatVector.broadcast(SPECIES, 21);
        FloatVector c22 = FloatVector.broadcast(SPECIES, 22);
        FloatVector c23 = FloatVector.broadcast(SPECIES, 23);
        for (int k = 0; k < STEPS; k++) {
            c0 = a.fma(b, c0);
            c1 = a.fma(b, c1);
            c2 = a.fma(b, c2);
            c3 = a.fma(b, c3);
            c4 = a.fma(b, c4);
            c5 = a.fma(b, c5);
            c6 = a.fma(b, c6);
            c7 = a.fma(b, c7);
            c8 = a.fma(b, c8);
            c9 = a.fma(b, c9);
            c10 = a.fma(b, c10);
            c11 = a.fma(b, c11);
            c12 = a.fma(b, c12);
            c13 = a.fma(b, c13);
            c14 = a.fma(b, c14);
            c15 = a.fma(b, c15);
            c16 = a.fma(b, c16);
            c17 = a.fma(b, c17);
            c18 = a.fma(b, c18);
            c19 = a.fma(b, c19);
            c20 = a.fma(b, c20);
            c21 = a.fma(b, c21);
            c22 = a.fma(b, c22);
            c23 = a.fma(b, c23);
        }
        return c0.add(c1)
                .add(c2)
                .add(c3)
                .add(c4)
                .add(c5)
                .add(c6)
                .add(c7)
                .add(c8)
                .add(c9)
                .add(c10)
                .add(c11)
                .add(c12)
                .add(c13)
                .add(c14)
                .add(c15)
                .add(c16)
                .add(c17)
                .add(c18)
                .add(c19)
                .add(c20)
                .add(c21)
                .add(c22)
                .add(c23)
                .reduceLanes(VectorOperators.ADD);
    }
}
