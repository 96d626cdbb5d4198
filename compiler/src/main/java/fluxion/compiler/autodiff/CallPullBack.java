package fluxion.compiler.autodiff;

import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The pull-back of `call`: the rule that the function's author gave, or the one made from its graph.
final class CallPullBack {
    private CallPullBack() {}

    static void apply(Region.Node node, TensorOp.Call op, List<Cotangent> cotangents, Adjoint p) {
        var given = op.function().pullBack();
        if (given.isPresent()) {
            byRule(node, op, given.get(), cotangents, p);
        } else if (op.function().pushForward().isPresent()) {
            byRule(
                    node,
                    op,
                    Transposition.pullBack(
                            op.function(), op.function().pushForward().get()),
                    cotangents,
                    p);
        } else {
            byGraph(node, op, cotangents, p);
        }
    }

    private static void byRule(Region.Node node, TensorOp.Call op, Graph rule, List<Cotangent> cotangents, Adjoint p) {
        var arguments = new ArrayList<>(op.operands());
        arguments.addAll(node.results());
        for (int i = 0; i < cotangents.size(); i++) {
            var result = node.results().get(i);
            if (Differentiability.hasDerivative(result.type())) {
                var cotangent = cotangents.get(i).value();
                arguments.add(cotangent == null ? p.g().zero(result.type()) : cotangent);
            }
        }
        var results = p.g().append(new TensorOp.Call(Function.of(rule), arguments));
        int k = 0;
        for (var x : op.operands()) {
            if (Differentiability.hasDerivative(x.type())) {
                p.pass(x, results.get(k++), false);
            }
        }
    }

    private static void byGraph(Region.Node node, TensorOp.Call op, List<Cotangent> cotangents, Adjoint p) {
        var sources = new ArrayList<Integer>();
        for (int i = 0; i < op.operands().size(); i++) {
            if (p.wants(op.operands().get(i))) {
                sources.add(i);
            }
        }
        var seeds = Seeds.of(cotangents);
        var pair = p.reverse().functions().split(op.function(), sources, seeds.targets());
        if (pair.connected().isEmpty()) {
            return;
        }
        var arguments = new ArrayList<Value>();
        pair.used().forEach(i -> arguments.add(op.operands().get(i)));
        if (!op.function().recompute()) {
            var forward = new GraphBuilder();
            var results = forward.append(new TensorOp.Call(pair.forward(), op.operands()));
            int n = node.results().size();
            p.reverse().replace(node, new Replacement(forward.body(), results.subList(0, n)), p);
            arguments.addAll(results.subList(n, results.size()));
        }
        arguments.addAll(seeds.values());
        var results = p.g().append(new TensorOp.Call(pair.backward(), arguments));
        for (int k = 0; k < results.size(); k++) {
            p.pass(op.operands().get(pair.connected().get(k)), results.get(k), false);
        }
    }
}
