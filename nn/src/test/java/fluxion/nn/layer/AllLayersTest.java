package fluxion.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.F2;
import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.nn.layer.LayerCases.Case;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds of each layer; a new one is found.
final class AllLayersTest {
    static List<Case<?, ?>> cases() {
        return LayerCases.all();
    }

    /// What remembers nothing computes the same or less in use than while it is trained.
    private static List<Mode> modes(Weights<?, ?> weights) {
        var training = Mode.training(RandomKey.of(7));
        return Leaves.of(weights.state()).isEmpty() ? List.of(training) : List.of(training, Mode.inference());
    }

    @ParameterizedTest
    @MethodSource("cases")
    <P, S> void theResultHasTheShapeThatIsSaidForBatchesOfAnySize(Case<P, S> it) {
        var weights = it.weights(DType.F32);
        for (var mode : modes(weights)) {
            var compiled =
                    Fluxion.compile((Weights<P, S> w, Tensor x) -> it.layer().apply(w.params(), w.state(), x, mode));
            for (long size : new long[] {3, 1, 0}) {
                var x = it.batch(DType.F32, size);
                var output = compiled.apply(weights, x);
                assertEquals(
                        it.layer().output(it.input()).insert(0, Dim.of(size)),
                        output.value().shape());
                if (size == 1) {
                    var eager = it.layer().apply(weights.params(), weights.state(), x, mode);
                    assertArrayEquals(
                            eager.value().cast(DType.F32).toFloatArray(),
                            output.value().cast(DType.F32).toFloatArray());
                }
                for (var part : Leaves.of(output.state())) {
                    assertTrue(part.isFinite().all().itemBoolean(), "state after a batch of " + size);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <P, S> void gradientsAgreeWithForwardModeAndDifferencesTwice(Case<P, S> it) {
        var weights = it.weights(DType.F64);
        var x = it.batch(DType.F64, 2).evaluate();
        for (var mode : modes(weights)) {
            F2<P, Tensor, Tensor> f = (params, input) -> {
                var y = it.layer().apply(params, weights.state(), input, mode).value();
                return y.mul(RandomKey.of(11)
                                .normal(DType.F64, y.shape().constants())
                                .add(2))
                        .sum();
            };
            assertTrue(Fluxion.checkGradient(f, weights.params(), x).isOk());
            var alongParams = Leaves.map(weights.params(), p -> direction(p, 13));
            F2<P, Tensor, Tensor> derivative = (params, input) -> it.integers()
                    ? Fluxion.<P, Tensor>jvp(p -> f.apply(p, input), params, alongParams)
                            .tangent()
                    : Fluxion.jvp(f, params, input, alongParams, direction(input, 17))
                            .tangent();
            assertTrue(Fluxion.checkGradient(derivative, weights.params(), x).isOk());
        }
    }

    private static Tensor direction(Tensor like, long seed) {
        return RandomKey.of(seed).normal(like.dtype(), like.shape().constants());
    }

    @ParameterizedTest
    @MethodSource("cases")
    <P, S> void aBatchGivesWhatItsExamplesGiveOneByOne(Case<P, S> it) {
        var weights = it.weights(DType.F64);
        var x = it.batch(DType.F64, 3);
        var whole = it.layer().infer(weights, x).cast(DType.F64);
        var each = Fluxion.vmap((Tensor example) ->
                        it.layer().infer(weights, example.expandDims(0)).get(0))
                .apply(x)
                .cast(DType.F64);
        assertEquals(whole.shape(), each.shape());
        assertArrayEquals(whole.toDoubleArray(), each.toDoubleArray(), 1e-12);
    }
}
