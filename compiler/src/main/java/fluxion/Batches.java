package fluxion;

import fluxion.compiler.autodiff.Batching;
import fluxion.compiler.trace.Free;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Region;
import fluxion.ir.Value;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Applies open code, operations over values that tensors stand for, to many values of one parameter at once.
final class Batches {
    private Batches() {}

    /// The values `yields` of what was appended to `code`, for each slice of `seeds` along its first axis in place
    /// of `parameter`.
    ///
    /// @param tensors what the values that the code takes from outside stand for
    static List<Tensor> over(
            GraphBuilder code, List<Value> yields, Value parameter, Tensor seeds, Map<Value, Tensor> tensors) {
        var outer = new LinkedHashSet<Value>();
        var own = new LinkedHashSet<Value>();
        own.add(parameter);
        for (var node : code.body()) {
            outer.addAll(Free.values(node.op()));
            own.addAll(node.results());
        }
        outer.addAll(yields);
        outer.removeAll(own);
        var g = new GraphBuilder();
        var copier = new GraphCopier();
        var arguments = new ArrayList<Tensor>();
        var batched = new ArrayList<Boolean>();
        copier.bind(parameter, g.parameter(parameter.type()));
        arguments.add(seeds);
        batched.add(true);
        for (var value : outer) {
            var tensor = tensors.get(value);
            if (tensor == null) {
                throw new IllegalStateException("a value of type " + value.type() + " stands for no tensor");
            }
            copier.bind(value, g.parameter(value.type()));
            arguments.add(tensor);
            batched.add(false);
        }
        for (Region.Node node : code.body()) {
            copier.copy(node, g);
        }
        var graph = new Graph("batch", g.finish(copier.copyOf(yields)));
        var all = Batching.vmapAll(graph, batched, seeds.shape().dim(0));
        return GraphTracer.current().inline(all, arguments);
    }
}
