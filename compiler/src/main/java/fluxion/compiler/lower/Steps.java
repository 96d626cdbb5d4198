package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.EvaluationException;
import fluxion.ir.GraphOp;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Appends the operations that are steps of the host level on their own.
record Steps(RegionLowering lowering) {
    private Environment environment() {
        return lowering.environment;
    }

    void step(Item.Step step) {
        var result = step.node.results().isEmpty() ? null : step.node.results().getFirst();
        var info = step.results.isEmpty() ? null : step.results.getFirst();
        switch ((GraphOp) step.node.op()) {
            case ScalarOp _, TensorOp.Reshape _, TensorOp.Gather _ -> {
                var value = Objects.requireNonNull(result);
                environment().bindScalar(value, lowering.scalar(value));
            }
            case TensorOp.Concat concat -> concat(concat, Objects.requireNonNull(info));
            case TensorOp.ScatterAdd scatter -> scatter(scatter, Objects.requireNonNull(info));
            case TensorOp.DynamicUpdate update -> update(update, Objects.requireNonNull(info));
            case TensorOp.Cumulative cumulative -> cumulative(cumulative, Objects.requireNonNull(info));
            case TensorOp.ScatterWindow scatter -> {
                var scattered = Objects.requireNonNull(info);
                var buffer = lowering.storage(scattered);
                new SideBySide(lowering, scatter).scatter(scattered.value, scattered.value, buffer);
                lowering.bind(scattered, buffer);
            }
            case TensorOp.Load(var x, var indices, var checked) -> {
                var address = address(x, indices, checked);
                environment()
                        .bindScalar(
                                Objects.requireNonNull(result),
                                lowering.g.add(new BufferOp.Read(
                                        address.buffer, address.offset, address.indices, address.strides)));
            }
            case TensorOp.Store(var x, var indices, var value, var checked) -> {
                var scalar = lowering.scalar(value);
                var buffer = changed(Objects.requireNonNull(info), x);
                var address = address(x, indices, checked);
                lowering.g.append(new BufferOp.Write(
                        buffer, Dim.ZERO, address.indices, x.shape().strides(), scalar));
            }
            case TensorOp.ListNew(var type) ->
                environment()
                        .bindList(
                                Objects.requireNonNull(result),
                                lowering.g.add(new BufferOp.BufferListNew(RegionLowering.listType(type))));
            case TensorOp.ListAppend(var list, var element) -> {
                lowering.g.append(new BufferOp.BufferListAppend(environment().list(list), element(element)));
                environment()
                        .bindList(Objects.requireNonNull(result), environment().list(list));
            }
            case TensorOp.ListAccumulate(var list, var index, var element) -> {
                lowering.g.append(new BufferOp.BufferListAccumulate(
                        environment().list(list), lowering.scalar(index), element(element)));
                environment()
                        .bindList(Objects.requireNonNull(result), environment().list(list));
            }
            case TensorOp.ListAt(var list, var index) ->
                listAt(environment().list(list), lowering.scalar(index), Objects.requireNonNull(info));
            case TensorOp.ListLength(var list) ->
                environment()
                        .bindScalar(
                                Objects.requireNonNull(result),
                                lowering.g.add(new BufferOp.BufferListLength(
                                        environment().list(list))));
            case TensorOp.Pack(var values) ->
                environment()
                        .bindScalar(
                                Objects.requireNonNull(result),
                                lowering.g.add(new BufferOp.BufferPack(
                                        values.stream().map(this::element).toList())));
            case TensorOp.Unpack unpack -> unpack(unpack, step);
            case TensorOp.Print(var label, var x) -> {
                lowering.g.append(new BufferOp.Report(label, x.tensorType(), lowering.buffer(x)));
                rename(x, Objects.requireNonNull(result));
            }
            case TensorOp.CheckFinite(var where, var x) -> {
                lowering.g.append(new BufferOp.AssertFinite(where, x.tensorType(), lowering.buffer(x)));
                rename(x, Objects.requireNonNull(result));
            }
            case TensorOp.RequireEqual(var left, var right, var message) ->
                lowering.g.append(new BufferOp.AssertEqual(left, right, message));
            case TensorOp.Fail(var exception, var message, var values) ->
                lowering.g.append(new BufferOp.Abort(
                        exception,
                        message,
                        values.stream().map(lowering::scalar).toList()));
            case ControlOp control -> new ControlFlow(lowering).lower(control, step);
            case TensorOp.Elementary _,
                    TensorOp.Broadcast _,
                    TensorOp.Transpose _,
                    TensorOp.Slice _,
                    TensorOp.Pad _,
                    TensorOp.Reverse _,
                    TensorOp.DynamicSlice _,
                    TensorOp.Copy _,
                    TensorOp.Reduce _,
                    TensorOp.ArgReduce _,
                    TensorOp.Dot _,
                    TensorOp.Convolution _,
                    TensorOp.ReduceWindow _,
                    TensorOp.SelectWindow _,
                    TensorOp.Iota _,
                    TensorOp.RandomBits _,
                    TensorOp.StopGradient _,
                    TensorOp.Map _,
                    TensorOp.Call _ ->
                throw new IrException(OpSchema.mnemonic(step.node.op()) + " is no step of its own");
        }
    }

