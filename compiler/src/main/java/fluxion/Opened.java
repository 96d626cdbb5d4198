package fluxion;

import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Value;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A function applied in the scope of this thread with its operations in view, so that its reverse can be appended
/// to them.
final class Opened {
    private final Traced traced;
    private final Map<Value, Tensor> tensors = new IdentityHashMap<>();
    private final List<Tensor> results;

    Opened(Traced traced, List<Tensor> leaves) {
        this.traced = traced;
        var tracer = GraphTracer.current();
        var all = new ArrayList<>(leaves);
        all.addAll(tracer.bind(traced.function().hidden()));
        var graph = traced.function().graph();
        this.results = tracer.inline(graph, all, tensors);
        traced.assignWritten(results);
    }

    /// The results of the function.
    List<Tensor> results() {
        return results.subList(0, traced.function().results());
    }

    /// The cotangents of the leaves numbered `sources`, for cotangents `seeds` of the results numbered `targets`;
    /// null where the targets do not depend on a source.
    List<@Nullable Tensor> pullBack(List<Integer> targets, List<Tensor> seeds, List<Integer> sources) {
        var g = new GraphBuilder();
        var parameters = new ArrayList<Value>();
        for (var seed : seeds) {
            var parameter = g.parameter(seed.type());
            parameters.add(parameter);
            tensors.put(parameter, seed);
        }
        var graph = traced.function().graph();
        var values = Backward.append(
                graph.region().body(),
                targets.stream().map(graph.results()::get).toList(),
                sources.stream().map(graph.parameters()::get).toList(),
                g,
                parameters);
        g.body().forEach(node -> GraphTracer.current().inline(node, tensors));
        var cotangents = new ArrayList<@Nullable Tensor>();
        for (var value : values) {
            cotangents.add(value == null ? null : tensors.get(value));
        }
        return cotangents;
    }
}
