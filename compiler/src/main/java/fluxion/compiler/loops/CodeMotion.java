package fluxion.compiler.loops;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Computes before a loop what does not change in it: scalars, and tensors that take more than a pass over elements.
/// Only what may be evaluated where the program would not have is moved ([Op#isTotal()]), and nothing out of a branch
/// but what costs next to nothing.
public final class CodeMotion {
    private final GraphCopier copier = new GraphCopier();
    private final Map<Value, Place> places = new HashMap<>();

    /// A region being copied.
    ///
    /// @param around the one around it
    /// @param loop whether it is evaluated again and again
    private record Place(GraphBuilder g, @Nullable Place around, boolean loop, int depth) {}

    /// Where symbols are bound that the graph does not have from the beginning.
    private final Map<String, Place> bound = new HashMap<>();
    private final Set<String> symbols;

    private CodeMotion(Set<String> symbols) {
        this.symbols = symbols;
    }

    private static boolean isInside(Place place, @Nullable Place outer) {
        for (var at = place; at != null; at = at.around) {
            if (at == outer) {
                return true;
            }
        }
        return false;
    }

    /// `graph` with what does not change in loops moved before them.
    public static Graph run(Graph graph) {
        if (Regions.none(graph)) {
            return graph;
        }
        var pass = new CodeMotion(graph.symbols());
        return new Graph(graph.name(), pass.copy(graph.region(), new Place(new GraphBuilder(), null, false, 0)));
    }

    private Region copy(Region region, Place place) {
        for (var parameter : region.parameters()) {
            var copy = place.g.parameter(parameter.type(), parameter.position());
            copier.bind(parameter, copy);
            places.put(copy, place);
        }
        for (var node : region.body()) {
            copy(node, place);
            if (node.op() instanceof ControlOp.Extent extent && !isInside(place, bound.get(extent.name()))) {
                bound.put(extent.name(), place);
            }
        }
        return place.g.finish(copier.copyOf(region.yields()));
    }

    private void copy(Region.Node node, Place place) {
        boolean loop = node.op() instanceof ControlOp.For
                || node.op() instanceof ControlOp.While
                || node.op() instanceof TensorOp.Map;
        var op = OpSchema.map(
                node.op(),
                copier::copyOf,
                region -> copy(region, new Place(place.g.nested(), place, loop, place.depth + 1)));
        var to = mayMove(op) ? outermost(op, place) : place;
        to.g.at(node.position());
        var moved = to == place ? op : OpSchema.map(op, x -> constantAt(x, to), region -> region);
        var results = to.g.append(moved);
        for (int i = 0; i < results.size(); i++) {
            copier.bind(node.results().get(i), results.get(i));
            places.putIfAbsent(results.get(i), to);
        }
    }

    /// A constant made where it is used costs nothing, so one never keeps its user in a loop.
    private Value constantAt(Value x, Place place) {
        var constant = x.constant();
        if (constant == null) {
            return x;
        }
        var here = place.g.add(constant);
        places.putIfAbsent(here, place);
        return here;
    }

    private boolean mayMove(Op op) {
        return op.isNumbered()
                && op.isTotal()
                && OpSchema.regions(op).isEmpty()
                && !(op instanceof ScalarOp.Constant)
                && op.types().stream().allMatch(type -> isScalar(type) || isDear(op));
    }

    private static boolean isScalar(Type type) {
        return type instanceof TensorType(var _, var shape) && shape.rank() == 0;
    }

    private static boolean isDear(Op op) {
        return op instanceof TensorOp.Dot
                || op instanceof TensorOp.Convolution
                || op instanceof TensorOp.Reduce
                || op instanceof TensorOp.Cumulative;
    }

    /// The region farthest out where `op` can be evaluated as well.
    private Place outermost(Op op, Place place) {
        int depth = 0;
        for (var operand : OpSchema.operands(op)) {
            if (operand.constant() != null) {
                continue;
            }
            var home = places.get(operand);
            depth = Math.max(depth, home == null ? place.depth : home.depth);
        }
        // no type leaves the region that binds its symbols
        for (var symbol : OpSchema.symbols(op)) {
            if (!symbols.contains(symbol)) {
                var home = bound.get(symbol);
                depth = Math.max(depth, home == null ? place.depth : home.depth);
            }
        }
        var best = place;
        boolean cheap = op instanceof ScalarOp;
        for (var at = place; at.around != null && at.depth > depth; at = at.around) {
            if (at.loop) {
                best = at.around;
            } else if (!cheap) {
                break;
            }
        }
        return best;
    }
}
