package fluxion.compiler.lower;

import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.GraphOp;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The order in which the values of a region are computed, and which of them share a kernel.
///
/// Items are made in the order of the graph. A root joins the latest earlier kernel over its index space that computes
/// or reads something it needs at the same index, provided that all else it needs is there before that kernel;
/// otherwise it gets a kernel of its own at the end. So what an item needs always comes from items before it.
final class Plan {
    private static final int MOST_CODE = 250;
    private static final int MOST_BUFFERS = 16;

    final Analysis analysis;
    final List<Item> items = new ArrayList<>();
    private final List<List<Region.Node>> scalars = new ArrayList<>();
    private final Map<Value, Item.Cluster> readers = new HashMap<>();
    /// The items after which symbols have a value that are bound here.
    private final Map<String, Integer> bound = new HashMap<>();
    private final Map<Value, List<Item>> itemsReading = new HashMap<>();

    Plan(Region region, Analysis analysis) {
        this.analysis = analysis;
        scalars.add(new ArrayList<>());
        for (var node : region.body()) {
            if (analysis.isLive(node)) {
                place(node);
            }
        }
    }

    /// The scalars that can be computed after item `index` and not before; -1 for the beginning.
    List<Region.Node> scalarsAfter(int index) {
        return scalars.get(index + 1);
    }

    private <T extends Item> T append(T item) {
        items.add(item);
        scalars.add(new ArrayList<>());
        return item;
    }

    private void place(Region.Node node) {
        var info =
                node.results().isEmpty() ? null : analysis.info(node.results().getFirst());
        if (info == null) {
            step(node);
            return;
        }
        switch (info.role) {
            case SCALAR -> {
                OpSchema.symbols(node.op())
                        .forEach(symbol -> info.ready = Math.max(info.ready, bound.getOrDefault(symbol, -1)));
                OpSchema.forEachOperand(node.op(), x -> info.ready = Math.max(info.ready, ready(x)));
                scalars.get(info.ready + 1).add(node);
            }
            case ELEMENTS -> {
                if (info.predecessor != null) {
                    info.ready = info.predecessor.ready;
                    info.item = info.predecessor.item;
                } else if (info.root) {
                    placeRoot(info);
                }
            }
            case CONTRACTION -> {
                if (info.root) {
                    contract(info, info, new Needs(info));
                }
            }
            case STEP -> step(node);
            case PARAMETER -> {}
        }
    }

    private int ready(Value value) {
        var info = analysis.info(value);
        return info == null ? -1 : info.ready;
    }

    // ------------------------------------------------------------------------------------------------ what a root
    // needs

    /// A stored value that a root is computed from.
    ///
    /// @param aligned whether it is read at the first axes of the index of the root, in order
    private record Need(Value value, boolean aligned) {}

    /// The stored values and scalars that a root is computed from.
    private final class Needs {
        final List<Need> stored = new ArrayList<>();
        int scalarsReady = -1;

        @Nullable
        Info dot;

        private final Set<Need> seen = new HashSet<>();

        Needs(Info root) {
            operands(java.util.Objects.requireNonNull(root.op), true);
            if (root.role == Role.CONTRACTION) {
                dot = root;
            }
        }

        Needs(Region.Node node) {
            OpSchema.forEachOperand(node.op(), x -> visit(x, false));
            analysis.captured(node).forEach(x -> visit(x, false));
        }

        private void visit(Value value, boolean sameIndex) {
            boolean aligned = sameIndex && Analysis.rank(value) > 0;
            if (!seen.add(new Need(value, aligned))) {
                return;
            }
            var info = analysis.info(value);
            if (analysis.isLeaf(value)) {
                stored.add(new Need(value, aligned));
            } else if (info != null && info.role == Role.SCALAR) {
                scalarsReady = Math.max(scalarsReady, info.ready);
            } else if (value.def() instanceof GraphOp op && Analysis.rank(value) > 0) {
                dot = info != null && info.role == Role.CONTRACTION ? info : dot;
                operands(op, aligned);
            }
        }

