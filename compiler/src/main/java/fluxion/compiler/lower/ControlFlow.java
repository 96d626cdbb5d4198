package fluxion.compiler.lower;

import fluxion.ir.ControlOp;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends control flow to the host level. What branches yield and loops carry of rank 0, and lists, stay values;
/// tensors are in buffers that all rounds share.
record ControlFlow(RegionLowering lowering) {
    void lower(ControlOp op, Item.Step step) {
        switch (op) {
            case ControlOp.If branch -> lower(branch, step);
            case ControlOp.For loop -> lower(loop, step);
            case ControlOp.While loop -> lower(loop, step);
            case ControlOp.Invoke invoke -> lower(invoke, step);
            case ControlOp.Extent(var symbol, var n) ->
                lowering.g.append(new ControlOp.Extent(symbol, lowering.scalar(n)));
        }
    }

    private void lower(ControlOp.If op, Item.Step step) {
        var buffers = new ArrayList<@Nullable Value>();
        var changed = new ArrayList<@Nullable Value>();
        for (var info : step.results) {
            var before = info.predecessor;
            changed.add(before == null ? null : before.value);
            buffers.add(
                    before != null
                            ? lowering.buffer(before.value)
                            : isTensor(info.value) ? lowering.storage(info) : null);
        }
        var target = new RegionLowering.Target(buffers, changed);
        var results = lowering.g.append(new ControlOp.If(
                lowering.scalar(op.condition()), branch(op.whenTrue(), target), branch(op.whenFalse(), target)));
        bind(step, buffers, results);
    }

    private void lower(ControlOp.Invoke op, Item.Step step) {
        var procedure = op.procedure();
        var operands = new ArrayList<Value>();
        for (int i = 0; i < op.operands().size(); i++) {
            var x = op.operands().get(i);
            int place = procedure.inPlace().indexOf(i);
            operands.add(
                    !isTensor(x)
                            ? lowering.scalar(x)
                            : place < 0 ? lowering.buffer(x) : changed(x, step.results.get(place)));
        }
        var buffers = new ArrayList<@Nullable Value>();
        for (int i = 0; i < step.results.size(); i++) {
            int place = procedure.inPlace().get(i);
            buffers.add(
                    !isTensor(step.results.get(i).value)
                            ? null
                            : place < 0 ? lowering.storage(step.results.get(i)) : operands.get(place));
        }
        for (int i : ProcedureLowering.separate(procedure)) {
            operands.add(java.util.Objects.requireNonNull(buffers.get(i)));
        }
        var lowered = lowering.environment.procedures.lower(procedure);
        bind(step, buffers, lowering.g.append(new ControlOp.Invoke(lowered, op.extents(), operands)));
    }

    /// The buffer of `result`, which begins as `x`.
    private Value changed(Value x, Info result) {
        if (result.predecessor != null) {
            return lowering.buffer(x);
        }
        var buffer = lowering.storage(result);
        lowering.fill(x, buffer);
        return buffer;
    }

    private Region branch(Region region, RegionLowering.Target target) {
        var g = lowering.g.nested();
        return g.finish(lowering.inside(region, target, g).run());
    }

    private void lower(ControlOp.For op, Item.Step step) {
        var count = lowering.scalar(op.count());
        var buffers = carriedBuffers(op.initial(), step);
        var g = lowering.g.nested();
        var index = op.body().parameters().getFirst();
        lowering.environment.bindScalar(index, g.parameter(index.type()));
        var carried = op.body().parameters().subList(1, op.body().parameters().size());
        var body = body(op.body(), carried, buffers, g);
        bind(step, buffers, lowering.g.append(new ControlOp.For(count, carriedValues(op.initial()), body)));
    }

    private void lower(ControlOp.While op, Item.Step step) {
        var buffers = carriedBuffers(op.initial(), step);
        var test = lowering.g.nested();
        bindCarried(op.condition().parameters(), buffers, test);
        var nothing = new ArrayList<@Nullable Value>();
        nothing.add(null);
        var condition = test.finish(lowering.inside(op.condition(), RegionLowering.Target.of(nothing), test)
                .run());
        var body = body(op.body(), op.body().parameters(), buffers, lowering.g.nested());
        bind(step, buffers, lowering.g.append(new ControlOp.While(carriedValues(op.initial()), condition, body)));
    }

    private Region body(Region region, List<Value> carried, List<@Nullable Value> buffers, fluxion.ir.GraphBuilder g) {
        bindCarried(carried, buffers, g);
        var changed = new ArrayList<@Nullable Value>();
        for (int i = 0; i < carried.size(); i++) {
            changed.add(buffers.get(i) == null ? null : carried.get(i));
        }
        return g.finish(lowering.inside(region, new RegionLowering.Target(buffers, changed), g)
                .run());
    }

    /// The buffers that the carried tensors are in, with what they start from; null for all else that is carried.
    private List<@Nullable Value> carriedBuffers(List<Value> initial, Item.Step step) {
        var buffers = new ArrayList<@Nullable Value>();
        for (int i = 0; i < initial.size(); i++) {
            if (!isTensor(initial.get(i))) {
                buffers.add(null);
                continue;
            }
            var info = step.results.get(i);
            if (info.predecessor == null) {
                var buffer = lowering.storage(info);
                lowering.fill(initial.get(i), buffer);
                buffers.add(buffer);
            } else {
                buffers.add(lowering.buffer(initial.get(i)));
            }
        }
        return buffers;
    }

    private void bindCarried(List<Value> parameters, List<@Nullable Value> buffers, fluxion.ir.GraphBuilder g) {
        for (int i = 0; i < parameters.size(); i++) {
            var parameter = parameters.get(i);
            var buffer = buffers.get(i);
            if (buffer != null) {
                lowering.environment.bindLayout(parameter, Layout.rowMajor(buffer, parameter.shape()));
            } else if (parameter.type() instanceof ListType list) {
                lowering.environment.bindList(parameter, g.parameter(RegionLowering.listType(list)));
            } else {
                lowering.environment.bindScalar(parameter, g.parameter(parameter.type()));
            }
        }
    }

    /// The scalars and lists of `initial`, as the program has them.
    private List<Value> carriedValues(List<Value> initial) {
        return initial.stream()
                .filter(x -> !isTensor(x))
                .map(x -> x.type() instanceof ListType ? lowering.environment.list(x) : lowering.scalar(x))
                .toList();
    }

    private void bind(Item.Step step, List<@Nullable Value> buffers, List<Value> values) {
        var next = values.iterator();
        for (int i = 0; i < step.results.size(); i++) {
            var info = step.results.get(i);
            var buffer = buffers.get(i);
            if (buffer != null) {
                lowering.bind(info, buffer);
            } else if (info.value.type() instanceof ListType) {
                lowering.environment.bindList(info.value, next.next());
            } else {
                lowering.environment.bindScalar(info.value, next.next());
            }
        }
    }

    private static boolean isTensor(Value value) {
        return value.type() instanceof TensorType type && type.rank() > 0;
    }
}
