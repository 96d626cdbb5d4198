package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Emits what is computed in scalar code for one lane after the other, in the order of the rounds.
final class SerialCode {
    private final DirectScope scope;
    private final Code code;
    private final LanePlan plan;
    private final VectorCode vectors;
    private final DirectBody scalars;

    SerialCode(DirectScope scope, LanePlan plan, VectorCode vectors, DirectBody scalars) {
        this.scope = scope;
        this.code = scope.code;
        this.plan = plan;
        this.vectors = vectors;
        this.scalars = scalars;
    }

    /// What the rounds of `loop` hand from one to the next.
    void round(ControlOp.For loop) {
        var body = loop.body();
        var carried = new ArrayList<Value>();
        var yields = new ArrayList<Value>();
        for (int i = 0; i < loop.initial().size(); i++) {
            if (!(loop.initial().get(i).type() instanceof ListType)) {
                carried.add(body.parameters().get(i + 1));
                yields.add(body.yields().get(i));
            }
        }
        if (carried.isEmpty()) {
            return;
        }
        var depending = new LinkedHashSet<>(carried);
        var operations = new ArrayList<Region.Node>();
        for (var node : body.body()) {
            if (node.op() instanceof ScalarOp op
                    && OpSchema.operands(op).stream().anyMatch(depending::contains)) {
                operations.add(node);
                depending.addAll(node.results());
            }
        }
        inOrder(operations, yields, _ -> scalars.move(yields, carried));
    }

    /// Adds to the element of `write` what the rounds add, and writes it.
    void sum(BufferOp.Write write, LaneAccesses.Sum sum) {
        var before = List.of(sum.before());
        var after = List.of(write.value());
        inOrder(sum.operations(), after, _ -> scalars.move(after, before));
        scope.pushAddress(write.buffer(), write.offset(), write.indices(), write.strides());
        scope.push(sum.before());
        code.insn(JvmType.of(write.value().dtype()).arrayStore());
    }

    /// Computes `op` for each lane, and puts the results side by side.
    void eachLane(ScalarOp op, Value result) {
        var type = JvmType.of(result.dtype());
        int slot = code.reference();
        vectors.spread(result.dtype(), vectors.widest(), () -> code.push(ScalarOp.Constant.of(result.dtype(), 0.0)));
        code.storeRef(slot);
        var node = new Region.Node(op, List.of(result), null);
        inOrder(List.of(node), List.of(), at -> {
            code.loadRef(slot);
            code.pushInt(at);
            scope.push(result);
            code.invoke(type.vector(), "withLane", "(I" + type.descriptor() + ")" + type.vectorDescriptor());
            code.storeRef(slot);
        });
        vectors.put(result, vectors.widest(), slot);
    }

    /// Computes `operations` for one lane after the other; `asked` are values that `after` uses.
    private void inOrder(List<Region.Node> operations, List<Value> asked, IntConsumer after) {
        var taken = new LinkedHashSet<Value>();
        operations.forEach(node -> taken.addAll(OpSchema.operands(node.op())));
        taken.addAll(asked);
        taken.removeIf(x -> !isInLanes(x));
        var inVectors = new LinkedHashMap<Value, @Nullable Location>();
        taken.forEach(x -> inVectors.put(x, scope.has(x) ? scope.at(x) : null));
        int n = vectors.lanes();
        for (int i = 0; i < n; i++) {
            int at = plan.direction() > 0 ? i : n - 1 - i;
            take(inVectors, at);
            for (var node : operations) {
                scope.define((ScalarOp) node.op(), node.results().getFirst());
            }
            after.accept(at);
            restore(inVectors);
        }
    }

    private void restore(Map<Value, @Nullable Location> locations) {
        locations.forEach((value, location) -> {
            if (location == null) {
                scope.forget(value);
            } else {
                scope.put(value, location);
            }
        });
    }

    private boolean isInLanes(Value value) {
        return plan.kinds().isVarying(value) || plan.kinds().isAffine(value);
    }

    /// Makes scalars of lane `at` of `values`.
    private void take(Map<Value, @Nullable Location> values, int at) {
        var scalars = new LinkedHashMap<Value, Location>();
        for (var value : values.keySet()) {
            var type = JvmType.of(value.dtype());
            vectors.push(value, vectors.widest());
            code.pushInt(at);
            if (value.dtype() == DType.BOOL) {
                code.invoke(Names.MASK, "laneIsSet", "(I)Z");
            } else {
                code.invoke(type.vector(), "lane", "(I)" + type.descriptor());
            }
            int slot = code.local(value.dtype());
            code.store(value.dtype(), slot);
            scalars.put(value, new Location.Scalar(value.dtype(), slot));
        }
        scalars.forEach(scope::put);
    }
}
