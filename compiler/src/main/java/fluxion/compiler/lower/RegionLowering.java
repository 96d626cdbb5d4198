package fluxion.compiler.lower;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphOp;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Appends what one region of a graph computes to a region of the host level.
final class RegionLowering {
    final Environment environment;
    final FreeValues freeValues;
    final GraphBuilder g;
    final Kernels kernels;
    private final Region region;
    private final Target target;
    private final SequencedSet<Value> owned;
    private final Plan plan;
    private final Contractions contractions;
    private final Steps steps;

    /// Where what a region yields ends up.
    ///
    /// @param buffers for each yield the buffer that it is written to; null for a scalar or list, which the
    /// program's region
    ///     yields too
    /// @param changed for each yield the value that is in that buffer when the region begins and may be overwritten
    /// there: a parameter of a loop's body, a value around a branch; null for none
    record Target(List<@Nullable Value> buffers, List<@Nullable Value> changed) {
        /// Buffers in which nothing is yet.
        static Target of(List<@Nullable Value> buffers) {
            return new Target(buffers, Collections.nCopies(buffers.size(), null));
        }
    }

    RegionLowering(Region region, Target target, Environment environment, FreeValues freeValues, GraphBuilder g) {
        this.region = region;
        this.target = target;
        this.environment = environment;
        this.freeValues = freeValues;
        this.g = g;
        this.kernels = new Kernels(environment, g);
        var owned = new LinkedHashMap<Value, Integer>();
        for (int i = 0; i < target.changed.size(); i++) {
            var changed = target.changed.get(i);
            if (changed != null) {
                owned.put(changed, i);
            }
        }
        this.owned = owned.sequencedKeySet();
        var destined = target.buffers.stream().map(b -> b != null).toList();
        this.plan = new Plan(region, new Analysis(region, owned, destined, environment, freeValues));
        this.contractions = new Contractions(this);
        this.steps = new Steps(this);
    }

    Plan plan() {
        return plan;
    }

    /// Appends the operations.
    ///
    /// @return the scalars and lists that the region yields
    List<Value> run() {
        bindForms();
        scalarsAfter(-1);
        for (var item : plan.items) {
            switch (item) {
                case Item.Cluster cluster -> cluster(cluster);
                case Item.Contraction contraction -> {
                    var buffer = storage(contraction.result);
                    switch (contraction.dot.op) {
                        case TensorOp.Dot op -> contractions.contract(op, contraction, buffer);
                        case TensorOp.Convolution op -> contractions.convolve(op, contraction, buffer);
                        case TensorOp.ScatterWindow op ->
                            new SideBySide(this, op).scatter(contraction.dot.value, contraction.result.value, buffer);
                        case null -> throw new IllegalArgumentException("no contraction");
                        case GraphOp other -> throw new IllegalArgumentException("no contraction: " + other);
                    }
                    bind(contraction.result, buffer);
                }
                case Item.Step step -> {
                    g.at(step.node.position());
                    steps.step(step);
                }
            }
            scalarsAfter(item.index);
        }
        return yields();
    }

    /// Binds the forms of what is changed that have its buffers.
    private void bindForms() {
        for (var parameter : owned) {
            var info = plan.analysis.info(parameter);
            var layout = info == null ? null : environment.layout(parameter);
            if (info != null && layout != null) {
                bind(info, layout.buffer());
            }
        }
    }

    private void scalarsAfter(int index) {
        var nodes = plan.scalarsAfter(index);
        if (nodes.isEmpty()) {
            return;
        }
        var host = new Elements(environment, g);
        for (var node : nodes) {
            if (node.op() instanceof ScalarOp.Constant || node.op() instanceof ScalarOp.Size) {
                // made again wherever it is needed
                continue;
            }
            g.at(node.position());
            var value = node.results().getFirst();
            environment.bindScalar(value, host.at(value, List.of()));
        }
    }