        private void operands(GraphOp op, boolean aligned) {
            OpSchema.forEachOperand(op, x -> visit(x, aligned && isAligned(op, x)));
        }
    }

    /// Whether an element of `op` at an index takes the elements of `x` at the first axes of that index (for a
    /// reduction of trailing axes, of the index with those axes).
    private static boolean isAligned(Op op, Value x) {
        return switch (op) {
            case TensorOp.Broadcast(var _, var _, var axes) -> isLeading(axes);
            case TensorOp.Reshape(var from, var to) ->
                to.rank() >= from.rank()
                        && to.dims().subList(0, from.rank()).equals(from.shape().dims());
            case TensorOp.Reduce _ -> Analysis.isRowReduction(op);
            case GraphOp graphOp when Role.isElementwise(graphOp) -> x.rank() > 0;
            case Op _ -> false;
        };
    }

    private static boolean isLeading(List<Integer> axes) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    // ----------------------------------------------------------------------------------------------------------
    // placing

    private void step(Region.Node node) {
        var results = node.results().stream().map(analysis::known).toList();
        var step = append(new Item.Step(items.size(), node, results));
        if (node.op() instanceof ControlOp.Extent extent) {
            bound.putIfAbsent(extent.name(), step.index);
        }
        for (var result : results) {
            result.item = step;
            result.ready = step.index;
            result.stored = true;
        }
        readAll(new Needs(node), step);
    }

    private void readAll(Needs needs, Item item) {
        for (var need : needs.stored) {
            item.read(need.value, false);
            store(need.value);
        }
    }

    private void store(Value value) {
        for (var info = analysis.info(value); info != null && !info.stored; info = info.predecessor) {
            info.stored = true;
        }
    }

    private void contract(Info dot, Info result, Needs needs) {
        var item = append(new Item.Contraction(items.size(), dot, result));
        result.item = item;
        result.ready = item.index;
        result.stored = true;
        readAll(needs, item);
    }

    private void placeRoot(Info root) {
        var needs = new Needs(root);
        if (needs.dot != null) {
            contract(needs.dot, root, needs);
            return;
        }
        boolean reduction = Analysis.isRowReduction(java.util.Objects.requireNonNull(root.op));
        var space = reduction
                ? OpSchema.operands(root.op).getFirst().shape().dims()
                : root.value.shape().dims();
        int split = reduction ? root.value.rank() : -1;
        Item.Cluster cluster = null;
        if (!root.op.hasEffect()) {
            for (var need : needs.stored) {
                cluster = later(cluster, need, root, needs, space, split);
            }
        }
        if (cluster == null) {
            cluster = append(new Item.Cluster(items.size(), space, split));
        }
        join(cluster, root, needs, split);
    }

    /// The later of `best` and the kernels that compute or read `need` and can take in `root`.
    private Item.@Nullable Cluster later(
            Item.@Nullable Cluster best, Need need, Info root, Needs needs, List<Dim> space, int split) {
        var result = best;
        if (!need.aligned) {
            return result;
        }
        var info = analysis.info(need.value);
        if (info != null
                && info.item instanceof Item.Cluster maker
                && (result == null || maker.index > result.index)
                && fits(maker, root, needs, space, split, true)) {
            result = maker;
        }
        var reader = readers.get(need.value);
        if (reader != null
                && (result == null || reader.index > result.index)
                && fits(reader, root, needs, space, split, false)) {
            result = reader;
        }
        return result;
    }

