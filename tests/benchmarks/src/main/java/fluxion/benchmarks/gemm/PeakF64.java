package fluxion.benchmarks.gemm;

import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Fused multiply-adds of `f64` in registers: a chain an accumulator, eight of which hide the latency of most
/// machines.
final class PeakF64 {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int STEPS = 4_000;

    private PeakF64() {}

    static List<Peak> all() {
        return List.of(
                new Peak(8, flops(8), () -> keep(with8(0.5))),
                new Peak(12, flops(12), () -> keep(with12(0.5))),
                new Peak(16, flops(16), () -> keep(with16(0.5))),
                new Peak(24, flops(24), () -> keep(with24(0.5))));
    }

    private static double flops(int accumulators) {
        return 2.0 * STEPS * accumulators * SPECIES.length();
    }

    /// Uses the result, so that the compiler cannot drop the loop.
    private static void keep(double result) {
        if (result == -1) {
            throw new AssertionError("a sum of positive terms");
        }
    }

    private static double with8(double x) {
        DoubleVector a = DoubleVector.broadcast(SPECIES, x);
        DoubleVector b = DoubleVector.broadcast(SPECIES, x * x);
        DoubleVector c0 = DoubleVector.broadcast(SPECIES, 0);
        DoubleVector c1 = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector c2 = DoubleVector.broadcast(SPECIES, 2);
        DoubleVector c3 = DoubleVector.broadcast(SPECIES, 3);
        DoubleVector c4 = DoubleVector.broadcast(SPECIES, 4);
        DoubleVector c5 = DoubleVector.broadcast(SPECIES, 5);
        DoubleVector c6 = DoubleVector.broadcast(SPECIES, 6);
        DoubleVector c7 = DoubleVector.broadcast(SPECIES, 7);
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

    private static double with12(double x) {
        DoubleVector a = DoubleVector.broadcast(SPECIES, x);
        DoubleVector b = DoubleVector.broadcast(SPECIES, x * x);
        DoubleVector c0 = DoubleVector.broadcast(SPECIES, 0);
        DoubleVector c1 = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector c2 = DoubleVector.broadcast(SPECIES, 2);
        DoubleVector c3 = DoubleVector.broadcast(SPECIES, 3);
        DoubleVector c4 = DoubleVector.broadcast(SPECIES, 4);
        DoubleVector c5 = DoubleVector.broadcast(SPECIES, 5);
        DoubleVector c6 = DoubleVector.broadcast(SPECIES, 6);
        DoubleVector c7 = DoubleVector.broadcast(SPECIES, 7);
        DoubleVector c8 = DoubleVector.broadcast(SPECIES, 8);
        DoubleVector c9 = DoubleVector.broadcast(SPECIES, 9);
        DoubleVector c10 = DoubleVector.broadcast(SPECIES, 10);
        DoubleVector c11 = DoubleVector.broadcast(SPECIES, 11);
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

    private static double with16(double x) {
        DoubleVector a = DoubleVector.broadcast(SPECIES, x);
        DoubleVector b = DoubleVector.broadcast(SPECIES, x * x);
        DoubleVector c0 = DoubleVector.broadcast(SPECIES, 0);
        DoubleVector c1 = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector c2 = DoubleVector.broadcast(SPECIES, 2);
        DoubleVector c3 = DoubleVector.broadcast(SPECIES, 3);
        DoubleVector c4 = DoubleVector.broadcast(SPECIES, 4);
        DoubleVector c5 = DoubleVector.broadcast(SPECIES, 5);
        DoubleVector c6 = DoubleVector.broadcast(SPECIES, 6);
        DoubleVector c7 = DoubleVector.broadcast(SPECIES, 7);
        DoubleVector c8 = DoubleVector.broadcast(SPECIES, 8);
        DoubleVector c9 = DoubleVector.broadcast(SPECIES, 9);
        DoubleVector c10 = DoubleVector.broadcast(SPECIES, 10);
        DoubleVector c11 = DoubleVector.broadcast(SPECIES, 11);
        DoubleVector c12 = DoubleVector.broadcast(SPECIES, 12);
        DoubleVector c13 = DoubleVector.broadcast(SPECIES, 13);
        DoubleVector c14 = DoubleVector.broadcast(SPECIES, 14);
        DoubleVector c15 = DoubleVector.broadcast(SPECIES, 15);
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

    private static double with24(double x) {
        DoubleVector a = DoubleVector.broadcast(SPECIES, x);
        DoubleVector b = DoubleVector.broadcast(SPECIES, x * x);
        DoubleVector c0 = DoubleVector.broadcast(SPECIES, 0);
        DoubleVector c1 = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector c2 = DoubleVector.broadcast(SPECIES, 2);
        DoubleVector c3 = DoubleVector.broadcast(SPECIES, 3);
        DoubleVector c4 = DoubleVector.broadcast(SPECIES, 4);
        DoubleVector c5 = DoubleVector.broadcast(SPECIES, 5);
        DoubleVector c6 = DoubleVector.broadcast(SPECIES, 6);
        DoubleVector c7 = DoubleVector.broadcast(SPECIES, 7);
        DoubleVector c8 = DoubleVector.broadcast(SPECIES, 8);
        DoubleVector c9 = DoubleVector.broadcast(SPECIES, 9);
        DoubleVector c10 = DoubleVector.broadcast(SPECIES, 10);
        DoubleVector c11 = DoubleVector.broadcast(SPECIES, 11);
        DoubleVector c12 = DoubleVector.broadcast(SPECIES, 12);
        DoubleVector c13 = DoubleVector.broadcast(SPECIES, 13);
        DoubleVector c14 = DoubleVector.broadcast(SPECIES, 14);
        DoubleVector c15 = DoubleVector.broadcast(SPECIES, 15);
        DoubleVector c16 = DoubleVector.broadcast(SPECIES, 16);
        DoubleVector c17 = DoubleVector.broadcast(SPECIES, 17);
        DoubleVector c18 = DoubleVector.broadcast(SPECIES, 18);
        DoubleVector c19 = DoubleVector.broadcast(SPECIES, 19);
        DoubleVector c20 = DoubleVector.broadcast(SPECIES, 20);
        DoubleVector c21 = DoubleVector.broadcast(SPECIES, 21);
        DoubleVector c22 = DoubleVector.broadcast(SPECIES, 22);
        DoubleVector c23 = DoubleVector.broadcast(SPECIES, 23);
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
