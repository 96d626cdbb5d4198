package fluxion.compiler.lower;

import fluxion.ir.BufferOp;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Makes one loop of two nested ones where all reads and writes allow it: where element `(i, j)` of a space `[m, n]` is
/// always at `(i * n + j) * stride`, and `i` and `j` are used for nothing else.
final class Collapse {
    /// A loop nest and its body.
    record Nest(List<Dim> extents, Region body) {}

    /// A pair of neighbouring loops.
    private record Pair(Value outer, Value inner, Dim extent) {}

    private final Map<Value, Pair> byOuter = new HashMap<>();
    private final Map<Value, Pair> byInner = new HashMap<>();

    private Collapse() {}

    static Nest kernel(List<Dim> grid, Region body) {
        var collapse = new Collapse();
        collapse.visitLoops(grid, body);
        if (collapse.byOuter.isEmpty()) {
            return new Nest(grid, body);
        }
        // what differs stays so: an index is merged only with the one that always stands beside it
        var copy = collapse.new Rewrite().copyRegion(body, GraphBuilder.withoutNumbering());
        return collapse.merge(grid, body, copy);
    }

    // ------------------------------------------------------------------------------------------------ what may be
    // merged

    private void visitLoops(List<Dim> extents, Region body) {
        var loops = body.parameters();
        for (int i = 0; i + 1 < extents.size(); i++) {
            var pair = new Pair(loops.get(i), loops.get(i + 1), extents.get(i + 1));
            byOuter.put(pair.outer, pair);
            byInner.put(pair.inner, pair);
        }
        visit(body);
    }

    private void visit(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.Read(var _, var _, var indices, var strides) -> access(indices, strides);
                case BufferOp.Write(var _, var _, var indices, var strides, var value) -> {
                    access(indices, strides);
                    keepApart(value);
                }
                case BufferOp.Parallel(var extents, var body) -> visitLoops(extents, body);
                case BufferOp.Fold(var _, var extents, var body) -> visitLoops(extents, body);
                case Op op -> {
                    OpSchema.forEachOperand(op, this::keepApart);
                    OpSchema.regions(op).forEach(this::visit);
                }
            }
        }
        region.yields().forEach(this::keepApart);
    }

    /// Keeps the loop of `variable` as it is, because its value is used.
    private void keepApart(Value variable) {
        keepApart(byOuter.get(variable));
        keepApart(byInner.get(variable));
    }

    private void keepApart(@Nullable Pair pair) {
        if (pair != null) {
            byOuter.remove(pair.outer);
            byInner.remove(pair.inner);
        }
    }

    private void access(List<Value> indices, List<Dim> strides) {
        for (int i = 0; i < indices.size(); i++) {
            var outer = byOuter.get(indices.get(i));
            if (outer != null) {
                int inner = indices.indexOf(outer.inner);
                if (inner < 0 || !strides.get(i).equals(strides.get(inner).times(outer.extent))) {
                    keepApart(outer);
                }
            }
            var inner = byInner.get(indices.get(i));
            if (inner != null && !indices.contains(inner.outer)) {
                keepApart(inner);
            }
        }
    }

    // -----------------------------------------------------------------------------------------------------------
    // merging

    /// The loops of `body` merged; its variable is that of the innermost.
    private Nest merge(List<Dim> extents, Region body, Region copy) {
        var merged = new ArrayList<Dim>();
        var variables = new ArrayList<Value>();
        var extent = Dim.ONE;
        for (int i = 0; i < extents.size(); i++) {
            extent = extent.times(extents.get(i));
            if (!byOuter.containsKey(body.parameters().get(i))) {
                merged.add(extent);
                variables.add(copy.parameters().get(i));
                extent = Dim.ONE;
            }
        }
        return new Nest(merged, new Region(variables, copy.body(), copy.yields()));
    }

    private final class Rewrite extends GraphCopier {
        @Override
        protected List<Value> replace(Region.Node node, Op op, GraphBuilder g) {
            var original = OpSchema.regions(node.op());
            return g.append(
                    switch (op) {
                        case BufferOp.Read(var buffer, var offset, var indices, var strides) -> {
                            var kept = kept(((BufferOp.Read) node.op()).indices());
                            yield new BufferOp.Read(buffer, offset, pick(indices, kept), pick(strides, kept));
                        }
                        case BufferOp.Write(var buffer, var offset, var indices, var strides, var value) -> {
                            var kept = kept(((BufferOp.Write) node.op()).indices());
                            yield new BufferOp.Write(buffer, offset, pick(indices, kept), pick(strides, kept), value);
                        }
                        case BufferOp.Parallel(var extents, var body) -> {
                            var nest = merge(extents, original.getFirst(), body);
                            yield new BufferOp.Parallel(nest.extents, nest.body);
                        }
                        case BufferOp.Fold(var fn, var extents, var body) -> {
                            var nest = merge(extents, original.getFirst(), body);
                            yield new BufferOp.Fold(fn, nest.extents, nest.body);
                        }
                        case Op other -> other;
                    });
        }

        private List<Integer> kept(List<Value> indices) {
            return IntStream.range(0, indices.size())
                    .filter(i -> !byOuter.containsKey(indices.get(i)))
                    .boxed()
                    .toList();
        }

        private static <T> List<T> pick(List<T> all, List<Integer> kept) {
            return kept.stream().map(all::get).toList();
        }
    }
}
