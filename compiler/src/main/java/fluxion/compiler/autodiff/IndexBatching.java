package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.BatchingRules.before;
import static fluxion.compiler.autodiff.ElementaryDerivative.number;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.FluxionException;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ListType;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The batched forms of operations that take indices.
final class IndexBatching {
    private IndexBatching() {}

    static Value gather(TensorOp.Gather op, BatchScope s) {
        var g = s.g();
        if (!s.isBatched(op.x()) && op.batch() == 0) {
            // the batch axis is one of the axes of the indices
            var picked = g.add(new TensorOp.Gather(s.in(op.x()), s.in(op.indices()), op.axis(), 0));
            return g.transpose(picked, Axes.move(picked.rank(), op.axis(), 0));
        }
        boolean own = s.isBatched(op.indices()) || op.batch() > 0;
        return g.add(new TensorOp.Gather(
                s.lift(op.x()), s.lift(op.indices(), own), op.axis() + 1, own ? op.batch() + 1 : 0));
    }

    static Value slice(TensorOp.DynamicSlice op, BatchScope s) {
        var g = s.g();
        if (!s.anyBatched(op.starts())) {
            return g.add(new TensorOp.DynamicSlice(
                    s.lift(op.x()), before(zero(g), s.in(op.starts())), before(s.extent(), op.sizes())));
        }
        var shape = op.x().shape();
        var sizes = new Shape(op.sizes());
        var block = sizes.insert(0, s.extent());
        var place = g.full(new TensorType(DType.I64, block), 0);
        var strides = shape.strides();
        for (int axis = 0; axis < shape.rank(); axis++) {
            var start = clamped(op.starts().get(axis), shape.dim(axis).minus(sizes.dim(axis)), s);
            var along = g.add(
                    g.broadcast(start, block, List.of(0)),
                    g.add(new TensorOp.Iota(new TensorType(DType.I64, block), axis + 1)));
            place = g.add(place, g.mul(along, g.broadcast(g.size(strides.get(axis), DType.I64), block)));
        }
        return pick(op.x(), place, s);
    }

    /// The elements of `x` at `place`, row-major indices with the batch axis in front.
    private static Value pick(Value x, Value place, BatchScope s) {
        var g = s.g();
        var size = x.shape().size();
        return s.isBatched(x)
                ? g.add(new TensorOp.Gather(g.reshape(s.in(x), Shape.of(s.extent(), size)), place, 1, 1))
                : g.add(new TensorOp.Gather(g.reshape(s.in(x), Shape.of(size)), place, 0, 0));
    }

    /// `start` for each example, at least 0 and at most `last`.
    private static Value clamped(Value start, Dim last, BatchScope s) {
        var g = s.g();
        var x = s.lift(start);
        var high = g.broadcast(g.size(last, DType.I64), x.shape());
        return g.binary(BinaryFn.MAX, g.binary(BinaryFn.MIN, x, high), number(g, x, 0));
    }

    /// Where starts vary, the block of one example after another is replaced: as much work as there are elements to
    /// write.
    static Value update(TensorOp.DynamicUpdate op, BatchScope s) {
        var g = s.g();
        var x = s.lift(op.x());
        var update = s.lift(op.update());
        if (!s.anyBatched(op.starts())) {
            return g.add(new TensorOp.DynamicUpdate(x, update, before(zero(g), s.in(op.starts()))));
        }
        var starts = op.starts().stream().map(s::lift).toList();
        return overExamples(s, x, (body, n, array) -> {
            var row = row(body, update, n);
            return body.add(new TensorOp.DynamicUpdate(array, row, at(body, n, starts)));
        });
    }

    /// A failure is found before; the element is then picked without one. An index that is not checked may be
    /// outside in examples that are not under way: blocks are moved inside.
    static Value load(TensorOp.Load op, BatchScope s) {
        var g = s.g();
        if (op.checked()) {
            EffectBatching.requireInside(op.x(), op.indices(), s);
        }
        if (!s.anyBatched(op.indices())) {
            var sizes = Collections.nCopies(op.x().rank(), Dim.ONE);
            boolean batched = s.isBatched(op.x());
            var block = g.add(
                    batched
                            ? new TensorOp.DynamicSlice(
                                    s.in(op.x()), before(zero(g), s.in(op.indices())), before(s.extent(), sizes))
                            : new TensorOp.DynamicSlice(s.in(op.x()), s.in(op.indices()), sizes));
            return g.reshape(block, batched ? Shape.of(s.extent()) : Shape.SCALAR);
        }
        var one = Shape.of(s.extent());
        Value place = g.full(new TensorType(DType.I64, one), 0);
        var strides = op.x().shape().strides();
        for (int axis = 0; axis < op.indices().size(); axis++) {
            var index = s.lift(op.indices().get(axis));
            place = g.add(place, g.mul(index, g.broadcast(g.size(strides.get(axis), DType.I64), one)));
        }
        return pick(op.x(), place, s);
    }

