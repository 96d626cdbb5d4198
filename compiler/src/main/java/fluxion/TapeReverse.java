package fluxion;

import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.tensor.Handles;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The reverse of a recording: differentiated as a list of operations over handles, then recorded anew with the tensors
/// that the handles stand for, so that outer tapes see the operations and nothing of the forward is computed again but
/// loops.
final class TapeReverse {
    private final Recording recording;

    TapeReverse(Recording recording) {
        this.recording = recording;
    }

    /// The recording as operations over handles, and the tensors that these stand for.
    private static final class Opened {
        final Map<Value, Tensor> tensors = new IdentityHashMap<>();
        final List<Region.Node> nodes = new ArrayList<>();

        Opened(Recording recording) {
            for (var entry : recording.entries()) {
                entry.operands().forEach(this::add);
                entry.results().forEach(this::add);
                nodes.add(new Region.Node(
                        entry.op(), entry.results().stream().map(Handles::of).toList()));
            }
        }

        void add(Tensor tensor) {
            tensors.put(Handles.of(tensor), tensor);
        }
    }

    /// The tensors that stand for `source` on the tape: itself, or the values of a variable.
    private List<Tensor> leaves(TensorLike source) {
        return switch (source) {
            case Tensor tensor -> recording.isActive(tensor) ? List.of(tensor) : List.of();
            case Variable variable -> recording.readsOf(variable);
        };
    }

    /// The vector-Jacobian product of `targets` with `seeds` for each of `sources`; null where there is none.
    ///
    /// @param seeds null for ones
    List<@Nullable Tensor> cotangents(
            List<Tensor> targets, @Nullable List<Tensor> seeds, List<? extends TensorLike> sources) {
        var leaves = new LinkedHashSet<Tensor>();
        for (var source : sources) {
            leaves.addAll(leaves(source));
        }
        var order = List.copyOf(leaves);
        var values = ReverseProgram.apply(recording.entries(), targets, seeds, order);
        if (values == null) {
            values = opened(
                    targets,
                    seeds == null ? targets.stream().map(Tensor::onesLike).toList() : seeds,
                    order);
        }
        var cotangents = new IdentityHashMap<Tensor, Tensor>();
        for (int i = 0; i < order.size(); i++) {
            var cotangent = values.get(i);
            if (cotangent != null) {
                cotangents.put(order.get(i), cotangent);
            }
        }
        var results = new ArrayList<@Nullable Tensor>();
        for (var source : sources) {
            results.add(sum(leaves(source), cotangents));
        }
        return results;
    }

    /// The same for `sources` that are on the tape, each operation of the reverse on its own.
    private List<@Nullable Tensor> opened(List<Tensor> targets, List<Tensor> seeds, List<Tensor> sources) {
        var opened = new Opened(recording);
        targets.forEach(opened::add);
        sources.forEach(opened::add);
        var g = new GraphBuilder();
        var parameters = new ArrayList<Value>();
        for (var seed : seeds) {
            var parameter = g.parameter(seed.type());
            parameters.add(parameter);
            opened.tensors.put(parameter, seed);
        }
        var values = Backward.append(opened.nodes, handles(targets), handles(sources), g, parameters);
        g.body().forEach(node -> GraphTracer.current().inline(node, opened.tensors));
        var cotangents = new ArrayList<@Nullable Tensor>();
        for (var value : values) {
            cotangents.add(value == null ? null : opened.tensors.get(value));
        }
        return cotangents;
    }

    private static @Nullable Tensor sum(List<Tensor> leaves, Map<Tensor, Tensor> cotangents) {
        Tensor sum = null;
        for (var leaf : leaves) {
            var cotangent = cotangents.get(leaf);
            if (cotangent != null) {
                sum = sum == null ? cotangent : sum.add(cotangent);
            }
        }
        return sum;
    }

    private static List<Value> handles(List<Tensor> tensors) {
        return tensors.stream().map(Handles::of).toList();
    }

    /// The vector-Jacobian products of `target` with each of the seeds along the first axis of `seeds`, for
    /// `source`, stacked along a new first axis; null if the target does not depend on it.
    @Nullable
    Tensor batched(Tensor target, Tensor seeds, TensorLike source) {
        var opened = new Opened(recording);
        var leaves = leaves(source);
        opened.add(target);
        leaves.forEach(opened::add);
        var g = new GraphBuilder();
        var seed = g.parameter(new TensorType(seeds.dtype(), seeds.shape().without(0)));
        var values = Backward.append(opened.nodes, List.of(Handles.of(target)), handles(leaves), g, List.of(seed));
        var connected = values.stream().filter(java.util.Objects::nonNull).toList();
        if (connected.isEmpty()) {
            return null;
        }
        Tensor sum = null;
        for (var cotangent : Batches.over(g, connected, seed, seeds, opened.tensors)) {
            sum = sum == null ? cotangent : sum.add(cotangent);
        }
        return sum;
    }
}