    private boolean fits(Item.Cluster cluster, Info root, Needs needs, List<Dim> space, int split, boolean dependent) {
        boolean shape;
        if (split >= 0) {
            shape = split > 0 && space.equals(cluster.space) && (cluster.split == -1 || cluster.split == split);
        } else if (space.equals(cluster.space)) {
            shape = cluster.split != 0;
        } else {
            shape = dependent && cluster.split > 0 && space.equals(cluster.space.subList(0, cluster.split));
        }
        if (!shape || cluster.code + root.code > MOST_CODE || needs.scalarsReady >= cluster.index) {
            return false;
        }
        int buffers = cluster.buffers.size() + 1;
        for (var need : needs.stored) {
            var info = analysis.info(need.value);
            if (info != null && info.item == cluster) {
                if (!need.aligned) {
                    return false;
                }
            } else if (info != null && info.ready >= cluster.index) {
                return false;
            }
            buffers += cluster.buffers.contains(need.value) || isHostScalar(need.value) ? 0 : 1;
        }
        return buffers <= MOST_BUFFERS;
    }

    /// Whether kernels get `value` from the host rather than from its buffer: a scalar that is there when the
    /// region begins.
    private boolean isHostScalar(Value value) {
        return Analysis.rank(value) == 0 && analysis.info(value) == null;
    }

    private void join(Item.Cluster cluster, Info root, Needs needs, int split) {
        cluster.split = Math.max(cluster.split, split);
        cluster.members.add(root);
        cluster.code += root.code;
        cluster.buffers.add(root.value);
        root.item = cluster;
        root.ready = cluster.index;
        root.stored = root.required || root.value.rank() == 0;
        boolean full = cluster.isFull(root);
        for (var need : needs.stored) {
            var info = analysis.info(need.value);
            if (info == null || info.item != cluster) {
                store(need.value);
                continue;
            }
            boolean loopBefore = cluster.isFull(info) && !full;
            root.phase = Math.max(root.phase, info.phase + (loopBefore ? 1 : 0));
        }
        for (var need : needs.stored) {
            var info = analysis.info(need.value);
            if (info != null && info.item == cluster) {
                if (cluster.isFull(info) && (!full || info.phase < root.phase)) {
                    store(need.value);
                }
                continue;
            }
            if (!isHostScalar(need.value)) {
                cluster.buffers.add(need.value);
            }
            cluster.read(need.value, need.aligned && need.value.rank() == cluster.space.size());
            if (need.aligned) {
                readers.put(need.value, cluster);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ sharing of
    // buffers

    /// Whether `result` may be written to the buffer of `parameter`: all that reads the parameter comes before, or
    /// is the kernel that writes the result, at the same index.
    boolean mayOverwrite(Value parameter, Info result) {
        var first = result;
        while (first.predecessor != null) {
            first = first.predecessor;
        }
        var writer = first.item;
        if (writer == null) {
            return first.value == parameter;
        }
        for (var reader : readersOf(parameter)) {
            if (reader.index > writer.index || (reader == writer && !overwrites(reader, parameter, first))) {
                return false;
            }
        }
        return true;
    }

    private static boolean overwrites(Item item, Value parameter, Info result) {
        if (!(item instanceof Item.Cluster cluster) || !cluster.reads.getOrDefault(parameter, false)) {
            return false;
        }
        // folds over a row come before the loop of their phase, which is the last one
        return cluster.isFull(result) && cluster.members.stream().allMatch(m -> m.phase <= result.phase);
    }

    private List<Item> readersOf(Value parameter) {
        if (itemsReading.isEmpty()) {
            for (var item : items) {
                for (var value : item.reads.keySet()) {
                    itemsReading
                            .computeIfAbsent(checked(value), _ -> new ArrayList<>())
                            .add(item);
                }
            }
        }
        return itemsReading.getOrDefault(parameter, List.of());
    }

    /// What `value` is another name of.
    private static Value checked(Value value) {
        var name = value;
        while (true) {
            switch (name.def()) {
                case TensorOp.Print(var _, var x) -> name = x;
                case TensorOp.CheckFinite(var _, var x) -> name = x;
                case null -> {
                    return name;
                }
                case Op _ -> {
                    return name;
                }
            }
        }
    }
}
