package fluxion.benchmarks.compile;

import fluxion.ir.DType;
import fluxion.tensor.Tensor;
import java.util.SplittableRandom;

/// A scalar function of two `f64[8, 8]` tensors that is recorded as a given number of operations, of more than twenty
/// kinds: elementwise, reductions, broadcasts, products of matrices, and those that move elements.
///
/// Every number in it is drawn at random, so no two functions share a compiled form, no two rounds are equal, and
/// nothing can be computed before the arguments are known. Each round adds a little to what the round before gave, so
/// values and derivatives stay of the order of one however many there are.
final class MixedFunction {
    /// The extents of the arguments.
    static final int SIDE = 8;

    /// The operations of a round; constants and their broadcasts are not counted.
    static final int OPERATIONS_A_ROUND = 47;

    private static final int HALF = SIDE / 2;

    private final int rounds;
    private final long seed;

    /// A function of `operations` operations, rounded up to whole rounds.
    MixedFunction(int operations, long seed) {
        this.rounds = Math.ceilDiv(operations, OPERATIONS_A_ROUND);
        this.seed = seed;
    }

    /// The operations that the function is recorded as, but for the sum at the end.
    int operations() {
        return rounds * OPERATIONS_A_ROUND;
    }

    /// The function.
    Tensor of(Tensor x, Tensor w) {
        var random = new SplittableRandom(seed);
        var v = x;
        for (int round = 0; round < rounds; round++) {
            v = v.add(step(v, w, random).mul(number(random) / rounds));
        }
        return v.sum();
    }

    /// All but the last two operations of a round.
    private static Tensor step(Tensor v, Tensor w, SplittableRandom random) {
        var elementwise = elementwise(v.mul(number(random)).add(w).sin(), w, random);
        return moved(mixed(elementwise, w, random), random);
    }

    private static Tensor elementwise(Tensor a, Tensor w, SplittableRandom random) {
        var positive = a.exp().add(number(random));
        var bounded = positive.log().sub(w).tanh();
        var root = bounded.mul(bounded).add(number(random)).sqrt();
        var quotient = bounded.div(root);
        var either = quotient.gt(number(random) - 1).where(quotient.abs(), quotient.cos());
        return either.maximum(w).minimum(a.neg().add(number(random))).atan();
    }

    private static Tensor mixed(Tensor a, Tensor w, SplittableRandom random) {
        var product = a.matmul(w).transpose().sub(a);
        var sums = product.sum(true, 1).mul(number(random) / SIDE);
        var centred = product.sub(sums.broadcastTo(SIDE, SIDE));
        var largest = centred.max(0).broadcastTo(SIDE, SIDE);
        return centred.sub(largest.mul(number(random)));
    }

    private static Tensor moved(Tensor a, SplittableRandom random) {
        var swapped = Tensor.concat(0, a.slice(0, HALF, SIDE), a.slice(0, 0, HALF));
        var narrow = swapped.cumSum(1).cast(DType.F32).mul(number(random)).cast(DType.F64);
        var turned = narrow.reshape(HALF, 2 * SIDE).flip(0);
        return turned.reshape(SIDE, SIDE).erf();
    }

    /// A number between 0.5 and 1.5.
    private static double number(SplittableRandom random) {
        return 0.5 + random.nextDouble();
    }

    /// An argument: numbers between -1 and 1.
    static Tensor argument(long seed) {
        var random = new SplittableRandom(seed);
        var values = new double[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble(-1, 1);
        }
        return Tensor.wrap(values, SIDE, SIDE);
    }
}
