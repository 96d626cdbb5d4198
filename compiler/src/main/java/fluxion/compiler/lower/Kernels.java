package fluxion.compiler.lower;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.BiConsumer;

/// Appends kernels to the host level.
final class Kernels {
    private final Environment environment;
    private final GraphBuilder g;

    Kernels(Environment environment, GraphBuilder g) {
        this.environment = environment;
        this.g = g;
    }

    /// A new buffer.
    Value allocate(BufferType type) {
        return g.add(new BufferOp.Alloc(type));
    }

    /// Appends the kernel with the body that `body` makes at an index of `grid`.
    void kernel(String name, List<Dim> grid, BiConsumer<Elements, List<Affine>> body) {
        var inner = new GraphBuilder();
        var elements = new Elements(environment, inner);
        body.accept(elements, elements.variables(elements.top(), grid));
        append(name, Elements.loops(grid), inner.finish(List.of()));
    }

    private void append(String name, List<Dim> grid, Region body) {
        var collapsed = Collapse.kernel(grid, body);
        var reads = new LinkedHashSet<Value>();
        var writes = new LinkedHashSet<Value>();
        collect(collapsed.body(), reads, writes);
        reads.removeAll(writes);
        g.append(new BufferOp.Kernel(
                name, collapsed.extents(), List.copyOf(reads), List.copyOf(writes), collapsed.body()));
    }

    /// Finds the buffers that `region` reads and writes.
    static void collect(Region region, SequencedSet<Value> reads, SequencedSet<Value> writes) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.Read read -> reads.add(read.buffer());
                case BufferOp.Write write -> writes.add(write.buffer());
                case fluxion.ir.Op op -> OpSchema.regions(op).forEach(inner -> collect(inner, reads, writes));
            }
        }
    }

    /// Appends the kernel that writes the elements of `source` to `target`.
    void copy(String name, Value source, Layout target) {
        kernel(
                name,
                List.of(),
                (e, _) -> e.parallel(
                        e.top(),
                        source.shape().dims(),
                        (scope, index) -> e.write(scope, target.buffer(), target.address(index), e.at(source, index))));
    }

    /// Appends the kernel of `cluster`.
    ///
    /// @param buffers those of the members that are stored
    void cluster(Item.Cluster cluster, Map<Info, Value> buffers) {
        int split = Math.max(cluster.split, 0);
        var rows = cluster.space.subList(0, split);
        var columns = cluster.space.subList(split, cluster.space.size());
        kernel(name(cluster), rows, (e, row) -> {
            int phases = cluster.members.stream().mapToInt(m -> m.phase).max().orElse(0);
            for (int phase = 0; phase <= phases; phase++) {
                var full = new ArrayList<Info>();
                for (var member : cluster.members) {
                    if (member.phase != phase) {
                        continue;
                    }
                    if (cluster.isFull(member)) {
                        full.add(member);
                    } else {
                        write(e, e.top(), List.of(member), row, buffers);
                    }
                }
                if (!full.isEmpty()) {
                    e.parallel(e.top(), columns, (scope, column) -> {
                        var index = new ArrayList<>(row);
                        index.addAll(column);
                        write(e, scope, full, List.copyOf(index), buffers);
                    });
                }
                // from here on they are read
                full.forEach(member -> bind(member, buffers));
            }
        });
    }

    private void bind(Info member, Map<Info, Value> buffers) {
        var buffer = buffers.get(member);
        if (buffer != null) {
            environment.bindLayout(member.value, Layout.rowMajor(buffer, member.value.shape()));
        }
    }

    /// Computes the elements of `members` at `index`, then writes those that are stored: a buffer may be written
    /// where another member reads it.
    private static void write(
            Elements e, Elements.Scope scope, List<Info> members, List<Affine> index, Map<Info, Value> buffers) {
        var elements = new LinkedHashMap<Info, Value>();
        members.forEach(member -> elements.put(member, e.at(member.value, index)));
        elements.forEach((member, element) -> {
            var buffer = buffers.get(member);
            if (buffer != null) {
                var layout = Layout.rowMajor(buffer, member.value.shape());
                e.write(scope, buffer, layout.address(index), element);
            }
        });
    }

    private static String name(Item.Cluster cluster) {
        var names = new LinkedHashSet<String>();
        cluster.members.forEach(member -> names.add(Names.of(member.value)));
        return String.join("_", names.stream().limit(4).toList());
    }
}
