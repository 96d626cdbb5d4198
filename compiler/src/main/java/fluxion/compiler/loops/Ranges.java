package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Uses what is known of integers: accesses that are inside need no check, comparisons that always come out the same
/// are constants, a conversion there and back is nothing, and of two numbers the lesser may be known.
public final class Ranges extends GraphCopier {
    private final Set<Region.Node> inside = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Region.Node, Boolean> decided = new IdentityHashMap<>();
    private final Map<Region.Node, Value> same = new IdentityHashMap<>();

    private final Map<Region.Node, Shifted> shifted = new IdentityHashMap<>();

    /// An `i64` and a number that is added to it.
    private record Shifted(Value value, long distance) {}

    private Ranges() {}

    /// `graph` with what is known of its integers put to use.
    public static Graph run(Graph graph) {
        var pass = new Ranges();
        new Analysis(graph, pass).walk(graph.region());
        return pass.copy(graph);
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        var truth = decided.get(node);
        if (truth != null) {
            return List.of(g.constant(truth));
        }
        var equal = same.get(node);
        if (equal != null) {
            return List.of(copyOf(equal));
        }
        var sum = shifted.get(node);
        if (sum != null) {
            return List.of(g.add(copyOf(sum.value), g.constant(DType.I64, sum.distance)));
        }
        if (inside.contains(node)) {
            if (op instanceof TensorOp.Load(var x, var indices, var _)) {
                return g.append(new TensorOp.Load(x, indices, false));
            }
            if (op instanceof TensorOp.Store(var x, var indices, var value, var _)) {
                return g.append(new TensorOp.Store(x, indices, value, false));
            }
        }
        return g.append(op);
    }

    /// Finds out what can be put to use.
    private static final class Analysis extends Walk {
        private final Ranges found;

        Analysis(Graph graph, Ranges found) {
            super(graph);
            this.found = found;
        }

        @Override
        void visit(Region.Node node) {
            switch (node.op()) {
                case TensorOp.Load(var x, var indices, var checked) -> access(node, x, indices, checked);
                case TensorOp.Store(var x, var indices, var _, var checked) -> access(node, x, indices, checked);
                case ScalarOp.Compare(var fn, var x, var y)
                when Forms.isInteger(x) -> {
                    var truth = compare(fn, x, y);
                    if (truth != null) {
                        found.decided.put(node, truth);
                    }
                }
                case ScalarOp.Convert(var x, var dtype)
                when dtype == DType.I64 && Forms.isInteger(x) -> widened(node, x);
                case ScalarOp.Binary(var fn, var x, var y)
                when (fn == BinaryFn.MIN || fn == BinaryFn.MAX) && Forms.isInteger(x) -> {
                    var least = fn == BinaryFn.MIN;
                    if (bounds().atMost(forms().of(x), forms().of(y))) {
                        found.same.put(node, least ? x : y);
                    } else if (bounds().atMost(forms().of(y), forms().of(x))) {
                        found.same.put(node, least ? y : x);
                    }
                }
                case Op _ -> {}
            }
        }

        /// `(k as i32) + c` as `i64` is `k + c` if nothing wraps around.
        private void widened(Region.Node node, Value x) {
            var start = Steps.start(x);
            var distance = Steps.between(start, x);
            if (!(start.def() instanceof ScalarOp.Convert(var k, var _))
                    || k.dtype() != DType.I64
                    || distance.isEmpty()
                    || !forms().fits(forms().of(k), DType.I32)) {
                return;
            }
            int by = (int) distance.getAsLong();
            if (by == 0) {
                found.same.put(node, k);
            } else if (forms().of(x).equals(forms().of(k).plus(by))) {
                found.shifted.put(node, new Shifted(k, by));
            }
        }

        private void access(Region.Node node, Value x, List<Value> indices, boolean checked) {
            boolean all = checked;
            for (int axis = 0; all && axis < indices.size(); axis++) {
                var index = forms().of(indices.get(axis));
                all = bounds().holds(index)
                        && bounds().atMost(index, x.shape().dim(axis).plus(-1));
            }
            if (all) {
                found.inside.add(node);
            }
        }

        private @Nullable Boolean compare(CompareFn fn, Value left, Value right) {
            return isAlways(fn, left, right)
                    ? Boolean.TRUE
                    : isAlways(Comparisons.negated(fn), left, right) ? Boolean.FALSE : null;
        }

        private boolean isAlways(CompareFn fn, Value left, Value right) {
            var x = forms().of(left);
            var y = forms().of(right);
            return switch (fn) {
                case EQ -> bounds().atMost(x, y) && bounds().atMost(y, x);
                case NE -> bounds().atMost(x.plus(1), y) || bounds().atMost(y.plus(1), x);
                case LT -> bounds().atMost(x.plus(1), y);
                case LE -> bounds().atMost(x, y);
                case GT -> bounds().atMost(y.plus(1), x);
                case GE -> bounds().atMost(y, x);
            };
        }
    }
}
