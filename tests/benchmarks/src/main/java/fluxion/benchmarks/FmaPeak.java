package fluxion.benchmarks;

import java.util.function.IntToDoubleFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The most fused multiply-adds that one core does through the Vector API: what other figures are set against.
public final class FmaPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 2_000;
    private static final int REPETITIONS = 4_000;

    private FmaPeak() {}

    /// The best of 8 to 24 independent chains in 32 bits, in GFLOP/s; one multiply-add counts two. Takes about a
    /// second.
    public static double floats() {
        double best = 0;
        best = Math.max(best, rate(8, i -> chains8(i, STEPS)));
        best = Math.max(best, rate(12, i -> chains12(i, STEPS)));
        best = Math.max(best, rate(16, i -> chains16(i, STEPS)));
        best = Math.max(best, rate(24, i -> chains24(i, STEPS)));
        return best;
    }

    private static double rate(int chains, IntToDoubleFunction loop) {
        long shortest = Long.MAX_VALUE;
        double used = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            long start = System.nanoTime();
            used += loop.applyAsDouble(i);
            shortest = Math.min(shortest, System.nanoTime() - start);
        }
        // The condition never holds; it keeps the loops from being removed.
        return Double.isNaN(used) ? 0 : 2.0 * chains * SPECIES.length() * STEPS / shortest;
    }

    private static float chains8(float start, int steps) {
        var factor = FloatVector.broadcast(SPECIES, 0.999f);
        var addend = FloatVector.broadcast(SPECIES, start);
        var a0 = addend;
        var a1 = addend;
        var a2 = addend;
        var a3 = addend;
        var a4 = addend;
        var a5 = addend;
        var a6 = addend;
        var a7 = addend;
        for (int i = 0; i < steps; i++) {
            a0 = a0.fma(factor, addend);
            a1 = a1.fma(factor, addend);
            a2 = a2.fma(factor, addend);
            a3 = a3.fma(factor, addend);
            a4 = a4.fma(factor, addend);
            a5 = a5.fma(factor, addend);
            a6 = a6.fma(factor, addend);
            a7 = a7.fma(factor, addend);
        }
        return a0.add(a1).add(a2.add(a3)).add(a4.add(a5).add(a6.add(a7))).reduceLanes(VectorOperators.ADD);
    }

    private static float chains12(float start, int steps) {
        var factor = FloatVector.broadcast(SPECIES, 0.999f);
        var addend = FloatVector.broadcast(SPECIES, start);
        var a0 = addend;
        var a1 = addend;
        var a2 = addend;
        var a3 = addend;
        var a4 = addend;
        var a5 = addend;
        var a6 = addend;
        var a7 = addend;
        var a8 = addend;
        var a9 = addend;
        var a10 = addend;
        var a11 = addend;
        for (int i = 0; i < steps; i++) {
            a0 = a0.fma(factor, addend);
            a1 = a1.fma(factor, addend);
            a2 = a2.fma(factor, addend);
            a3 = a3.fma(factor, addend);
            a4 = a4.fma(factor, addend);
            a5 = a5.fma(factor, addend);
            a6 = a6.fma(factor, addend);
            a7 = a7.fma(factor, addend);
            a8 = a8.fma(factor, addend);
            a9 = a9.fma(factor, addend);
            a10 = a10.fma(factor, addend);
            a11 = a11.fma(factor, addend);
        }
        return a0.add(a1)
                .add(a2.add(a3))
                .add(a4.add(a5).add(a6.add(a7)))
                .add(a8.add(a9).add(a10.add(a11)))
                .reduceLanes(VectorOperators.ADD);
    }

    private static float chains16(float start, int steps) {
        var factor = FloatVector.broadcast(SPECIES, 0.999f);
        var addend = FloatVector.broadcast(SPECIES, start);
        var a0 = addend;
        var a1 = addend;
        var a2 = addend;
        var a3 = addend;
        var a4 = addend;
        var a5 = addend;
        var a6 = addend;
        var a7 = addend;
        var a8 = addend;
        var a9 = addend;
        var a10 = addend;
        var a11 = addend;
        var a12 = addend;
        var a13 = addend;
        var a14 = addend;
        var a15 = addend;
        for (int i = 0; i < steps; i++) {
            a0 = a0.fma(factor, addend);
            a1 = a1.fma(factor, addend);
            a2 = a2.fma(factor, addend);
            a3 = a3.fma(factor, addend);
            a4 = a4.fma(factor, addend);
            a5 = a5.fma(factor, addend);
            a6 = a6.fma(factor, addend);
            a7 = a7.fma(factor, addend);
            a8 = a8.fma(factor, addend);
            a9 = a9.fma(factor, addend);
            a10 = a10.fma(factor, addend);
            a11 = a11.fma(factor, addend);
            a12 = a12.fma(factor, addend);
            a13 = a13.fma(factor, addend);
            a14 = a14.fma(factor, addend);
            a15 = a15.fma(factor, addend);
        }
        return a0.add(a1)
                .add(a2.add(a3))
                .add(a4.add(a5).add(a6.add(a7)))
                .add(a8.add(a9).add(a10.add(a11)).add(a12.add(a13).add(a14.add(a15))))
                .reduceLanes(VectorOperators.ADD);
    }

    private static float chains24(float start, int steps) {
        var factor = FloatVector.broadcast(SPECIES, 0.999f);
        var addend = FloatVector.broadcast(SPECIES, start);
        var a0 = addend;
        var a1 = addend;
        var a2 = addend;
        var a3 = addend;
        var a4 = addend;
        var a5 = addend;
        var a6 = addend;
        var a7 = addend;
        var a8 = addend;
        var a9 = addend;
        var a10 = addend;
        var a11 = addend;
        var a12 = addend;
        var a13 = addend;
        var a14 = addend;
        var a15 = addend;
        var a16 = addend;
        var a17 = addend;
        var a18 = addend;
        var a19 = addend;
        var a20 = addend;
        var a21 = addend;
        var a22 = addend;
        var a23 = addend;
        for (int i = 0; i < steps; i++) {
            a0 = a0.fma(factor, addend);
            a1 = a1.fma(factor, addend);
            a2 = a2.fma(factor, addend);
            a3 = a3.fma(factor, addend);
            a4 = a4.fma(factor, addend);
            a5 = a5.fma(factor, addend);
            a6 = a6.fma(factor, addend);
            a7 = a7.fma(factor, addend);
            a8 = a8.fma(factor, addend);
            a9 = a9.fma(factor, addend);
            a10 = a10.fma(factor, addend);
            a11 = a11.fma(factor, addend);
            a12 = a12.fma(factor, addend);
            a13 = a13.fma(factor, addend);
            a14 = a14.fma(factor, addend);
            a15 = a15.fma(factor, addend);
            a16 = a16.fma(factor, addend);
            a17 = a17.fma(factor, addend);
            a18 = a18.fma(factor, addend);
            a19 = a19.fma(factor, addend);
            a20 = a20.fma(factor, addend);
            a21 = a21.fma(factor, addend);
            a22 = a22.fma(factor, addend);
            a23 = a23.fma(factor, addend);
        }
        return a0.add(a1)
                .add(a2.add(a3))
                .add(a4.add(a5).add(a6.add(a7)))
                .add(a8.add(a9).add(a10.add(a11)).add(a12.add(a13).add(a14.add(a15))))
                .add(a16.add(a17).add(a18.add(a19)).add(a20.add(a21).add(a22.add(a23))))
                .reduceLanes(VectorOperators.ADD);
    }
}
