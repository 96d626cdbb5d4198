package fluxion;

import fluxion.compiler.autodiff.Forward;
import fluxion.compiler.autodiff.Jacobians;
import fluxion.compiler.trace.GraphTracer;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Forward mode and Jacobians of functions of structures.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
final class Directional {
    private Directional() {}

    /// The value and derivative along `tangents`.
    static Jvp<@Nullable Object> jvp(Packed f, Object[] arguments, Object[] tangents) {
        var traced = Traced.applied("f", f, arguments);
        var leaves = Traced.leaves(traced.arguments(), arguments);
        var directions = Traced.leaves(traced.arguments(), tangents);
        var wrt = Vjp.floats(leaves);
        for (int leaf : wrt) {
            if (!directions.get(leaf).type().equals(leaves.get(leaf).type())) {
                throw new StructureException(
                        "jvp: a tangent of type " + directions.get(leaf).type() + " for an argument of type "
                                + leaves.get(leaf).type() + "; both must be the same");
            }
        }
        var graph = Forward.jvp(traced.function().graph(), wrt).graph();
        var results =
                traced.apply(graph, leaves, wrt.stream().map(directions::get).toList());
        int own = traced.function().graph().results().size();
        var outputs = results.subList(0, traced.function().results());
        var derivatives = new ArrayList<@Nullable Tensor>();
        int next = own;
        for (var output : outputs) {
            derivatives.add(output.dtype().isFloat() ? results.get(next++) : null);
        }
        return new Jvp<>(
                traced.result().rebuild(outputs.iterator()), traced.result().rebuild(derivatives.iterator()));
    }

    /// The Jacobian of a tensor for the first argument, a tensor: shape of the result + shape of the argument.
    static Tensor jacobian(Packed f, Object... arguments) {
        var traced = Traced.applied("f", f, arguments);
        var leaves = Traced.leaves(traced.arguments(), arguments);
        var y = traced.function().graph().results().getFirst().tensorType();
        var x = leaves.getFirst();
        if (!y.dtype().isFloat() || !x.dtype().isFloat()) {
            throw new DerivativeException("jacobian: a result of type " + y + " for an argument of type " + x.type()
                    + "; both must be f32 or f64");
        }
        if (!traced.function().written().isEmpty()) {
            throw new TraceException("jacobian: the function assigns a variable; give the value back instead");
        }
        var all = new ArrayList<>(leaves);
        all.addAll(GraphTracer.current().bind(traced.function().hidden()));
        var graph = Jacobians.reverse(traced.function().graph(), List.of(0)).graph();
        return GraphTracer.current().inline(graph, all).getFirst();
    }

    static Tensor hessian(Packed f, Object... arguments) {
        return jacobian(gradient(f), arguments);
    }

    /// The product of the Hessian for the first argument and `vector`: the derivative of the gradient along it.
    static @Nullable Object hvp(Packed f, Object vector, Object... arguments) {
        Packed along = first -> {
            var all = arguments.clone();
            all[0] = first[0];
            return gradient(f).apply(all);
        };
        return jvp(along, new Object[] {arguments[0]}, new Object[] {vector}).tangent();
    }

    private static Packed gradient(Packed f) {
        return arguments -> Reverse.gradient(f, arguments);
    }
}
