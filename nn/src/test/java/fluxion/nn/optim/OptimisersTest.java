package fluxion.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Steps of the optimisers, beside the papers' formulas on numbers.
final class OptimisersTest {
    private static final double[] START = {1.5, -0.25, 0.75};

    /// The gradient at step `t`, of each size from 1e-6 to 10.
    private static double[] gradient(int t) {
        return new double[] {Math.sin(t + 0.5), 10 * Math.cos(3.0 * t + 1), 1e-6 * (t % 3 - 1.25)};
    }

    @ParameterizedTest
    @CsvSource({"0, F64", "0.01, F64", "0, F32", "0.01, F32"})
    void adamIsThatOfThePaper(double decay, DType dtype) {
        var adam = new Adam(0.01, 0.9, 0.999, 1e-8);
        var adamW = new AdamW(adam, decay);
        var state = adam.init(List.of(Tensor.of(START).cast(dtype).evaluate()));
        var p = START.clone();
        var m = new double[3];
        var v = new double[3];
        for (int t = 1; t <= 30; t++) {
            var g = gradient(t);
            var tensors = List.of(Tensor.of(g).cast(dtype));
            // the rate as a number and as a tensor, in turn
            state = decay == 0
                    ? t % 2 == 0 ? adam.update(state, tensors) : adam.update(state, tensors, Tensor.of(0.01))
                    : t % 2 == 0 ? adamW.update(state, tensors) : adamW.update(state, tensors, Tensor.of(0.01));
            for (int i = 0; i < 3; i++) {
                m[i] = 0.9 * m[i] + 0.1 * g[i];
                v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
                double first = m[i] / (1 - Math.pow(0.9, t));
                double second = v[i] / (1 - Math.pow(0.999, t));
                p[i] = p[i] - 0.01 * decay * p[i] - 0.01 * first / (Math.sqrt(second) + 1e-8);
            }
        }
        double tolerance = dtype == DType.F32 ? 3e-6 : 1e-13;
        assertArrayEquals(p, state.params().getFirst().cast(DType.F64).toDoubleArray(), tolerance);
        assertArrayEquals(m, state.mean().getFirst().cast(DType.F64).toDoubleArray(), tolerance);
        assertArrayEquals(v, state.variance().getFirst().cast(DType.F64).toDoubleArray(), tolerance);
        assertEquals(30, state.step().item());
    }

    @ParameterizedTest
    @CsvSource({"0", "0.9"})
    void descentWithMomentum(double momentum) {
        var sgd = new Sgd(0.1, momentum);
        var state = sgd.init(List.of(Tensor.of(START)));
        var p = START.clone();
        var v = new double[3];
        for (int t = 1; t <= 20; t++) {
            var g = gradient(t);
            var tensors = List.of(Tensor.of(g));
            state = t % 2 == 0 ? sgd.update(state, tensors) : sgd.update(state, tensors, Tensor.of(0.1));
            for (int i = 0; i < 3; i++) {
                v[i] = momentum * v[i] + g[i];
                p[i] -= 0.1 * v[i];
            }
        }
        assertArrayEquals(p, state.params().getFirst().toDoubleArray(), 1e-13);
    }

    @ParameterizedTest
    @CsvSource({"F64", "F32"})
    void nesterovLooksAhead(DType dtype) {
        var sgd = new Sgd(0.1, 0.9, true);
        follows(sgd, dtype, new double[3], (t, i, g, memory) -> {
            memory[i] = 0.9 * memory[i] + g;
            return 0.1 * (g + 0.9 * memory[i]);
        });
    }

    @ParameterizedTest
    @CsvSource({"F64", "F32"})
    void rmsPropIsTheFormula(DType dtype) {
        follows(RmsProp.of(0.01), dtype, new double[3], (t, i, g, memory) -> {
            memory[i] = 0.9 * memory[i] + 0.1 * g * g;
            return 0.01 * g / (Math.sqrt(memory[i]) + 1e-7);
        });
    }

    @ParameterizedTest
    @CsvSource({"F64", "F32"})
    void adagradIsTheFormula(DType dtype) {
        follows(Adagrad.of(0.01), dtype, new double[] {0.1, 0.1, 0.1}, (t, i, g, memory) -> {
            memory[i] += g * g;
            return 0.01 * g / (Math.sqrt(memory[i]) + 1e-7);
        });
    }

    /// What a step takes from parameter `i`, with what is remembered of each.
    private interface Formula {
        double taken(int t, int i, double g, double[] memory);
    }

    private static void follows(Optimiser optimiser, DType dtype, double[] memory, Formula formula) {
        var state = optimiser.init(List.of(Tensor.of(START).cast(dtype).evaluate()));
        var p = START.clone();
        for (int t = 1; t <= 20; t++) {
            var g = gradient(t);
            var tensors = List.of(Tensor.of(g).cast(dtype));
            // the rate as a number and as a tensor, in turn
            state = t % 2 == 0
                    ? optimiser.update(state, tensors)
                    : optimiser.update(state, tensors, Tensor.of(optimiser.rate()));
            for (int i = 0; i < 3; i++) {
                p[i] -= formula.taken(t, i, g[i], memory);
            }
        }
        assertArrayEquals(
                p, state.params().getFirst().cast(DType.F64).toDoubleArray(), dtype == DType.F32 ? 1e-5 : 1e-13);
    }

    @Test
    void eachOptimiserKnowsItsOwnStateOnly() {
        var params = List.of(Tensor.of(START));
        var all = List.<Optimiser>of(Adam.of(0.1), new Sgd(0.1, 0.9), RmsProp.of(0.1), Adagrad.of(0.1));
        for (var one : all) {
            for (var other : all) {
                if (one != other) {
                    var e = assertThrows(StructureException.class, () -> one.update(other.init(params), params));
                    assertTrue(
                            String.valueOf(e.getMessage())
                                    .contains(one.getClass().getSimpleName()),
                            e.getMessage());
                }
            }
        }
        assertEquals(
                1,
                AdamW.of(0.1, 0.1)
                        .update(Adam.of(0.1).init(params), params)
                        .step()
                        .item());
    }

    @Test
    void momentsOfGradientsThatVanishBecomeZeroAndNeverSubnormal() {
        var adam = Adam.of(0.001);
        var sgd = new Sgd(0.001, 0.9);
        var start = List.of(Tensor.of(new float[] {1, 1, 1}));
        var byAdam = adam.init(start);
        var bySgd = sgd.init(start);
        for (int t = 0; t < 1000; t++) {
            float first = t == 0 ? 1 : 0;
            var g = List.of(Tensor.of(new float[] {first, 1e-20f, Float.NaN}));
            byAdam = adam.update(byAdam, g);
            bySgd = sgd.update(bySgd, g);
            for (var moment : List.of(
                    byAdam.mean().getFirst(),
                    byAdam.variance().getFirst(),
                    bySgd.velocity().getFirst())) {
                var values = moment.toFloatArray();
                for (int i = 0; i < 2; i++) {
                    assertTrue(values[i] == 0 || values[i] >= Float.MIN_NORMAL, "step " + t + ": " + moment);
                }
                assertTrue(Float.isNaN(values[2]));
            }
        }
        assertEquals(0, byAdam.mean().getFirst().toFloatArray()[0]);
        assertEquals(0, byAdam.variance().getFirst().toFloatArray()[1]);
        assertEquals(0, bySgd.velocity().getFirst().toFloatArray()[0]);
    }
}