    /// Makes `name` stand for what `value` is.
    private void rename(Value value, Value name) {
        var scalar = environment().scalar(value);
        if (scalar != null) {
            environment().bindScalar(name, scalar);
        } else if (value.rank() == 0) {
            environment().bindScalar(name, lowering.scalar(value));
        } else {
            environment().bindLayout(name, Layout.rowMajor(lowering.buffer(value), value.shape()));
        }
    }

    // ------------------------------------------------------------------------------------------------------- whole
    // tensors

    private void concat(TensorOp.Concat concat, Info info) {
        var buffer = lowering.storage(info);
        var layout = Layout.rowMajor(buffer, info.value.shape());
        var start = Dim.ZERO;
        for (var operand : concat.operands()) {
            var stride = layout.strides().get(concat.axis());
            lowering.kernels.copy("concat", operand, new Layout(buffer, start.times(stride), layout.strides()));
            start = start.plus(operand.shape().dim(concat.axis()));
        }
        lowering.bind(info, buffer);
    }

    /// The buffer of `info`, which begins as a copy of `x` or is that of `x`.
    private Value changed(Info info, Value x) {
        if (info.predecessor != null) {
            var layout = Objects.requireNonNull(environment().layout(x));
            lowering.bind(info, layout.buffer());
            return layout.buffer();
        }
        var buffer = lowering.storage(info);
        lowering.fill(x, buffer);
        lowering.bind(info, buffer);
        return buffer;
    }

    private void update(TensorOp.DynamicUpdate op, Info info) {
        var update = op.update();
        var x = op.x();
        var layout = Layout.rowMajor(changed(info, x), x.shape());
        lowering.kernels.kernel("dynamic_update", List.of(), (e, _) -> {
            var start = new ArrayList<Affine>();
            for (int i = 0; i < x.rank(); i++) {
                start.add(e.clampedStart(
                        op.starts().get(i), x.shape().dim(i), update.shape().dim(i)));
            }
            e.parallel(e.top(), update.shape().dims(), (scope, index) -> {
                var shifted = new ArrayList<Affine>();
                for (int i = 0; i < index.size(); i++) {
                    shifted.add(start.get(i).plus(index.get(i)));
                }
                e.write(scope, layout.buffer(), layout.address(shifted), e.at(update, index));
            });
        });
    }

