package fluxion.compiler.autodiff;

import fluxion.ir.Function;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.List;

/// The batched form of `call`.
final class CallBatching {
    private CallBatching() {}

    static void apply(Region.Node node, TensorOp.Call op, BatchScope s) {
        var function = op.function();
        if (s.mask() != null && op.hasEffect()) {
            inline(node, op, s);
        } else if (function.pullBack().isPresent() || function.pushForward().isPresent()) {
            var operands = op.operands().stream().map(s::lift).toList();
            var results = s.g().append(new TensorOp.Call(s.batching().everywhere(function), operands));
            bind(node, results, s);
        } else {
            var flags = op.operands().stream().map(s::isBatched).toList();
            var batched = s.batching().function(function, flags);
            var called =
                    new Function(batched.graph(), function.pullBack(), function.pushForward(), function.recompute());
            var results = s.g().append(new TensorOp.Call(called, s.in(op.operands())));
            for (int i = 0; i < results.size(); i++) {
                var result = results.get(i);
                boolean lift =
                        s.isBatched(node.results().get(i)) && !batched.batched().get(i);
                s.bind(node.results().get(i), lift ? s.spread(result) : result);
            }
        }
    }

    private static void bind(Region.Node node, List<Value> results, BatchScope s) {
        for (int i = 0; i < results.size(); i++) {
            s.bind(node.results().get(i), results.get(i));
        }
    }

    /// What the function may fail with depends on the mask, which only the operations themselves can see.
    private static void inline(Region.Node node, TensorOp.Call op, BatchScope s) {
        var region = op.function().primal().region();
        for (int i = 0; i < op.operands().size(); i++) {
            var x = op.operands().get(i);
            s.bind(region.parameters().get(i), s.in(x));
            if (s.isBatched(x)) {
                s.varying().add(region.parameters().get(i));
            }
        }
        Dependence.VALUE.forward(region.body(), s.varying());
        s.run(region.body());
        for (int i = 0; i < node.results().size(); i++) {
            s.bind(
                    node.results().get(i),
                    s.lift(region.yields().get(i), s.isBatched(node.results().get(i))));
        }
    }
}
