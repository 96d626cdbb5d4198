package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a `for` of each `while` that counts.
///
/// A loop counts if its condition compares an integer that each round changes by the same number, with something that
/// stays the same. Whole numbers wrap around, so it must be known that the counter passes the bound before it could
/// wrap ([Count]); otherwise the loop stays what it is. Counters, the one of the condition and others, are computed
/// from the number of the round, as `start + round * step`, which is exact since both sides wrap.
public final class CountedLoops extends GraphCopier {
    private final Map<Region.Node, Count> counts = new IdentityHashMap<>();

    private CountedLoops() {}

    /// `graph` with its counted loops.
    public static Graph run(Graph graph) {
        var pass = new CountedLoops();
        new Analysis(graph, pass.counts).walk(graph.region());
        return pass.counts.isEmpty() ? graph : pass.copy(graph);
    }

    /// Finds the loops that count.
    private static final class Analysis extends Walk {
        private final Map<Region.Node, Count> counts;

        Analysis(Graph graph, Map<Region.Node, Count> counts) {
            super(graph);
            this.counts = counts;
        }

        @Override
        void visit(Region.Node node) {
            if (node.op() instanceof ControlOp.While loop) {
                var count = Count.of(loop, forms());
                if (count != null) {
                    counts.put(node, count);
                }
            }
        }
    }

    @Override
    protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
        var count = counts.get(node);
        if (count == null || !(op instanceof ControlOp.While loop)) {
            return g.append(op);
        }
        var constant = count.bound().constant();
        return new Rewriting(loop, count, constant == null ? copyOf(count.bound()) : g.add(constant), g).results();
    }

    /// One loop becomes a `for`.
    private static final class Rewriting {
        private final ControlOp.While loop;
        private final GraphBuilder g;
        private final Value rounds;
        private final List<@Nullable Value> steps = new ArrayList<>();

        Rewriting(ControlOp.While loop, Count count, Value bound, GraphBuilder g) {
            this.loop = loop;
            this.g = g;
            this.rounds = count.rounds(loop.initial().get(count.counter()), bound, g);
            for (int i = 0; i < loop.initial().size(); i++) {
                var step = Steps.of(loop.body(), i, g);
                steps.add(step);
            }
        }

        List<Value> results() {
            var body = g.nested();
            var copier = new GraphCopier();
            var round = body.parameter(TensorType.scalar(DType.I64));
            var initial = new ArrayList<Value>();
            for (int i = 0; i < steps.size(); i++) {
                var parameter = loop.body().parameters().get(i);
                if (steps.get(i) == null) {
                    copier.bind(parameter, body.parameter(parameter.type(), parameter.position()));
                    initial.add(loop.initial().get(i));
                }
            }
            for (int i = 0; i < steps.size(); i++) {
                var step = steps.get(i);
                if (step != null) {
                    copier.bind(
                            loop.body().parameters().get(i), at(loop.initial().get(i), step, round, body));
                }
            }
            copier.copy(loop.body().body(), body);
            var yields = new ArrayList<Value>();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) == null) {
                    yields.add(copier.copyOf(loop.body().yields().get(i)));
                }
            }
            var carried = g.append(new ControlOp.For(rounds, initial, body.finish(yields)));
            var done = g.binary(BinaryFn.MAX, rounds, g.constant(DType.I64, 0L));
            var results = new ArrayList<Value>();
            int next = 0;
            for (int i = 0; i < steps.size(); i++) {
                var step = steps.get(i);
                results.add(
                        step == null ? carried.get(next++) : at(loop.initial().get(i), step, done, g));
            }
            return results;
        }

        /// `start + round * step`, wrapped around.
        private static Value at(Value start, Value step, Value round, GraphBuilder g) {
            var times = g.convert(round, start.dtype());
            var constant = step.constant();
            if (constant != null && constant.bits() == -1) {
                return g.sub(start, times);
            }
            var distance = constant != null && constant.bits() == 1 ? times : g.mul(times, step);
            var zero = start.constant();
            return zero != null && zero.bits() == 0 ? distance : g.add(start, distance);
        }
    }
}
