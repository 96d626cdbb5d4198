package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// A loop as a loop over blocks of its rounds, about as many blocks as rounds in one.
///
/// @param nodes operations in place of the loop
/// @param results what stands for its results
/// @param block the loop over the rounds of one block
record Blocks(List<Region.Node> nodes, List<Value> results, Op block) {
    /// Of a known number of rounds N: blocks of the next number above the square root of N.
    static Blocks of(ControlOp.For op) {
        var g = new GraphBuilder();
        var rounds = g.binary(BinaryFn.MAX, op.count(), g.constant(DType.I64, 0L));
        var root = g.convert(g.unary(UnaryFn.SQRT, g.convert(rounds, DType.F64)), DType.I64);
        var one = g.constant(DType.I64, 1L);
        var size = g.add(root, one);
        var outer = g.nested();
        var number = outer.parameter(size.type());
        var carried = parameters(op.initial(), outer);
        var first = outer.mul(number, size);
        var left = outer.binary(BinaryFn.MIN, size, outer.sub(rounds, first));
        var inner = outer.nested();
        var copier = new GraphCopier();
        var round = inner.parameter(size.type());
        copier.bind(op.body().parameters().getFirst(), inner.add(first, round));
        for (int i = 0; i < carried.size(); i++) {
            var x = op.body().parameters().get(1 + i);
            copier.bind(x, inner.parameter(x.type(), x.position()));
        }
        copier.copy(op.body().body(), inner);
        var block = new ControlOp.For(
                left, carried, inner.finish(copier.copyOf(op.body().yields())));
        // as many blocks as rounds in one are enough; the last may be empty
        var results = g.append(new ControlOp.For(size, op.initial(), outer.finish(outer.append(block))));
        return new Blocks(List.copyOf(g.body()), results, block);
    }

    /// Of an unknown number of rounds: each block has one round more than the one before.
    static Blocks of(ControlOp.While op) {
        var g = new GraphBuilder();
        int n = op.initial().size();
        var initial = new ArrayList<>(op.initial());
        initial.add(g.constant(DType.I64, 1L));
        var condition = g.nested();
        var conditionCopier = new GraphCopier();
        bind(op.condition().parameters(), parameters(initial, condition).subList(0, n), conditionCopier);
        conditionCopier.copy(op.condition().body(), condition);
        var goesOn = condition.finish(conditionCopier.copyOf(op.condition().yields()));

        var outer = g.nested();
        var carried = parameters(initial, outer);
        var size = carried.get(n);
        var starts = new ArrayList<>(carried.subList(0, n));
        starts.add(outer.constant(DType.I64, 0L));
        var innerCondition = outer.nested();
        var seen = parameters(starts, innerCondition);
        var asked = innerCondition.nested();
        var askedCopier = new GraphCopier();
        bind(op.condition().parameters(), seen.subList(0, n), askedCopier);
        askedCopier.copy(op.condition().body(), asked);
        var within = innerCondition.append(new ControlOp.If(
                innerCondition.compare(CompareFn.LT, seen.get(n), size),
                asked.finish(askedCopier.copyOf(op.condition().yields())),
                no(innerCondition.nested())));
        var inner = outer.nested();
        var copier = new GraphCopier();
        var rounds = parameters(starts, inner);
        bind(op.body().parameters(), rounds.subList(0, n), copier);
        copier.copy(op.body().body(), inner);
        var yields = new ArrayList<>(copier.copyOf(op.body().yields()));
        yields.add(inner.add(rounds.get(n), inner.constant(DType.I64, 1L)));
        var block = new ControlOp.While(starts, innerCondition.finish(within), inner.finish(yields));
        var next = new ArrayList<>(outer.append(block).subList(0, n));
        next.add(outer.add(size, outer.constant(DType.I64, 1L)));
        var results = g.append(new ControlOp.While(initial, goesOn, outer.finish(next)));
        return new Blocks(List.copyOf(g.body()), results.subList(0, n), block);
    }

    private static Region no(GraphBuilder g) {
        return g.finish(List.of(g.constant(false)));
    }

    private static List<Value> parameters(List<Value> like, GraphBuilder g) {
        var parameters = new ArrayList<Value>();
        like.forEach(x -> parameters.add(g.parameter(x.type(), x.position())));
        return parameters;
    }

    private static void bind(List<Value> from, List<Value> to, GraphCopier copier) {
        for (int i = 0; i < from.size(); i++) {
            copier.bind(from.get(i), to.get(i));
        }
    }

    /// Lets the blocks take the place of `node`, of which they were made, and passes its cotangents on.
    void pullBack(Region.Node node, List<Cotangent> cotangents, Adjoint p) {
        var reverse = p.reverse();
        reverse.replace(node, new Replacement(nodes, results), p);
        reverse.admit(nodes, results);
        reverse.evaluateAgain(block);
        reverse.keep(nodes.getLast().op());
        for (int i = 0; i < results.size(); i++) {
            var value = cotangents.get(i).value();
            if (value != null) {
                p.pass(results.get(i), value, cotangents.get(i).owned());
            }
        }
        p.walk(nodes);
    }

    /// Whether a loop that carries `initial` can be evaluated again from what was carried into it.
    static boolean canStartAgain(List<Value> initial) {
        return initial.stream().allMatch(x -> x.type() instanceof TensorType);
    }
}
