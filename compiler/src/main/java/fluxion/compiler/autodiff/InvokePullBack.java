package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// The pull-back of `invoke`: the forward invokes a procedure that hands over a frame, the backward one that takes it.
final class InvokePullBack {
    private InvokePullBack() {}

    static void apply(Region.Node node, ControlOp.Invoke op, List<Cotangent> cotangents, Adjoint p) {
        var operands = op.operands();
        var sources = Axes.range(0, operands.size()).stream()
                .filter(i -> p.wants(operands.get(i)))
                .toList();
        var seeds = Seeds.of(cotangents);
        var pair = p.reverse().functions().procedures().split(op.procedure(), sources, seeds.targets());
        var forward = new GraphBuilder();
        var results = forward.append(new ControlOp.Invoke(pair.forward(), op.extents(), operands));
        int n = node.results().size();
        p.reverse().replace(node, new Replacement(forward.body(), results.subList(0, n)), p);

        var arguments = new ArrayList<Value>();
        pair.passed().forEach(i -> arguments.add(operands.get(i)));
        arguments.add(results.get(n));
        arguments.addAll(seeds.values());
        // an array that is passed twice has one sum: the second is added to it afterwards
        var summed = new HashSet<Value>();
        for (int i : pair.summed()) {
            var x = operands.get(i);
            p.find(x);
            arguments.add(summed.add(x) ? p.owned(x) : p.g().zero(x.type()));
        }
        var given = p.g().append(new ControlOp.Invoke(pair.backward(), op.extents(), arguments));
        for (int k = 0; k < sources.size(); k++) {
            int source = sources.get(k);
            var x = operands.get(source);
            if (pair.summed().contains(source) && summed.remove(x)) {
                p.put(x, new Cotangent(given.get(k), true));
            } else {
                p.pass(x, given.get(k), true);
            }
        }
    }
}
