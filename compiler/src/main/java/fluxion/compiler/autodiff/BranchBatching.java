package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.FrameType;
import fluxion.ir.GraphOp;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;

/// The batched form of `if`.
final class BranchBatching {
    private BranchBatching() {}

    static void apply(Region.Node node, ControlOp.If op, BatchScope s) {
        if (s.isBatched(op.condition())) {
            divergent(node, op, s);
        } else {
            var results = s.g().append(new ControlOp.If(
                    s.in(op.condition()), branch(node, op.whenTrue(), s), branch(node, op.whenFalse(), s)));
            for (int i = 0; i < results.size(); i++) {
                s.bind(node.results().get(i), results.get(i));
            }
        }
    }

    private static Region branch(Region.Node node, Region region, BatchScope s) {
        var inner = s.in(s.g().nested());
        inner.run(region.body());
        var yields = new ArrayList<Value>();
        for (int i = 0; i < node.results().size(); i++) {
            yields.add(inner.lift(
                    region.yields().get(i), s.isBatched(node.results().get(i))));
        }
        return inner.g().finish(yields);
    }

    /// Both branches, each for its own examples, then a choice. A list from around that the branches add to is
    /// passed from one to the other instead: what an example adds is zero in the branch that it does not take.
    private static void divergent(Region.Node node, ControlOp.If op, BatchScope s) {
        var g = s.g();
        var condition = s.in(op.condition());
        var threaded = new HashMap<Integer, Value>();
        for (int i = 0; i < node.results().size(); i++) {
            if (node.results().get(i).type() instanceof ListType) {
                var root = root(op.whenTrue().yields().get(i));
                var inner = new HashSet<Value>();
                op.whenTrue().body().forEach(n -> inner.addAll(n.results()));
                if (root == root(op.whenFalse().yields().get(i)) && !inner.contains(root)) {
                    threaded.put(i, root);
                }
            }
        }
        for (var list : threaded.values()) {
            s.bind(list, s.lift(list));
        }
        var left = s.where(condition);
        left.run(op.whenTrue().body());
        var first = new ArrayList<Value>();
        for (int i = 0; i < node.results().size(); i++) {
            first.add(left.lift(op.whenTrue().yields().get(i)));
        }
        threaded.forEach((i, list) -> s.bind(list, first.get(i)));
        var right = s.where(g.unary(UnaryFn.NOT, condition));
        right.run(op.whenFalse().body());
        for (int i = 0; i < node.results().size(); i++) {
            var x = first.get(i);
            var y = right.lift(op.whenFalse().yields().get(i));
            if (x.type() instanceof FrameType) {
                throw InvokeBatching.divergent("what a recursive method keeps for its reverse");
            }
            s.bind(
                    node.results().get(i),
                    threaded.containsKey(i)
                            ? y
                            : x.type() instanceof ListType
                                    ? Lists.zip(g, x, y, (at, a, b) -> s.in(at).select(condition, a, b))
                                    : s.select(condition, x, y));
        }
    }

    /// The list that `list` was made from by adding to elements.
    private static Value root(Value list) {
        var current = list;
        while (current.def() instanceof GraphOp op) {
            var from = switch (op) {
                case TensorOp.ListAccumulate(var x, var _, var _) -> x;
                case ControlOp.For(var _, var initial, var _) -> initial.get(current.index());
                case ControlOp.While(var initial, var _, var _) -> initial.get(current.index());
                case ControlOp.If(var _, var whenTrue, var _) ->
                    whenTrue.yields().get(current.index());
                case GraphOp _ -> current;
            };
            if (from == current) {
                return current;
            }
            current = from;
        }
        return current;
    }
}
