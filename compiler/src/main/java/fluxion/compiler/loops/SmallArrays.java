package fluxion.compiler.loops;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Small arrays that are accessed at known places alone become numbers, one for each element; loops and branches carry
/// these in their place. An array is made of them again where a result is one, or a copy of it is accessed in other
/// ways.
public final class SmallArrays {
    private final ArrayFlow flow;
    private final Map<Value, Value> copies = new IdentityHashMap<>();
    private final Map<Value, List<Value>> elements = new IdentityHashMap<>();

    private SmallArrays(ArrayFlow flow) {
        this.flow = flow;
    }

    /// `graph` without them.
    public static Graph run(Graph graph) {
        var flow = new ArrayFlow(graph.region());
        return flow.isEmpty()
                ? graph
                : new Graph(graph.name(), new SmallArrays(flow).region(graph.region(), new GraphBuilder(), true));
    }

    // ---------------------------------------------------------------- values

    private Value copyOf(Value x) {
        return copies.getOrDefault(x, x);
    }

    /// The elements of the array `x`, in row-major order.
    private List<Value> elements(Value x, GraphBuilder g) {
        var known = elements.get(x);
        if (known != null) {
            return known;
        }
        var shape = x.shape();
        var loaded = new ArrayList<Value>();
        for (int i = 0; i < ArrayFlow.size(x); i++) {
            loaded.add(g.add(new TensorOp.Load(copyOf(x), indices(i, shape, g), false)));
        }
        return loaded;
    }