    /// A failure is found before; examples that are not under way write back what is there.
    static Value store(TensorOp.Store op, BatchScope s) {
        var g = s.g();
        if (op.checked()) {
            EffectBatching.requireInside(op.x(), op.indices(), s);
        }
        var ones = Collections.nCopies(op.x().rank() + 1, Dim.ONE);
        boolean batched = s.anyBatched(op.indices()) || s.isBatched(op.x()) || s.isBatched(op.value());
        if (!batched) {
            var value = g.reshape(s.in(op.value()), new Shape(ones.subList(1, ones.size())));
            return g.add(new TensorOp.DynamicUpdate(s.in(op.x()), value, s.in(op.indices())));
        }
        var x = s.lift(op.x());
        var value = s.lift(op.value());
        if (s.mask() == null && !s.anyBatched(op.indices())) {
            var row = g.reshape(value, new Shape(ones).with(0, s.extent()));
            return g.add(new TensorOp.DynamicUpdate(x, row, before(zero(g), s.in(op.indices()))));
        }
        var indices = op.indices().stream().map(s::lift).toList();
        var mask = s.mask();
        return overExamples(s, x, (body, n, array) -> {
            var starts = at(body, n, indices);
            var element = body.reshape(row(body, value, n), new Shape(ones));
            if (mask != null) {
                var old = body.add(new TensorOp.DynamicSlice(array, starts, ones));
                var taken = body.reshape(row(body, mask, n), new Shape(ones));
                element = body.select(taken, element, old);
            }
            return body.add(new TensorOp.DynamicUpdate(array, element, starts));
        });
    }

    static Value listAt(Value list, Value index, BatchScope s) {
        var type = elementType(list, "read");
        var body = s.g().nested();
        var n = body.parameter(TensorType.scalar(DType.I64));
        var at = body.reshape(row(body, s.in(index), n), Shape.SCALAR);
        var element = body.add(new TensorOp.ListAt(s.in(list), at));
        var result = s.isBatched(list) ? body.reshape(row(body, element, n), type.shape()) : element;
        return s.g().append(new TensorOp.Map(s.extent(), body.finish(List.of(result))))
                .getFirst();
    }

    static Value listAccumulate(Value list, Value index, Value element, BatchScope s) {
        var g = s.g();
        if (element.type() instanceof ListType) {
            if (s.isBatched(index) || s.mask() != null) {
                elementType(list, "accumulated");
            }
            return g.add(new TensorOp.ListAccumulate(s.lift(list), s.in(index), s.lift(element)));
        }
        var lifted = s.lift(element);
        var added = s.masked(lifted, number(g, lifted, 0));
        if (!s.isBatched(index)) {
            return g.add(new TensorOp.ListAccumulate(s.lift(list), s.in(index), added));
        }
        var indices = s.in(index);
        return overExamples(s, s.lift(list), (body, n, sum) -> {
            var starts = new ArrayList<>(Collections.nCopies(added.rank(), zero(body)));
            starts.set(0, n);
            var own = body.add(new TensorOp.DynamicUpdate(number(body, added, 0), row(body, added, n), starts));
            var at = body.reshape(row(body, indices, n), Shape.SCALAR);
            return body.add(new TensorOp.ListAccumulate(sum, at, own));
        });
    }

    private static TensorType elementType(Value list, String what) {
        if (((ListType) list.type()).element() instanceof TensorType type) {
            return type;
        }
        throw new FluxionException("a list of lists cannot be " + what
                + " at places that differ between examples; found a " + list.type());
    }

    private interface Step {
        Value apply(GraphBuilder body, Value example, Value carried);
    }

    /// `for n < extent: carried = step(n, carried)`
    private static Value overExamples(BatchScope s, Value initial, Step step) {
        var g = s.g();
        var body = g.nested();
        var n = body.parameter(TensorType.scalar(DType.I64));
        var carried = body.parameter(initial.type());
        var next = step.apply(body, n, carried);
        return g.append(new ControlOp.For(g.size(s.extent(), DType.I64), List.of(initial), body.finish(List.of(next))))
                .getFirst();
    }

    /// Row `n` of `x`, with its first axis of extent 1 kept.
    private static Value row(GraphBuilder g, Value x, Value n) {
        var starts = new ArrayList<>(Collections.nCopies(x.rank(), zero(g)));
        starts.set(0, n);
        return g.add(
                new TensorOp.DynamicSlice(x, starts, x.shape().with(0, Dim.ONE).dims()));
    }

    private static List<Value> at(GraphBuilder g, Value n, List<Value> starts) {
        return before(
                n,
                starts.stream()
                        .map(start -> g.reshape(row(g, start, n), Shape.SCALAR))
                        .toList());
    }

    private static Value zero(GraphBuilder g) {
        return g.constant(DType.I64, 0L);
    }

    /// Where one of `indices` is outside `x`, for each example if one of them varies.
    static Value outside(Value x, List<Value> indices, BatchScope s) {
        var g = s.g();
        boolean batched = s.anyBatched(indices);
        Value outside = batched ? g.broadcast(g.constant(false), Shape.of(s.extent())) : g.constant(false);
        for (int axis = 0; axis < indices.size(); axis++) {
            var index = s.lift(indices.get(axis), batched);
            var extent = g.broadcast(g.size(x.shape().dim(axis), DType.I64), index.shape());
            var out = g.binary(
                    BinaryFn.OR,
                    g.compare(CompareFn.LT, index, number(g, index, 0)),
                    g.compare(CompareFn.GE, index, extent));
            outside = g.binary(BinaryFn.OR, outside, out);
        }
        return outside;
    }
}
