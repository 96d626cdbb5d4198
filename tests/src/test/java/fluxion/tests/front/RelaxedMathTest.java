package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.F2;
import fluxion.Fluxion;
import fluxion.annotation.MathMode;
import fluxion.ir.DType;
import fluxion.ir.FluxionException;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Sliding;
import fluxion.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions by Winograd's algorithm are near those that operations define, and only where they are asked for.
class RelaxedMathTest {
    private static final Tensor IMAGES = RandomKey.of(1).normal(DType.F32, 2, 12, 11, 24);
    private static final Tensor FILTER = RandomKey.of(2).normal(DType.F32, 3, 3, 24, 32);

    private static Tensor convolved(Tensor x, Tensor w) {
        return x.conv2d(w, Sliding.SAME).relu();
    }

    private static float[] elements(Tensor x) {
        return x.reshape(-1).toFloatArray();
    }

    static Stream<Named<F2<Tensor, Tensor, Tensor>>> functions() {
        return Stream.of(
                Named.of("forward", RelaxedMathTest::convolved),
                Named.of(
                        "cotangent of images",
                        (x, w) -> Fluxion.grad(
                                        (Tensor at) -> convolved(at, w).square().sum())
                                .apply(x)),
                Named.of(
                        "cotangent of a filter",
                        (x, w) -> Fluxion.grad(
                                        (Tensor at) -> convolved(x, at).square().sum())
                                .apply(w)),
                Named.of(
                        "batched",
                        (x, w) -> Fluxion.vmap((Tensor image) -> convolved(image.reshape(1, 12, 11, 24), w))
                                .apply(x)));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void resultsAreNearAndOthersKeepTheirBits(F2<Tensor, Tensor, Tensor> f) {
        var compiled = Fluxion.compile(f);
        var relaxed = compiled.math(MathMode.RELAXED);
        var before = elements(compiled.apply(IMAGES, FILTER));
        var near = elements(relaxed.apply(IMAGES, FILTER));
        assertArrayEquals(before, near, 1e-2f);
        assertFalse(Arrays.equals(before, near), "nothing was computed in another way");
        assertArrayEquals(near, elements(relaxed.apply(IMAGES, FILTER)));
        assertArrayEquals(before, elements(compiled.apply(IMAGES, FILTER)));
        assertArrayEquals(before, elements(relaxed.math(MathMode.STRICT).apply(IMAGES, FILTER)));
        assertArrayEquals(before, elements(f.apply(IMAGES, FILTER)), "outside of compiled functions");
    }

    @Test
    void aFunctionInsideIsComputedAsTheOneAroundIt() {
        var inner = Fluxion.compile(RelaxedMathTest::convolved);
        var near = elements(inner.math(MathMode.RELAXED).apply(IMAGES, FILTER));
        var outer = Fluxion.compile((Tensor x, Tensor w) -> inner.apply(x, w)).math(MathMode.RELAXED);
        assertArrayEquals(near, elements(outer.apply(IMAGES, FILTER)));
    }

    @Test
    void choicesAreIndependent() {
        var compiled = Fluxion.compile(RelaxedMathTest::convolved);
        var near = elements(compiled.math(MathMode.RELAXED).apply(IMAGES, FILTER));
        for (var donating : List.of(
                compiled.math(MathMode.RELAXED).donating(0),
                compiled.donating(0).math(MathMode.RELAXED))) {
            var copy = Tensor.wrap(elements(IMAGES), 2, 12, 11, 24);
            assertArrayEquals(near, elements(donating.apply(copy, FILTER)));
            assertThrows(FluxionException.class, copy::toFloatArray);
        }
    }
}