    private static List<Value> indices(int element, Shape shape, GraphBuilder g) {
        var indices = new ArrayList<Value>();
        long rest = element;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            long extent = shape.dim(axis).constant();
            indices.addFirst(g.constant(DType.I64, rest % extent));
            rest /= extent;
        }
        return indices;
    }

    /// The array `x`, made of its elements if it is no longer there; it may not be consumed.
    private Value array(Value x, GraphBuilder g) {
        var parts = elements.get(x);
        if (parts == null) {
            return copyOf(x);
        }
        if (parts.isEmpty()) {
            return g.zero(x.type());
        }
        var counts = new HashMap<Value, Integer>();
        parts.forEach(part -> counts.merge(part, 1, Integer::sum));
        var most = Collections.max(counts.values());
        var common = parts.stream()
                .filter(part -> most.equals(counts.get(part)))
                .findFirst()
                .orElseThrow();
        if (most == parts.size()) {
            return g.broadcast(common, x.shape());
        }
        var array = g.add(new TensorOp.Copy(g.broadcast(common, x.shape())));
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) != common) {
                array = g.add(new TensorOp.Store(array, indices(i, x.shape(), g), parts.get(i), false));
            }
        }
        return array;
    }

    // ---------------------------------------------------------------- regions

    /// @param isWhole whether what it yields stays as it is
    private Region region(Region region, GraphBuilder g, boolean isWhole) {
        for (var parameter : region.parameters()) {
            if (flow.isSplit(parameter)) {
                var parts = new ArrayList<Value>();
                for (int i = 0; i < ArrayFlow.size(parameter); i++) {
                    parts.add(g.parameter(TensorType.scalar(parameter.dtype()), parameter.position()));
                }
                elements.put(parameter, parts);
            } else {
                copies.put(parameter, g.parameter(parameter.type(), parameter.position()));
            }
        }
        for (var node : region.body()) {
            g.at(node.position());
            node(node, g);
        }
        return g.finish(isWhole ? region.yields().stream().map(x -> array(x, g)).toList() : spread(region.yields()));
    }

    /// `values`, with elements in the places of those that are split.
    private List<Value> spread(List<Value> values) {
        var spread = new ArrayList<Value>();
        for (var x : values) {
            spread.addAll(elements.getOrDefault(x, List.of(copyOf(x))));
        }
        return spread;
    }

    /// Lets `results` stand for those of `node`, in their order.
    private void gather(Region.Node node, List<Value> results) {
        int at = 0;
        for (var result : node.results()) {
            if (flow.isSplit(result)) {
                int size = ArrayFlow.size(result);
                elements.put(result, results.subList(at, at + size));
                at += size;
            } else {
                copies.put(result, results.get(at++));
            }
        }
    }

    private void node(Region.Node node, GraphBuilder g) {
        switch (node.op()) {
            case ControlOp.If(var condition, var whenTrue, var whenFalse) ->
                gather(
                        node,
                        g.append(new ControlOp.If(
                                copyOf(condition),
                                region(whenTrue, g.nested(), false),
                                region(whenFalse, g.nested(), false))));
            case ControlOp.For(var count, var initial, var body) ->
                gather(
                        node,
                        g.append(new ControlOp.For(copyOf(count), spread(initial), region(body, g.nested(), false))));
            case ControlOp.While(var initial, var condition, var body) ->
                gather(
                        node,
                        g.append(new ControlOp.While(
                                spread(initial),
                                region(condition, g.nested(), false),
                                region(body, g.nested(), false))));
            case TensorOp.Load(var x, var indices, var _)
            when flow.isSplit(x) ->
                copies.put(
                        node.results().getFirst(),
                        elements(x, g).get(ArrayFlow.place(x.shape(), indices).orElseThrow()));
            case Op op
            when node.results().size() == 1 && flow.isSplit(node.results().getFirst()) ->
                elements.put(node.results().getFirst(), split(op, node.results().getFirst(), g));
            case TensorOp.Reshape(var x, var shape)
            when shape.rank() == 0 && flow.isSplit(x) ->
                copies.put(node.results().getFirst(), elements(x, g).getFirst());
            case TensorOp.Copy(var x)
            when flow.isSplit(x) -> {
                var array = array(x, g);
                copies.put(
                        node.results().getFirst(),
                        array.def() instanceof TensorOp.Store ? array : g.add(new TensorOp.Copy(array)));
            }
            case Op op -> {
                var copy = OpSchema.map(op, x -> array(x, g), region -> region(region, g.nested(), true));
                gather(node, g.append(copy));
            }
        }
    }

    /// The elements of the result of `op`.
    private List<Value> split(Op op, Value result, GraphBuilder g) {
        return switch (op) {
            case TensorOp.Broadcast(var x, var _, var _) -> Collections.nCopies(ArrayFlow.size(result), copyOf(x));
            case TensorOp.Iota(var type, var _) -> {
                var numbers = new ArrayList<Value>();
                for (int i = 0; i < ArrayFlow.size(result); i++) {
                    numbers.add(g.convert(g.constant(DType.I64, (long) i), type.dtype()));
                }
                yield numbers;
            }
            case TensorOp.Copy(var x) -> elements(x, g);
            case TensorOp.Reshape(var x, var _) -> x.rank() == 0 ? List.of(copyOf(x)) : elements(x, g);
            case TensorOp.Store(var x, var indices, var value, var _) -> {
                var changed = new ArrayList<>(elements(x, g));
                changed.set(ArrayFlow.place(x.shape(), indices).orElseThrow(), copyOf(value));
                yield changed;
            }
            case TensorOp.DynamicUpdate(var x, var update, var starts) -> {
                var changed = new ArrayList<>(elements(x, g));
                var parts = elements(update, g);
                for (int i = 0; i < parts.size(); i++) {
                    changed.set(ArrayFlow.place(x.shape(), update.shape(), starts, i), parts.get(i));
                }
                yield changed;
            }
            case ScalarOp scalar -> {
                var operands = new IdentityHashMap<Value, List<Value>>();
                OpSchema.forEachOperand(
                        scalar,
                        x -> operands.put(
                                x,
                                x.rank() == 0
                                        ? Collections.nCopies(ArrayFlow.size(result), copyOf(x))
                                        : elements(x, g)));
                var parts = new ArrayList<Value>();
                for (int i = 0; i < ArrayFlow.size(result); i++) {
                    int at = i;
                    parts.add(g.add(OpSchema.map(
                            scalar, x -> Objects.requireNonNull(operands.get(x)).get(at), region -> region)));
                }
                yield parts;
            }
            case Op other -> throw new IllegalStateException(OpSchema.mnemonic(other) + " is not split");
        };
    }
}