    private void cluster(Item.Cluster cluster) {
        var buffers = new LinkedHashMap<Info, Value>();
        for (var member : cluster.members) {
            if (member.stored) {
                buffers.put(member, storage(member));
            }
        }
        kernels.cluster(cluster, buffers);
        buffers.forEach(this::bind);
    }

    // --------------------------------------------------------------------------------------------------------- buffers

    /// The buffer that `info` is to be written to: that of the yield that it becomes, if it may, or a new one.
    Value storage(Info info) {
        int yield = info.destination();
        var buffer = yield < 0 ? null : target.buffers.get(yield);
        if (buffer != null && mayWrite(yield, info)) {
            return buffer;
        }
        return kernels.allocate(bufferType(info.value));
    }

    private boolean mayWrite(int yield, Info info) {
        var changed = target.changed.get(yield);
        return changed == null || plan.mayOverwrite(changed, info);
    }

    static BufferType bufferType(Value tensor) {
        var type = tensor.tensorType();
        return new BufferType(type.dtype(), type.shape().size());
    }

    static ListType listType(ListType list) {
        return new ListType(
                switch (list.element()) {
                    case TensorType(var _, var shape) when shape.rank() == 0 -> list.element();
                    case TensorType(var dtype, var shape) -> new BufferType(dtype, shape.size());
                    case ListType inner -> listType(inner);
                    case FrameType frame -> frame;
                    case BufferType buffer -> buffer;
                });
    }

    /// Records that `info` and the reshaped forms of it are stored in `buffer`.
    void bind(Info info, Value buffer) {
        environment.bindLayout(info.value, Layout.rowMajor(buffer, info.value.shape()));
        for (var next = info.successor; next != null && next.role == Role.ELEMENTS; next = next.successor) {
            environment.bindLayout(next.value, Layout.rowMajor(buffer, next.value.shape()));
        }
        if (info.value.rank() == 0 && info.onHost) {
            environment.bindScalar(info.value, read(buffer));
        }
    }

    /// The one element of `buffer`.
    private Value read(Value buffer) {
        return g.add(new BufferOp.Read(buffer, Dim.ZERO, List.of(), List.of()));
    }

    /// The host scalar or frame `value`.
    Value scalar(Value value) {
        if (value.type() instanceof FrameType) {
            return Objects.requireNonNull(environment.scalar(value), "a frame is used before it is made");
        }
        return new Elements(environment, g).at(value, List.of());
    }

    /// A buffer that holds `value` in row-major order.
    Value buffer(Value value) {
        var layout = environment.layout(value);
        if (layout != null) {
            return layout.buffer();
        }
        var buffer = kernels.allocate(bufferType(value));
        fill(value, buffer);
        return buffer;
    }

    /// Writes `value` to `buffer`.
    void fill(Value value, Value buffer) {
        if (value.rank() == 0) {
            g.append(new BufferOp.Write(buffer, Dim.ZERO, List.of(), List.of(), scalar(value)));
        } else {
            kernels.copy("copy", value, Layout.rowMajor(buffer, value.shape()));
        }
    }

    // ---------------------------------------------------------------------------------------------------------- yields

    private List<Value> yields() {
        var yields = new ArrayList<Value>();
        for (int i = 0; i < target.buffers.size(); i++) {
            var value = region.yields().get(i);
            var buffer = target.buffers.get(i);
            if (buffer != null) {
                var layout = environment.layout(value);
                if (layout == null || layout.buffer() != buffer) {
                    fill(value, buffer);
                }
            } else if (value.type() instanceof ListType) {
                yields.add(environment.list(value));
            } else {
                yields.add(scalar(value));
            }
        }
        return yields;
    }

    /// Lowers `inner`, a region inside this one.
    RegionLowering inside(Region inner, Target buffers, GraphBuilder builder) {
        return new RegionLowering(inner, buffers, environment, freeValues, builder);
    }
}
