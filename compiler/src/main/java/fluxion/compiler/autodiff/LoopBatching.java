package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.ListType;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The batched forms of `for` and `while`. Only carried values that differ between examples get the batch axis.
final class LoopBatching {
    private LoopBatching() {}

    static void apply(Region.Node node, ControlOp.For op, BatchScope s) {
        var g = s.g();
        var index = op.body().parameters().getFirst();
        var body = g.nested();
        var round = body.parameter(index.type());
        if (!s.isBatched(op.count())) {
            s.bind(index, round);
            var inner = s.in(body);
            var region = carried(node, op.body(), 1, inner);
            bind(node, g.append(new ControlOp.For(s.in(op.count()), initial(node, op.initial(), s), region)), s);
            return;
        }
        // runs as often as the longest; an example takes part in its own rounds, the first or the last of all
        var count = s.in(op.count());
        var wanted = s.masked(count, ElementaryDerivative.number(g, count, 0));
        var rounds = g.reduce(ReduceFn.MAX, wanted, List.of(0));
        var aligned = alignedIndices(op);
        Value place = round;
        if (!aligned.isEmpty()) {
            place = body.sub(body.sub(rounds, body.constant(DType.I64, 1L)), round);
            for (var i : aligned) {
                s.bind(i, place);
            }
        }
        s.bind(index, round);
        var takes = body.compare(CompareFn.LT, body.broadcast(place, wanted.shape()), wanted);
        var inner = s.in(body);
        // what is aligned is there already
        var rest = op.body().body().stream()
                .filter(n -> n.results().stream().noneMatch(aligned::contains))
                .toList();
        var olds = parameters(node, op.body(), 1, inner);
        var taking = inner.where(takes);
        taking.run(rest);
        var region = body.finish(yields(node, op.body(), olds, taking, true));
        bind(node, g.append(new ControlOp.For(rounds, initial(node, op.initial(), s), region)), s);
    }

    /// The values of the body that are `count - 1 - index`, if the index is used for nothing else.
    ///
    /// A backward counts that way, from the last round of the forward to the first. Examples with fewer rounds
    /// then start later, so that all are at the same place of the lists that the forward left.
    static Set<Value> alignedIndices(ControlOp.For op) {
        var index = op.body().parameters().getFirst();
        var aligned = new LinkedHashSet<Value>();
        var rest = new ArrayList<Region.Node>();
        for (var node : op.body().body()) {
            if (node.op() instanceof ScalarOp.Binary(var fn, var last, var i)
                    && fn == BinaryFn.SUB
                    && i == index
                    && last.def() instanceof ScalarOp.Binary(var minus, var count, var one)
                    && minus == BinaryFn.SUB
                    && count == op.count()
                    && one.constant() instanceof ScalarOp.Constant(var _, long bits)
                    && bits == 1) {
                aligned.addAll(node.results());
            } else {
                rest.add(node);
            }
        }
        boolean alone = !Liveness.free(rest, op.body().yields()).contains(index);
        return alone ? aligned : new HashSet<>();
    }

    static void apply(Region.Node node, ControlOp.While op, BatchScope s) {
        var g = s.g();
        var condition = op.condition();
        if (!s.isBatched(condition.yields().getFirst())) {
            var test = g.nested();
            parameters(node, condition, 0, s.in(test));
            s.in(test).run(condition.body());
            var inner = s.in(g.nested());
            var region = carried(node, op.body(), 0, inner);
            bind(
                    node,
                    g.append(new ControlOp.While(
                            initial(node, op.initial(), s), test.finish(s.in(condition.yields())), region)),
                    s);
            return;
        }
        // carries along which examples go on
        var initial = initial(node, op.initial(), s);
        var starts = new ArrayList<>(initial);
        starts.add(goesOn(condition, initial, s));
        var test = g.nested();
        initial.forEach(x -> test.parameter(x.type()));
        var flags = test.parameter(starts.getLast().type());
        var any = test.finish(List.of(test.reduce(ReduceFn.ANY, flags, List.of(0))));
        var body = g.nested();
        var outer = s.in(body);
        var olds = parameters(node, op.body(), 0, outer);
        var going = body.parameter(starts.getLast().type());
        var inner = new BatchScope(s.batching(), s.copier(), s.varying(), body, going);
        inner.run(op.body().body());
        var yields = new ArrayList<>(yields(node, op.body(), olds, inner, true));
        yields.add(goesOn(condition, yields, inner));
        bind(node, g.append(new ControlOp.While(starts, any, body.finish(yields))), s);
    }

    /// Whether each example under way goes on from `values`.
    private static Value goesOn(Region condition, List<Value> values, BatchScope s) {
        for (int i = 0; i < values.size(); i++) {
            s.bind(condition.parameters().get(i), values.get(i));
        }
        s.run(condition.body());
        var holds = s.lift(condition.yields().getFirst());
        var mask = s.mask();
        return mask == null ? holds : s.g().binary(BinaryFn.AND, mask, holds);
    }

    private static List<Value> initial(Region.Node node, List<Value> initial, BatchScope s) {
        var lifted = new ArrayList<Value>();
        for (int i = 0; i < initial.size(); i++) {
            lifted.add(s.lift(initial.get(i), s.isBatched(node.results().get(i))));
        }
        return lifted;
    }

    private static List<Value> parameters(Region.Node node, Region region, int first, BatchScope s) {
        var parameters = new ArrayList<Value>();
        for (int i = 0; i < node.results().size(); i++) {
            var x = region.parameters().get(first + i);
            boolean batched = s.isBatched(node.results().get(i));
            var parameter = s.g().parameter(batched ? s.batching().lifted(x.type()) : x.type(), x.position());
            s.bind(x, parameter);
            parameters.add(parameter);
        }
        return parameters;
    }

    private static Region carried(Region.Node node, Region body, int first, BatchScope s) {
        var olds = parameters(node, body, first, s);
        s.run(body.body());
        return s.g().finish(yields(node, body, olds, s, false));
    }

    /// What a round yields; if examples part, those that take no part in it keep what they have.
    private static List<Value> yields(Region.Node node, Region body, List<Value> olds, BatchScope inner, boolean part) {
        var yields = new ArrayList<Value>();
        for (int i = 0; i < olds.size(); i++) {
            boolean batched = inner.isBatched(node.results().get(i));
            var y = inner.lift(body.yields().get(i), batched);
            yields.add(part && batched && !(y.type() instanceof ListType) ? inner.masked(y, olds.get(i)) : y);
        }
        return yields;
    }

    private static void bind(Region.Node node, List<Value> results, BatchScope s) {
        for (int i = 0; i < node.results().size(); i++) {
            s.bind(node.results().get(i), results.get(i));
        }
    }
}
