package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A loop as a loop over blocks of its rounds, about as many blocks as rounds in one.
///
/// @param nodes operations in place of the loop
/// @param results what stands for its results
/// @param block the loop over the rounds of one block
record Blocks(List<Region.Node> nodes, List<Value> results, Op block) {
    /// A loop of no more rounds is not worth cutting.
    private static final int FEW_ROUNDS = 64;

    /// Whether `loop` is known to have few rounds.
    static boolean isShort(ControlOp.For loop, Reverse reverse) {
        return reverse.count(loop.count()).filter(n -> n <= FEW_ROUNDS).isPresent();
    }

    /// Of a known number of rounds N: blocks of the next number above the square root of N, times the weight of
    /// what is carried.
    static Blocks of(ControlOp.For op) {
        var g = new GraphBuilder();
        var rounds = g.binary(BinaryFn.MAX, op.count(), g.constant(DType.I64, 0L));
        var real = g.convert(rounds, DType.F64);
        var weight = weight(op.initial(), op.body());
        var product = weight.is(1) ? real : g.mul(real, atLeastOne(g, weight, DType.F64));
        var root = g.convert(g.unary(UnaryFn.SQRT, product), DType.I64);
        var one = g.constant(DType.I64, 1L);
        var size = g.add(root, one);
        // as many blocks as rounds in one are enough; the last may be empty
        var blocks = weight.is(1) ? size : g.add(g.convert(g.div(real, g.convert(size, DType.F64)), DType.I64), one);
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
        var results = g.append(new ControlOp.For(blocks, op.initial(), outer.finish(outer.append(block))));
        return new Blocks(List.copyOf(g.body()), results, block);
    }

    /// Of an unknown number of rounds: each block has one round more than the one before, times the weight of what
    /// is carried.
    static Blocks of(ControlOp.While op) {
        var g = new GraphBuilder();
        int n = op.initial().size();
        var initial = new ArrayList<>(op.initial());
        var weight = atLeastOne(g, weight(op.initial(), op.body()), DType.I64);
        initial.add(weight);
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
        next.add(outer.add(size, weight));
        var results = g.append(new ControlOp.While(initial, goesOn, outer.finish(next)));
        return new Blocks(List.copyOf(g.body()), results.subList(0, n), block);
    }

    /// How much larger what is carried is than what a round computes and its backward might ask for. Only a choice:
    /// any number of rounds in a block gives the same bits.
    private static Dim weight(List<Value> initial, Region body) {
        var state = Dim.ZERO;
        var symbols = new HashSet<String>();
        for (var x : initial) {
            state = state.plus(x.shape().size());
            symbols.addAll(state.symbols());
        }
        var computed = computed(body, symbols);
        return state.isConstant() && computed.isConstant()
                ? Dim.of(Math.max(1, state.constant() / Math.max(1, computed.constant())))
                : computed.is(0) ? state : state.floorDiv(computed);
    }

    /// How many elements a round computes, as far as `symbols` say; loops in it count as one round.
    private static Dim computed(Region body, Set<String> symbols) {
        var sum = Dim.ZERO;
        for (var node : body.body()) {
            if (node.op() instanceof ControlOp) {
                for (var region : OpSchema.regions(node.op())) {
                    sum = sum.plus(computed(region, symbols));
                }
            } else if (node.op().consumes().isEmpty() && !(node.op() instanceof ScalarOp.Constant)) {
                for (var result : node.results()) {
                    if (result.type() instanceof TensorType(var _, var shape)
                            && symbols.containsAll(shape.size().symbols())) {
                        sum = sum.plus(shape.size());
                    }
                }
            }
        }
        return sum;
    }

    private static Value atLeastOne(GraphBuilder g, Dim weight, DType dtype) {
        return weight.isConstant()
                ? g.size(weight, dtype)
                : g.binary(BinaryFn.MAX, g.size(weight, dtype), g.size(Dim.ONE, dtype));
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
        reverse.keep(block);
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
