package fluxion;

import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The value of a function, and its reverse: what maps a cotangent of the value to cotangents of the arguments.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public final class Vjp<R, A> {
    private final Traced traced;
    private final Opened opened;
    private final boolean single;

    private Vjp(Traced traced, Opened opened, boolean single) {
        this.traced = traced;
        this.opened = opened;
        this.single = single;
    }

    /// @param single whether the pull-back gives the cotangent of the only argument rather than [Args]
    static <R, A> Vjp<R, A> of(Packed f, boolean single, Object... arguments) {
        var traced = Traced.applied("f", f, arguments);
        return new Vjp<>(traced, new Opened(traced, Traced.leaves(traced.arguments(), arguments)), single);
    }

    /// The value of the function.
    @SuppressWarnings("unchecked") // the structure that the function gave
    public R value() {
        return (R) traced.result().rebuild(opened.results().iterator());
    }

    /// The vector-Jacobian product.
    ///
    /// @param cotangent of the structure and types of the value; leaves that are no floats are ignored
    /// @return of the structure of the arguments: zeros where the value does not depend on one, null where a leaf
    ///     is no float
    @SuppressWarnings("unchecked") // the structure of the arguments
    public A apply(R cotangent) {
        var results = opened.results();
        var seeds = traced.result().leaves(cotangent);
        var targets = floats(results);
        for (int target : targets) {
            if (!seeds.get(target).type().equals(results.get(target).type())) {
                throw new StructureException(
                        "vjp: a cotangent of type " + seeds.get(target).type() + " for a result of type "
                                + results.get(target).type() + "; both must be the same");
            }
        }
        var parameters = traced.function().graph().parameters();
        var sources = IntStream.range(0, traced.function().arguments())
                .filter(i -> parameters.get(i).dtype().isFloat())
                .boxed()
                .toList();
        var found = opened.pullBack(targets, targets.stream().map(seeds::get).toList(), sources);
        var cotangents = new ArrayList<@Nullable Tensor>();
        for (int i = 0; i < traced.function().arguments(); i++) {
            int at = sources.indexOf(i);
            var mine = at < 0 ? null : found.get(at);
            cotangents.add(at >= 0 && mine == null ? zeros(parameters.get(i)) : mine);
        }
        var rebuilt = Traced.rebuild(traced.arguments(), cotangents.iterator());
        return (A) (single ? rebuilt[0] : Args.of(rebuilt));
    }

    private static Tensor zeros(fluxion.ir.Value parameter) {
        return Tensor.zeros(parameter.dtype()).broadcastTo(parameter.shape());
    }

    static List<Integer> floats(List<Tensor> tensors) {
        return IntStream.range(0, tensors.size())
                .filter(i -> tensors.get(i).dtype().isFloat())
                .boxed()
                .toList();
    }
}
