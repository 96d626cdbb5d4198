package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sums that a backward loop carries and that each round adds a contraction to, as the cotangents of weights which
/// each step of a recurrent network multiplies by: one contraction after the loop, over rounds too.
///
/// `for (i) w += dot(a(i), b(i))` becomes `for (i) { as[i] = a(i); bs[i] = b(i); } w += dot(as, bs)`. That reads and
/// writes `w` once rather than each round. It is done where the number of rounds is known and `a` and `b` together are
/// no larger than `w`, so it takes no more memory than an array of `w` for each round would. It changes the order of
/// the sum, so it is part of what the gradient is, not an optimisation of a given graph.
final class SumsOfProducts {
    private final ControlOp.For loop;
    private final long rounds;
    private final Map<Integer, TensorOp.Dot> products = new HashMap<>();
    private final Set<Value> skipped = new HashSet<>();

    private SumsOfProducts(ControlOp.For loop, long rounds) {
        this.loop = loop;
        this.rounds = rounds;
    }

    /// Appends `loop`, or what does the same, to `g`.
    ///
    /// @return the results of `loop`
    static List<Value> append(ControlOp.For loop, GraphBuilder g) {
        var count = loop.count().constant();
        if (count == null || count.bits() < 2) {
            return g.append(loop);
        }
        var sums = new SumsOfProducts(loop, count.bits());
        sums.find();
        return sums.products.isEmpty() ? g.append(loop) : sums.rewrite(g);
    }

    // ------------------------------------------------------------------------------------------------------------
    // finding

    private void find() {
        var body = loop.body();
        var uses = new HashMap<Value, Integer>();
        var inside = new HashSet<Value>(body.parameters());
        count(body, uses);
        body.body().forEach(node -> inside.addAll(node.results()));
        for (int k = 0; k < loop.initial().size(); k++) {
            var carried = body.parameters().get(k + 1);
            var next = body.yields().get(k);
            var product = product(carried, next);
            if (product != null
                    && product.def() instanceof TensorOp.Dot dot
                    && inside.containsAll(List.of(dot.x(), dot.y()))
                    && uses.getOrDefault(carried, 0) == 1
                    && uses.getOrDefault(next, 0) == 1
                    && uses.getOrDefault(product, 0) == 1
                    && isSmaller(dot, next)) {
                products.put(k, dot);
                skipped.addAll(List.of(next, product));
            }
        }
    }

    private static void count(Region region, Map<Value, Integer> uses) {
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), x -> uses.merge(x, 1, Integer::sum));
            OpSchema.regions(node.op()).forEach(inner -> count(inner, uses));
        }
        region.yields().forEach(x -> uses.merge(x, 1, Integer::sum));
    }

    /// What `next` is more than `carried`; null if it is no such sum.
    private static @Nullable Value product(Value carried, Value next) {
        if (!(next.def() instanceof ScalarOp.Binary(var fn, var x, var y)) || fn != BinaryFn.ADD) {
            return null;
        }
        return x == carried ? y : y == carried ? x : null;
    }

    private static boolean isSmaller(TensorOp.Dot dot, Value sum) {
        var x = dot.x().shape().size();
        var y = dot.y().shape().size();
        var size = sum.shape().size();
        return x.isConstant() && y.isConstant() && size.isConstant() && x.constant() + y.constant() <= size.constant();
    }

    // ------------------------------------------------------------------------------------------------------------
    // rewriting

    private List<Value> rewrite(GraphBuilder g) {
        var starts = new ArrayList<Value>();
        var stacked = new ArrayList<Value>();
        for (int k = 0; k < loop.initial().size(); k++) {
            var dot = products.get(k);
            if (dot == null) {
                starts.add(loop.initial().get(k));
            } else {
                stacked.add(dot.x());
                stacked.add(dot.y());
            }
        }
        stacked.forEach(x -> starts.add(g.zero(stack(x))));
        var results = g.append(new ControlOp.For(loop.count(), starts, body(g, stacked)));
        int plain = loop.initial().size() - products.size();
        var all = new ArrayList<Value>();
        int next = 0;
        int stack = plain;
        for (int k = 0; k < loop.initial().size(); k++) {
            var dot = products.get(k);
            if (dot == null) {
                all.add(results.get(next++));
            } else {
                var product = g.add(new TensorOp.Dot(
                        results.get(stack),
                        results.get(stack + 1),
                        shifted(dot.batchX()),
                        shifted(dot.batchY()),
                        withRounds(dot.contractX()),
                        withRounds(dot.contractY())));
                stack += 2;
                all.add(g.add(loop.initial().get(k), product));
            }
        }
        return all;
    }

    private Region body(GraphBuilder g, List<Value> stacked) {
        var body = loop.body();
        var inner = g.nested();
        var copier = new GraphCopier();
        var round = inner.parameter(body.parameters().getFirst().type());
        copier.bind(body.parameters().getFirst(), round);
        for (int k = 0; k < loop.initial().size(); k++) {
            if (!products.containsKey(k)) {
                var carried = body.parameters().get(k + 1);
                copier.bind(carried, inner.parameter(carried.type(), carried.position()));
            }
        }
        var stacks = stacked.stream().map(x -> inner.parameter(stack(x))).toList();
        copier.copy(
                body.body().stream()
                        .filter(node -> Collections.disjoint(node.results(), skipped))
                        .toList(),
                inner);
        var yields = new ArrayList<Value>();
        for (int k = 0; k < loop.initial().size(); k++) {
            if (!products.containsKey(k)) {
                yields.add(copier.copyOf(body.yields().get(k)));
            }
        }
        for (int i = 0; i < stacked.size(); i++) {
            var element = copier.copyOf(stacked.get(i));
            var row = inner.reshape(element, element.shape().insert(0, Dim.ONE));
            var at = new ArrayList<>(Collections.nCopies(row.rank(), inner.constant(DType.I64, 0L)));
            at.set(0, round);
            yields.add(inner.add(new TensorOp.DynamicUpdate(stacks.get(i), row, at)));
        }
        return inner.finish(yields);
    }

    /// An array of `x` for each round.
    private TensorType stack(Value x) {
        return x.tensorType().with(x.shape().insert(0, Dim.of(rounds)));
    }

    private static List<Integer> shifted(List<Integer> axes) {
        return axes.stream().map(axis -> axis + 1).toList();
    }

    private static List<Integer> withRounds(List<Integer> axes) {
        var all = new ArrayList<>(List.of(0));
        all.addAll(shifted(axes));
        return all;
    }
}
