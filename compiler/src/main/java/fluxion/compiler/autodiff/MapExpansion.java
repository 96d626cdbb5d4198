package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The pull-back of `map`: it is rewritten first, into the batched body evaluated once or, where the body has control
/// flow of its own, into a loop, whose work does not depend on the longest of its rounds.
final class MapExpansion {
    private MapExpansion() {}

    static void pullBack(Region.Node node, TensorOp.Map op, List<Cotangent> cotangents, Adjoint p) {
        var g = new GraphBuilder();
        var results = isStraight(op.body()) ? batched(g, op) : looped(g, op);
        p.reverse().replace(node, new Replacement(g.body(), results), p);
        p.reverse().admit(g.body(), results);
        for (int i = 0; i < results.size(); i++) {
            var value = cotangents.get(i).value();
            if (value != null) {
                p.pass(results.get(i), value, cotangents.get(i).owned());
            }
        }
        p.walk(List.copyOf(g.body()));
    }

    private static boolean isStraight(Region body) {
        return body.body().stream()
                .allMatch(node -> OpSchema.regions(node.op()).isEmpty()
                        && !(node.op() instanceof TensorOp.Store)
                        // batched, this is a map again
                        && !(node.op() instanceof TensorOp.ListAt));
    }

    private static List<Value> batched(GraphBuilder g, TensorOp.Map op) {
        var indices = g.add(new TensorOp.Iota(new TensorType(DType.I64, Shape.of(op.extent())), 0));
        var batching = new Batching(op.extent());
        return batching.inline(op.body(), List.of(indices), List.of(true), g).stream()
                .toList();
    }

    /// `for i < extent: result[i] = body(i)`
    static List<Value> looped(GraphBuilder g, TensorOp.Map op) {
        var initial = new ArrayList<Value>();
        op.types().forEach(type -> initial.add(g.zero(type)));
        var body = g.nested();
        var copier = new GraphCopier();
        var i = body.parameter(op.body().parameters().getFirst().type());
        copier.bind(op.body().parameters().getFirst(), i);
        var results = new ArrayList<Value>();
        initial.forEach(x -> results.add(body.parameter(x.type())));
        copier.copy(op.body().body(), body);
        var yields = new ArrayList<Value>();
        for (int k = 0; k < results.size(); k++) {
            var y = copier.copyOf(op.body().yields().get(k));
            var row = body.reshape(y, y.shape().insert(0, Dim.ONE));
            var starts = new ArrayList<>(Collections.nCopies(row.rank(), body.constant(DType.I64, 0L)));
            starts.set(0, i);
            yields.add(body.add(new TensorOp.DynamicUpdate(results.get(k), row, starts)));
        }
        return g.append(new ControlOp.For(g.size(op.extent(), DType.I64), initial, body.finish(yields)));
    }
}
