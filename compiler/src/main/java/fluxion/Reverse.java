package fluxion;

import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.TensorType;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gradients of functions of structures: trace, differentiate, apply.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
final class Reverse {
    private Reverse() {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Result(
            Tensor value,
            @Nullable Object[] gradients,
            @Nullable Object output) {}

    static @Nullable Object gradient(Packed f, Object[] arguments) {
        return differentiate(f, arguments, 0).gradients()[0];
    }

    static Object gradient(Packed f, Object[] arguments, int[] wrt) {
        return Args.of(differentiate(f, arguments, wrt).gradients());
    }

    static Object valueAndGradient(Packed f, Object[] arguments) {
        var result = differentiate(f, arguments, 0);
        return new ValueAndGrad<>(result.value(), result.gradients()[0]);
    }

    static Object valueAndGradient(Packed f, Object[] arguments, int[] wrt) {
        var result = differentiate(f, arguments, wrt);
        return new ValueAndGrad<>(result.value(), Args.of(result.gradients()));
    }

    static Object valueGradAux(Packed f, Object[] arguments) {
        var result = differentiate(f, arguments, 0);
        return new ValueGradAux<>(result.value(), result.gradients()[0], aux(result));
    }

    static Object valueGradAux(Packed f, Object[] arguments, int[] wrt) {
        var result = differentiate(f, arguments, wrt);
        return new ValueGradAux<>(result.value(), Args.of(result.gradients()), aux(result));
    }

    private static @Nullable Object aux(Result result) {
        return result.output() instanceof WithAux<?> with ? with.aux() : null;
    }

    private static Result differentiate(Packed f, Object[] arguments, int... wrt) {
        var traced = Traced.applied("f", f, arguments);
        var types = traced.function().graph().region().yieldTypes();
        var leaves = Traced.leaves(traced.arguments(), arguments);
        var chosen = traced.leafNumbers(wrt);
        var floats = chosen.stream()
                .flatMap(List::stream)
                .filter(leaf -> leaves.get(leaf).dtype().isFloat())
                .toList();
        checkLoss(traced, types.isEmpty() ? "nothing" : types.getFirst());
        if (floats.isEmpty()) {
            throw new DerivativeException("grad: the arguments " + Arrays.toString(wrt)
                    + " hold no f32 or f64 tensor to differentiate for; they are " + traced.arguments());
        }
        var results = traced.apply(
                Gradients.valueAndGradient(traced.function().graph(), floats).graph(), leaves, List.of());
        GraphTracer.current().group(results);
        int own = traced.function().graph().results().size();
        var gradients = new @Nullable Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            if (!chosen.get(i).isEmpty()) {
                var mine = new ArrayList<@Nullable Tensor>();
                for (int leaf : chosen.get(i)) {
                    int at = floats.indexOf(leaf);
                    mine.add(at < 0 ? null : results.get(own + at));
                }
                gradients[i] = traced.arguments().get(i).rebuild(mine.iterator());
            }
        }
        var outputs = results.subList(0, traced.function().results());
        return new Result(outputs.getFirst(), gradients, traced.result().rebuild(outputs.iterator()));
    }

    private static void checkLoss(Traced traced, Object type) {
        boolean scalar = type instanceof TensorType tensor
                && tensor.rank() == 0
                && tensor.dtype().isFloat();
        boolean alone = traced.result() == Structure.Leaf.LEAF
                || (traced.result() instanceof Structure.OfRecord record
                        && record.type().isOf(WithAux.class)
                        && record.parts().getFirst() == Structure.Leaf.LEAF);
        if (!scalar || !alone) {
            throw new DerivativeException(
                    "grad: the function gives " + (alone ? type : traced.result())
                            + "; a gradient is that of one f32 or f64 scalar: reduce it with sum() or mean(), or use vjp or jacobian");
        }
    }
}