    private void scatter(TensorOp.ScatterAdd op, Info info) {
        var x = op.x();
        int axis = op.axis();
        int batch = op.batch();
        var layout = Layout.rowMajor(changed(info, x), x.shape());
        var dims = x.shape().dims();
        var extent = dims.get(axis);
        if (extent.is(0)) {
            return;
        }
        var picks = op.indices().shape().dims().subList(batch, op.indices().rank());
        lowering.kernels.kernel("scatter_add", dims.subList(0, axis), (e, outer) -> {
            var where = new ArrayList<>(outer.subList(0, batch));
            var scope = e.top();
            var loops = new ArrayList<Elements.Scope>();
            for (var count : picks) {
                if (count.is(1)) {
                    where.add(Affine.ZERO);
                } else {
                    loops.add(scope);
                    scope = e.open(scope);
                    where.add(Affine.of(e.variable(scope)));
                }
            }
            var body = scope;
            e.inside(body, () -> {
                scatterOne(op, layout, e, body, outer, where);
                return body;
            });
            var counts = Elements.loops(picks);
            for (int i = counts.size() - 1; i >= 0; i--) {
                var around = loops.get(i);
                around.g.append(new ControlOp.For(e.size(counts.get(i)), List.of(), scope.g.finish(List.of())));
                scope = around;
            }
        });
    }

    private static void scatterOne(
            TensorOp.ScatterAdd op,
            Layout layout,
            Elements e,
            Elements.Scope scope,
            List<Affine> outer,
            List<Affine> where) {
        var dims = op.x().shape().dims();
        int axis = op.axis();
        var position = e.convert(e.at(op.indices(), List.copyOf(where)), DType.I64);
        var inside = e.binary(
                BinaryFn.AND,
                e.compare(CompareFn.GE, position, e.constant(DType.I64, 0)),
                e.compare(CompareFn.LT, position, e.size(dims.get(axis))));
        var then = e.open(scope);
        e.inside(then, () -> {
            e.parallel(then, dims.subList(axis + 1, dims.size()), (inner, rest) -> {
                var target = new ArrayList<>(outer);
                target.add(Affine.of(position));
                target.addAll(rest);
                var source = new ArrayList<>(outer);
                source.addAll(where.subList(op.batch(), where.size()));
                source.addAll(rest);
                var address = layout.address(target);
                var update = e.at(op.updates(), List.copyOf(source));
                var before = e.readAgain(inner, layout.buffer(), address);
                e.write(inner, layout.buffer(), address, e.binary(BinaryFn.ADD, before, update));
            });
            return then;
        });
        scope.g.append(new ControlOp.If(
                inside, then.g.finish(List.of()), scope.g.nested().finish(List.of())));
    }

    private void cumulative(TensorOp.Cumulative op, Info info) {
        var x = op.x();
        var buffer = lowering.storage(info);
        var layout = Layout.rowMajor(buffer, x.shape());
        int axis = op.axis();
        boolean last = axis == x.rank() - 1;
        var others = x.shape().without(axis).dims();
        lowering.kernels.kernel(Names.of(info.value), last ? others : List.of(), (e, row) -> {
            if (last) {
                scan(op, layout, e, e.top(), row);
            } else {
                e.parallel(e.top(), others, (scope, index) -> scan(op, layout, e, scope, index));
            }
        });
        lowering.bind(info, buffer);
    }

    private static void scan(
            TensorOp.Cumulative op, Layout layout, Elements e, Elements.Scope scope, List<Affine> others) {
        var x = op.x();
        var extent = x.shape().dim(op.axis());
        var loop = e.open(scope);
        var step = Affine.of(e.variable(loop));
        var total = loop.g.parameter(fluxion.ir.TensorType.scalar(x.dtype()));
        var along = op.reverse() ? step.times(Dim.of(-1)).plus(extent.plus(-1)) : step;
        var index = IndexMaps.merge(x.rank(), List.of(op.axis()), others, List.of(along));
        var next = e.inside(loop, () -> e.binary(op.fn().combine(), total, e.at(x, index)));
        e.write(loop, layout.buffer(), layout.address(index), next);
        var identity = e.emit(identity(op.fn(), x.dtype()));
        scope.g.append(new ControlOp.For(e.size(extent), List.of(identity), loop.g.finish(List.of(next))));
    }

