package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.ListType;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The pull-back of `for` and `while`.
///
/// The forward loop appends what the backward of a round needs to lists, which it carries along; a `while` counts its
/// rounds too. The backward is a `for` over the same number of rounds, which takes the values of round i = last, ..., 0
/// out of the lists. It carries the cotangents of what the forward carries, and the sums of the cotangents of values
/// around the loop.
final class LoopPullBack {
    private final Region.Node node;
    private final List<Value> initial;
    private final Region body;
    private final List<Value> carried;
    private final Adjoint p;

    private LoopPullBack(Region.Node node, List<Value> initial, Region body, int first, Adjoint p) {
        this.node = node;
        this.initial = initial;
        this.body = body;
        this.carried = body.parameters().subList(first, body.parameters().size());
        this.p = p;
    }

    static void apply(Region.Node node, ControlOp.For op, List<Cotangent> cotangents, Adjoint p) {
        if (p.isCutIntoBlocks(op, op.initial()) && !Blocks.isShort(op, p.reverse())) {
            Blocks.of(op).pullBack(node, cotangents, p);
            return;
        }
        var index = op.body().parameters().getFirst();
        new LoopPullBack(node, op.initial(), op.body(), 1, p).apply(cotangents, index, (forward, lists, left) -> {
            var inner = forward.nested();
            var copier = new GraphCopier();
            copier.bind(index, inner.parameter(index.type()));
            var region = round(p, op.body(), 1, inner, copier, lists, left);
            var starts = new ArrayList<>(op.initial());
            starts.addAll(lists);
            var results = forward.append(new ControlOp.For(op.count(), starts, inner.finish(region)));
            return new Forward(results, op.count());
        });
    }

    static void apply(Region.Node node, ControlOp.While op, List<Cotangent> cotangents, Adjoint p) {
        if (p.isCutIntoBlocks(op, op.initial())) {
            Blocks.of(op).pullBack(node, cotangents, p);
            return;
        }
        new LoopPullBack(node, op.initial(), op.body(), 0, p).apply(cotangents, null, (forward, lists, left) -> {
            int n = op.initial().size();
            var inner = forward.nested();
            var region = round(p, op.body(), 0, inner, new GraphCopier(), lists, left);
            var counter = inner.parameter(TensorType.scalar(DType.I64));
            region.add(inner.add(counter, inner.constant(DType.I64, 1L)));
            var condition = forward.nested();
            var copier = new GraphCopier();
            for (var x : op.condition().parameters()) {
                copier.bind(x, condition.parameter(x.type()));
            }
            lists.forEach(list -> condition.parameter(list.type()));
            condition.parameter(counter.type());
            copier.copy(op.condition().body(), condition);
            var starts = new ArrayList<>(op.initial());
            starts.addAll(lists);
            starts.add(forward.constant(DType.I64, 0L));
            var results = forward.append(new ControlOp.While(
                    starts, condition.finish(copier.copyOf(op.condition().yields())), inner.finish(region)));
            return new Forward(results, results.get(n + lists.size()));
        });
    }

    /// The loop of the forward.
    private record Forward(List<Value> results, Value rounds) {}

    /// What the forward leaves for the backward.
    ///
    /// @param saved all values
    /// @param listed those that are appended to lists
    /// @param unbound how they leave a round
    /// @param chain the others, if any
    private record Left(
            List<Value> saved,
            List<Value> listed,
            Unbound unbound,
            @Nullable Chain chain) {
        static Left of(Residuals residuals, List<Region.Node> live, List<Value> yields, Reverse reverse) {
            var saved = residuals.saved();
            var chain = reverse.isProcedure() ? Chain.find(saved, live, yields, residuals.again(), reverse) : null;
            var listed = chain == null
                    ? saved
                    : saved.stream().filter(x -> !chain.values().contains(x)).toList();
            return new Left(saved, listed, residuals.unbound(), chain);
        }

        /// What the forward begins with: a list each, and the chain.
        List<Value> starts(GraphBuilder forward) {
            var starts = new ArrayList<Value>();
            listed.forEach(x -> starts.add(forward.add(new TensorOp.ListNew(new ListType(unbound.type(x.type()))))));
            if (chain != null) {
                starts.add(forward.zero(chain.type()));
            }
            return starts;
        }
    }

    /// Appends the loop to `forward`, with `lists` and a chain carried along, which take the values saved.
    private interface Rewriting {
        Forward apply(GraphBuilder forward, List<Value> lists, Left left);
    }

    /// The body of the forward in `inner`, with what it yields.
    private static List<Value> round(
            Adjoint p, Region body, int first, GraphBuilder inner, GraphCopier copier, List<Value> lists, Left left) {
        var reverse = p.reverse();
        var kept = new Kept(reverse, left.saved());
        var parameters = body.parameters().subList(first, body.parameters().size());
        for (var x : parameters) {
            copier.bind(x, inner.parameter(x.type(), x.position()));
        }
        var carriedLists = new ArrayList<Value>();
        lists.forEach(list -> carriedLists.add(inner.parameter(list.type())));
        parameters.forEach(x -> kept.defined(x, copier, inner));
        reverse.emit(body.body(), copier, inner, kept);
        var yields = new ArrayList<>(copier.copyOf(body.yields()));
        for (int i = 0; i < left.listed().size(); i++) {
            var element = left.unbound().pack(inner, kept.get(left.listed().get(i)));
            yields.add(inner.add(new TensorOp.ListAppend(carriedLists.get(i), element)));
        }
        var chain = left.chain();
        if (chain != null) {
            var condition = copier.copyOf(reverse.standIn(chain.condition()));
            yields.add(chain.push(carriedLists.getLast(), condition, kept::get, inner));
        }
        return yields;
    }

