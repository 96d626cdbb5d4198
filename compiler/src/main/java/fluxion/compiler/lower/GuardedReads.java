package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// Elements that may lie outside of the tensor they are taken from, where something else stands for them. Nothing is
/// ever read outside: the index is clamped, and the element dropped if the clamped one is not that asked for.
record GuardedReads(Elements elements) {
    private Value and(Value x, Value y) {
        return elements.binary(BinaryFn.AND, x, y);
    }

    /// `inside ? x[index] : otherwise`, where `index` is inside whenever `x` has elements along the axes in
    /// question.
    private Value guarded(
            Value inside, boolean neverEmpty, Elements.Scope scope, Value x, List<Affine> index, Value otherwise) {
        if (neverEmpty) {
            return elements.emit(new ScalarOp.Select(inside, elements.at(x, index), otherwise));
        }
        // with no element to read in its stead, the read itself must be avoided
        var where = Elements.deeper(scope, Elements.deeper(elements.home(inside), elements.home(otherwise)));
        var then = elements.open(where);
        var element = elements.inside(then, () -> elements.at(x, index));
        return elements.define(
                where,
                where.g.add(new ControlOp.If(
                        inside,
                        then.g.finish(List.of(element)),
                        where.g.nested().finish(List.of(otherwise)))));
    }

    /// The element of `pad` at `index`, in `scope`.
    Value pad(TensorOp.Pad pad, Elements.Scope scope, List<Affine> index) {
        var x = pad.x();
        var fill = elements.scalar(pad.fill());
        var source = new ArrayList<Affine>();
        Value inside = null;
        boolean neverEmpty = true;
        for (int i = 0; i < x.rank(); i++) {
            var dim = x.shape().dim(i);
            boolean low = !pad.low().get(i).is(0);
            boolean high = !pad.high().get(i).is(0);
            int step = pad.interior().get(i) + 1;
            if (!low && !high && step == 1) {
                source.add(index.get(i));
                continue;
            }
            if (dim.is(0)) {
                return fill;
            }
            neverEmpty &= Dims.isAtLeast(dim, 1);
            var zero = elements.constant(DType.I64, 0);
            var position = elements.value(index.get(i).plus(pad.low().get(i).times(-1)));
            var here = low ? elements.compare(CompareFn.GE, position, zero) : elements.emit(ScalarOp.Constant.of(true));
            if (step > 1) {
                var by = elements.constant(DType.I64, step);
                here = and(here, elements.compare(CompareFn.EQ, elements.binary(BinaryFn.REM, position, by), zero));
                position = elements.binary(BinaryFn.DIV, position, by);
            }
            if (high) {
                here = and(here, elements.compare(CompareFn.LT, position, elements.size(dim)));
            }
            inside = inside == null ? here : and(inside, here);
            source.add(Affine.of(elements.clamp(position, elements.size(dim.plus(-1)))));
        }
        return inside == null ? elements.at(x, source) : guarded(inside, neverEmpty, scope, x, source, fill);
    }

    /// The element of `gather` at `index`, in `scope`.
    Value gather(TensorOp.Gather gather, Elements.Scope scope, List<Affine> index) {
        var x = gather.x();
        int axis = gather.axis();
        int picked = gather.indices().rank() - gather.batch();
        var where = new ArrayList<>(index.subList(0, gather.batch()));
        where.addAll(index.subList(axis, axis + picked));
        var extent = x.shape().dim(axis);
        var missing = elements.emit(
                x.dtype().isFloat()
                        ? ScalarOp.Constant.of(x.dtype(), Double.NaN)
                        : ScalarOp.Constant.of(x.dtype(), 0L));
        if (extent.is(0)) {
            return missing;
        }
        var position = elements.convert(elements.at(gather.indices(), where), DType.I64);
        var inside = and(
                elements.compare(CompareFn.GE, position, elements.constant(DType.I64, 0)),
                elements.compare(CompareFn.LT, position, elements.size(extent)));
        var source = new ArrayList<>(index.subList(0, axis));
        source.add(Elements.variable(elements.clamp(position, elements.size(extent.plus(-1)))));
        source.addAll(index.subList(axis + picked, index.size()));
        return guarded(inside, Dims.isAtLeast(extent, 1), scope, x, source, missing);
    }
}