    private static ScalarOp identity(ReduceFn fn, DType dtype) {
        return fn.identity(dtype);
    }

    // --------------------------------------------------------------------------------------------------- single
    // elements

    /// Where an element is.
    private record Address(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) {}

    /// Where the element of `x` at `indices` is, after a check that there is one.
    private Address address(Value x, List<Value> indices, boolean checked) {
        var layout = Views.of(x, environment()::layout);
        var stored = layout != null ? layout : Layout.rowMajor(lowering.buffer(x), x.shape());
        var host = new Elements(environment(), lowering.g);
        var at = new ArrayList<Value>();
        boolean checksItself = environment().exact
                && x.rank() == 1
                && stored.offset().is(0)
                && stored.strides().getFirst().is(1)
                && stored.buffer().type().equals(RegionLowering.bufferType(x));
        for (int i = 0; i < indices.size(); i++) {
            var index = lowering.scalar(indices.get(i));
            at.add(index);
            if (!checked) {
                continue;
            }
            if (checksItself) {
                lowering.g.append(new BufferOp.AssertInside(stored.buffer(), index));
                continue;
            }
            var extent = host.size(x.shape().dim(i));
            var outside = host.binary(
                    BinaryFn.OR,
                    host.compare(CompareFn.LT, index, host.constant(DType.I64, 0)),
                    host.compare(CompareFn.GE, index, extent));
            var abort = lowering.g.nested();
            abort.append(new BufferOp.Abort(
                    EvaluationException.class.getName(),
                    "index is outside of axis " + i + " of " + x.type(),
                    List.of()));
            lowering.g.append(new ControlOp.If(
                    outside, abort.finish(List.of()), lowering.g.nested().finish(List.of())));
        }
        return new Address(stored.buffer(), stored.offset(), at, stored.strides());
    }

    // --------------------------------------------------------------------------------------------------------------
    // lists

    private Value element(Value element) {
        if (element.type() instanceof ListType) {
            return environment().list(element);
        }
        return Analysis.rank(element) <= 0 ? lowering.scalar(element) : lowering.buffer(element);
    }

    private void unpack(TensorOp.Unpack op, Item.Step step) {
        var into = new ArrayList<Value>();
        var contents = new ArrayList<Type>();
        for (var info : step.results) {
            if (info.value.type() instanceof ListType type) {
                var list = lowering.g.add(new BufferOp.BufferListNew(RegionLowering.listType(type)));
                environment().bindList(info.value, list);
                into.add(list);
                contents.add(list.type());
            } else if (Analysis.rank(info.value) > 0) {
                var buffer = lowering.storage(info);
                into.add(buffer);
                contents.add(buffer.type());
            } else {
                contents.add(info.value.type());
            }
        }
        var frame = lowering.scalar(op.frame());
        var values = lowering.g
                .append(new BufferOp.BufferUnpack(frame, into, contents))
                .iterator();
        var buffers = into.iterator();
        for (var info : step.results) {
            if (info.value.type() instanceof ListType) {
                buffers.next();
            } else if (Analysis.rank(info.value) > 0) {
                lowering.bind(info, buffers.next());
            } else {
                environment().bindScalar(info.value, values.next());
            }
        }
    }

    private void listAt(Value list, Value index, Info info) {
        if (info.value.type() instanceof ListType type) {
            var into = lowering.g.add(new BufferOp.BufferListNew(RegionLowering.listType(type)));
            lowering.g.append(new BufferOp.BufferListRead(list, index, into));
            environment().bindList(info.value, into);
            return;
        }
        if (Analysis.rank(info.value) <= 0) {
            environment().bindScalar(info.value, lowering.g.add(new BufferOp.BufferListElement(list, index)));
            return;
        }
        var into = lowering.storage(info);
        lowering.g.append(new BufferOp.BufferListRead(list, index, into));
        lowering.bind(info, into);
    }
}