    /// Puts the loop, which the forward has evaluated without keeping anything, before the backward. It starts from
    /// copies where it changes what it starts from, and finds no access outside.
    private GraphCopier again(List<Region.Node> loop) {
        var again = new GraphCopier() {
            @Override
            protected List<Value> replace(Region.Node original, Op op, GraphBuilder g) {
                return g.append(
                        switch (op) {
                            case TensorOp.Load(var x, var indices, var _) -> new TensorOp.Load(x, indices, false);
                            case TensorOp.Store(var x, var indices, var value, var _) ->
                                new TensorOp.Store(x, indices, value, false);
                            case Op other -> other;
                        });
            }
        };
        for (int i = 0; i < initial.size(); i++) {
            if (p.reverse().isConsumed(carried.get(i))) {
                again.bind(initial.get(i), p.g().add(new TensorOp.Copy(initial.get(i))));
            }
        }
        again.copy(loop, p.g());
        return again;
    }

    private void apply(List<Cotangent> cotangents, @Nullable Value index, Rewriting rewriting) {
        var reverse = p.reverse();
        var inner = p.inner(Adjoint.Kind.ROUND, body);
        var g = inner.g();
        var round = g.parameter(TensorType.scalar(DType.I64));
        var active = new ArrayList<Integer>();
        var incoming = new ArrayList<Value>();
        for (int i = 0; i < carried.size(); i++) {
            var x = carried.get(i);
            if (reverse.isVaried(x) && (reverse.isUseful(x) || cotangents.get(i).value() != null)) {
                active.add(i);
                incoming.add(g.parameter(x.type()));
            }
        }
        for (int k = 0; k < active.size(); k++) {
            inner.pass(body.yields().get(active.get(k)), incoming.get(k), true);
        }
        inner.walk(body.body());
        var yields = new ArrayList<Value>();
        active.forEach(i -> yields.add(inner.valueOf(carried.get(i))));
        inner.sums().keySet().forEach(x -> yields.add(inner.valueOf(x)));

        // what the backward of a round needs, and the forward that provides it
        var live = Liveness.live(g.body(), yields);
        var needed = new LinkedHashSet<Value>();
        for (var x : Liveness.free(live, yields)) {
            if (inner.isOwn(x)) {
                needed.add(reverse.standIn(x));
            }
        }
        Set<Value> given = index == null ? Set.of() : Set.of(index);
        var residuals = Residuals.choose(inner, reverse.forward(body.body()), live, needed, given, true);
        var forward = new GraphBuilder();
        var hoisted = new GraphCopier();
        hoisted.copy(residuals.hoisted(), forward);
        var left = Left.of(residuals, live, yields, reverse);
        var lists = left.starts(forward);
        var rewritten = rewriting.apply(forward, lists, left);
        var outer = p.g();
        if (reverse.isEvaluatedAgain(node.op())) {
            var again = again(forward.body());
            rewritten = new Forward(again.copyOf(rewritten.results()), again.copyOf(rewritten.rounds()));
            residuals
                    .hoisted()
                    .forEach(h -> h.results().forEach(x -> hoisted.bind(x, again.copyOf(hoisted.copyOf(x)))));
        } else {
            reverse.replace(
                    node, new Replacement(forward.body(), rewritten.results().subList(0, carried.size())), p);
        }

        // the backward
        var starts = new ArrayList<Value>();
        var consumed = new HashSet<Value>();
        Reverse.findConsumed(live, consumed);
        for (int k = 0; k < active.size(); k++) {
            var cotangent = cotangents.get(active.get(k));
            var value = cotangent.value();
            var start = value == null ? outer.zero(incoming.get(k).type()) : value;
            starts.add(
                    !cotangent.owned() && consumed.contains(incoming.get(k)) && start.type() instanceof TensorType
                            ? outer.add(new TensorOp.Copy(start))
                            : start);
        }
        inner.sums().keySet().forEach(x -> starts.add(inner.consumes(x) ? p.owned(x) : p.valueOf(x)));
        var back = outer.nested();
        var copier = new GraphCopier();
        for (var parameter : g.parameters()) {
            copier.bind(parameter, back.parameter(parameter.type()));
        }
        var last = outer.sub(rewritten.rounds(), outer.constant(DType.I64, 1L));
        var i = back.sub(last, copier.copyOf(round));
        if (index != null) {
            copier.bind(index, i);
        }
        var handed = new LinkedHashMap<Value, Value>();
        for (int k = 0; k < left.listed().size(); k++) {
            var list = rewritten.results().get(carried.size() + k);
            handed.put(left.listed().get(k), back.add(new TensorOp.ListAt(list, i)));
        }
        residuals.hoisted().forEach(h -> h.results().forEach(x -> copier.bind(x, hoisted.copyOf(x))));
        residuals.restore(reverse, handed, copier, back);
        var chain = left.chain();
        Value unchained = null;
        if (chain != null) {
            starts.add(rewritten.results().get(carried.size() + left.listed().size()));
            var condition = copier.copyOf(reverse.standIn(chain.condition()));
            unchained = chain.pop(back.parameter(chain.type()), condition, copier, back);
        }
        Liveness.free(live, yields).forEach(x -> copier.bind(x, copier.copyOf(reverse.standIn(x))));
        copier.copy(live, back);
        var next = new ArrayList<>(copier.copyOf(yields));
        if (unchained != null) {
            next.add(unchained);
        }
        var sums = SumsOfProducts.append(new ControlOp.For(rewritten.rounds(), starts, back.finish(next)), outer);
        int at = active.size();
        for (var x : inner.sums().keySet()) {
            p.put(x, new Cotangent(sums.get(at++), true));
        }
        for (int k = 0; k < active.size(); k++) {
            p.pass(initial.get(active.get(k)), sums.get(k), true);
        }
    }
}
