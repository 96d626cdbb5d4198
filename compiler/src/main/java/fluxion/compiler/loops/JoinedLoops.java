package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// A loop whose rounds only leave something for the same rounds of a later loop becomes part of that: as where a sum
/// over observations is differentiated, of which each is evaluated forward and then backward, in memory for one.
///
/// That is so if the first loop carries nothing but lists to which each round appends one element, and all that is
/// asked of these lists is, in each round of the second loop, the element of one round, each round's once. What the
/// rounds of the first loop compute does not change; they are only evaluated in another order, so none may fail.
public final class JoinedLoops extends GraphCopier {
    /// The first of two loops.
    private record First(Region.Node node, ControlOp.For loop) {
        Value round() {
            return loop.body().parameters().getFirst();
        }

        /// What each round appends to list number `i`.
        Value element(int i) {
            var append = (TensorOp.ListAppend)
                    Objects.requireNonNull(loop.body().yields().get(i).def());
            return append.element();
        }
    }

    private final Uses uses;
    /// The loops that become part of others, and what appends to their lists.
    private final Set<Region.Node> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    /// By each of their results.
    private final Map<Value, First> firsts = new HashMap<>();
    /// Those of which the round that is asked for has been copied.
    private final Set<Region.Node> copied = Collections.newSetFromMap(new IdentityHashMap<>());

    private JoinedLoops(Graph graph) {
        this.uses = new Uses(graph.region());
        find(graph.region());
    }

    /// `graph` with loops that are part of others.
    public static Graph run(Graph graph) {
        if (Regions.none(graph)) {
            return graph;
        }
        var pass = new JoinedLoops(graph);
        return pass.firsts.isEmpty() ? graph : pass.copy(graph);
    }

    // ---------------------------------------------------------------------------------------- which

    private void find(Region region) {
        for (var node : region.body()) {
            if (node.op() instanceof ControlOp.For loop && leavesListsAlone(loop) && isReadByRounds(node, loop)) {
                var first = new First(node, loop);
                gone.add(node);
                loop.initial().forEach(list -> gone.add(uses.definition(list)));
                loop.body().yields().forEach(list -> gone.add(uses.definition(list)));
                node.results().forEach(list -> firsts.put(list, first));
            }
            OpSchema.regions(node.op()).forEach(this::find);
        }
    }

    /// Whether `loop` carries nothing but lists, new before it, to which each round appends one element.
    private boolean leavesListsAlone(ControlOp.For loop) {
        var body = loop.body();
        if (loop.initial().isEmpty() || loop.hasEffect()) {
            return false;
        }
        for (int i = 0; i < loop.initial().size(); i++) {
            var start = loop.initial().get(i);
            var list = body.parameters().get(1 + i);
            var end = body.yields().get(i);
            boolean grows = start.def() instanceof TensorOp.ListNew
                    && !uses.isYielded(start)
                    && uses.of(start).size() == 1
                    && end.def() instanceof TensorOp.ListAppend(var longer, var _)
                    && longer == list
                    && uses.of(list).size() == 1
                    && uses.of(end).isEmpty()
                    && body.body().contains(uses.definition(end));
            if (!grows) {
                return false;
            }
        }
        return isStillThereLater(loop);
    }

    /// Whether nothing that `loop` reads is overwritten anywhere.
    private boolean isStillThereLater(ControlOp.For loop) {
        return uses.outside(loop.body()).stream().allMatch(x -> isScalar(x) || !uses.mayBeConsumed(x));
    }

    private static boolean isScalar(Value x) {
        return x.type() instanceof TensorType(var _, Shape shape) && shape.rank() == 0;
    }

    /// Whether the rounds of one later loop read the elements of `node`, each those of one round.
    private boolean isReadByRounds(Region.Node node, ControlOp.For loop) {
        Value index = null;
        Region region = null;
        for (var list : node.results()) {
            if (uses.isYielded(list)) {
                return false;
            }
            for (var use : uses.of(list)) {
                if (!(use.node().op() instanceof TensorOp.ListAt(var _, var at))
                        || (region != null && (region != use.region() || index != at))) {
                    return false;
                }
                index = at;
                region = use.region();
            }
        }
        if (region == null || index == null) {
            return false;
        }
        var second = uses.node(region);
        return second != null
                && uses.region(second) == uses.region(node)
                && second.op() instanceof ControlOp.For(var count, var _, var body)
                && isSame(count, loop.count())
                && isOneEach(index, body.parameters().getFirst(), count);
    }

    private static boolean isSame(Value x, Value y) {
        return x == y || (x.constant() != null && x.constant().equals(y.constant()));
    }

    /// Whether `index` is `round`, or `count - 1 - round`.
    private static boolean isOneEach(Value index, Value round, Value count) {
        return index == round
                || (index.def() instanceof ScalarOp.Binary(var fn, var last, var y)
                        && fn == BinaryFn.SUB
                        && y == round
                        && isOneLess(last, count));
    }

    private static boolean isOneLess(Value last, Value count) {
        var distance = Steps.between(count, last);
        return distance.isPresent()
                ? distance.getAsLong() == -1
                : last.constant() != null
                        && count.constant() != null
                        && last.constant().bits() == count.constant().bits() - 1;
    }

    // ---------------------------------------------------------------------------------------- copies

    @Override
    protected List<Region.Node> copied(List<Region.Node> body) {
        return body.stream().filter(node -> !gone.contains(node)).toList();
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        if (node.op() instanceof TensorOp.ListAt(var list, var index)) {
            var first = firsts.get(list);
            if (first != null) {
                if (copied.add(first.node())) {
                    bind(first.round(), copyOf(index));
                    copy(first.loop().body().body(), g);
                }
                return List.of(copyOf(first.element(first.node().results().indexOf(list))));
            }
        }
        return g.append(op);
    }
}
