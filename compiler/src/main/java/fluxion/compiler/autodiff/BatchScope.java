package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a region is being batched: what its values have become, and which examples are under way.
///
/// @param batching what is common to all regions
/// @param copier knows what each value has become
/// @param varying the values that differ between examples: exactly those have the batch axis
/// @param g where to append
/// @param mask a bool an example, true where the example takes this way; null where all do
record BatchScope(
        Batching batching,
        GraphCopier copier,
        Set<Value> varying,
        GraphBuilder g,
        @Nullable Value mask) {
    /// The extent of the batch axis.
    Dim extent() {
        return batching.extent();
    }

    /// The same elsewhere.
    BatchScope in(GraphBuilder elsewhere) {
        return new BatchScope(batching, copier, varying, elsewhere, mask);
    }

    /// The same for those of the examples for which `condition`, a bool an example, holds.
    BatchScope where(Value condition) {
        var both = mask == null ? condition : g.binary(BinaryFn.AND, mask, condition);
        return new BatchScope(batching, copier, varying, g, both);
    }

    /// Whether `x` differs between examples.
    boolean isBatched(Value x) {
        return varying.contains(x);
    }

    /// Whether one of `xs` differs between examples.
    boolean anyBatched(List<Value> xs) {
        return xs.stream().anyMatch(varying::contains);
    }

    /// What `x` has become, with the batch axis if it varies.
    Value in(Value x) {
        return copier.copyOf(x);
    }

    /// What each of `xs` has become.
    List<Value> in(List<Value> xs) {
        return copier.copyOf(xs);
    }

    /// What `x` has become, with the batch axis in any case.
    Value lift(Value x) {
        return isBatched(x) ? in(x) : spread(in(x));
    }

    /// A value that is the same for all examples, once for each.
    Value spread(Value x) {
        return switch (x.type()) {
            case TensorType _ -> repeat(x);
            case ListType list
            when x.def() instanceof TensorOp.ListNew -> g.add(new TensorOp.ListNew((ListType) batching.lifted(list)));
            case ListType list -> Lists.map(g, x, (ListType) batching.lifted(list), (at, y) -> in(at).repeat(y));
            case FrameType _
            when x.def() instanceof TensorOp.Pack(var values) ->
                g.add(new TensorOp.Pack(values.stream().map(this::spread).toList()));
            case FrameType _ -> throw InvokeBatching.divergent("what a recursive method keeps for its reverse");
            case BufferType _ -> x;
        };
    }

    /// A tensor that is the same for all examples, once for each.
    Value repeat(Value x) {
        return g.broadcast(x, x.shape().insert(0, extent()), Axes.range(1, x.rank() + 1));
    }

    /// `x` with the batch axis, if it varies or `lift` says so.
    Value lift(Value x, boolean lift) {
        return lift ? lift(x) : in(x);
    }

    /// Notes what `from` has become.
    void bind(Value from, Value to) {
        copier.bind(from, to);
    }

    /// Batches `nodes`.
    void run(List<Region.Node> nodes) {
        for (var node : nodes) {
            g.at(node.position());
            if (involves(node)) {
                BatchingRules.apply(node, this);
            } else {
                copier.copy(node, g);
            }
        }
    }

    private boolean involves(Region.Node node) {
        if (mask != null && node.op().hasEffect()) {
            return true;
        }
        return anyBatched(OpSchema.operands(node.op()))
                || anyBatched(node.results())
                || OpSchema.regions(node.op()).stream()
                        .anyMatch(region -> region.body().stream().anyMatch(this::involves));
    }

    /// `x` where the mask holds and `y` elsewhere; both have the batch axis.
    Value masked(Value x, Value y) {
        return mask == null ? x : select(mask, x, y);
    }

    /// `x` for examples for which `condition` holds, `y` for the others; both have the batch axis.
    Value select(Value condition, Value x, Value y) {
        return g.select(g.broadcast(condition, x.shape(), List.of(0)), x, y);
    }

    /// Whether any example is under way, as a scalar; null where all are.
    @Nullable
    Value any() {
        return mask == null ? null : g.reduce(ReduceFn.ANY, mask, List.of(0));
    }
}
