package fluxion;

import fluxion.compiler.autodiff.Batching;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Dim;
import fluxion.ir.TensorType;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/// A function of one example applied to many at once.
final class Mapping {
    private Mapping() {}

    /// @param axes the axis of the examples for each argument, or [Vmap#NOT_MAPPED]
    /// @param outAxis where the results have it
    static @Nullable Object apply(Packed f, int[] axes, int outAxis, Object... arguments) {
        if (axes.length != arguments.length) {
            throw new ShapeException("vmap: " + axes.length + " axes for " + arguments.length + " arguments");
        }
        var structures = Arrays.stream(arguments).map(Structure::of).toList();
        var leaves = new ArrayList<Tensor>();
        var types = new ArrayList<TensorType>();
        var batched = new ArrayList<Boolean>();
        Dim extent = null;
        for (int i = 0; i < axes.length; i++) {
            boolean mapped = axes[i] != Vmap.NOT_MAPPED;
            for (var leaf : structures.get(i).leaves(arguments[i])) {
                var moved = mapped ? front(leaf, axes[i]) : leaf;
                if (mapped) {
                    var its = moved.shape().dim(0);
                    if (extent != null && !extent.equals(its)) {
                        throw new ShapeException("vmap: axis " + axes[i] + " of " + leaf.type() + " has extent " + its
                                + ", but that of an earlier argument has " + extent + "; all must be the same");
                    }
                    extent = its;
                }
                leaves.add(moved);
                types.add(mapped ? moved.type().with(moved.shape().without(0)) : moved.type());
                batched.add(mapped);
            }
        }
        if (extent == null) {
            throw new ShapeException("vmap: no argument has an axis to map over");
        }
        var traced = Traced.applied("f", f, structures, types);
        if (!traced.function().written().isEmpty()) {
            throw new TraceException("vmap: the function assigns a variable, which would have a value for each example;"
                    + " give the value back instead");
        }
        batched.addAll(Collections.nCopies(traced.function().hidden().size(), false));
        var graph = Batching.vmapAll(traced.function().graph(), batched, extent);
        leaves.addAll(GraphTracer.current().bind(traced.function().hidden()));
        var results = GraphTracer.current().inline(graph, leaves).stream()
                .map(result -> result.moveAxis(0, outAxis))
                .toList();
        return traced.result().rebuild(results.iterator());
    }

    private static Tensor front(Tensor leaf, int axis) {
        if (leaf.rank() == 0) {
            throw new ShapeException("vmap: an argument of type " + leaf.type() + " has no axis to map over; say"
                    + " Vmap.NOT_MAPPED for it");
        }
        return leaf.moveAxis(axis, 0);
    }
}
