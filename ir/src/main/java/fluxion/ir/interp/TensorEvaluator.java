package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferType;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.EvaluationException;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// Evaluates the operations on whole tensors and lists of them.
///
/// @param at where the operands are
record TensorEvaluator(Evaluation at) {
    List<Datum> evaluate(TensorOp op) {
        return switch (op) {
            case TensorOp.Elementary(var fn, var x) -> one(Elementwise.elementary(fn, at.tensors(x)));
            case TensorOp.Broadcast(var x, var shape, var axes) ->
                one(Movement.broadcast(at.tensor(x), at.shape(shape), axes));
            case TensorOp.Reshape(var x, var shape) -> one(at.tensor(x).withShape(at.shape(shape)));
            case TensorOp.Transpose(var x, var permutation) -> one(Movement.transpose(at.tensor(x), permutation));
            case TensorOp.Slice(var x, var starts, var sizes, var strides) ->
                one(Movement.slice(at.tensor(x), at.extents(starts), at.extents(sizes), strides));
            case TensorOp.Pad(var x, var fill, var low, var high, var interior) ->
                one(Movement.pad(
                        at.tensor(x), at.tensor(fill), at.extents(low), at.extents(high), interior, shape(op)));
            case TensorOp.Concat(var operands, var axis) -> one(Movement.concat(at.tensors(operands), axis, shape(op)));
            case TensorOp.Reverse(var x, var axes) -> one(Movement.reverse(at.tensor(x), axes));
            case TensorOp.Gather(var x, var indices, var axis, var batch) ->
                one(Movement.gather(at.tensor(x), at.tensor(indices), axis, batch, shape(op)));
            case TensorOp.ScatterAdd(var x, var indices, var updates, var axis, var batch) ->
                one(Movement.scatterAdd(at.tensor(x), at.tensor(indices), at.tensor(updates), axis, batch));
            case TensorOp.DynamicSlice(var x, var starts, var sizes) ->
                one(Movement.dynamicSlice(at.tensor(x), at.tensors(starts), at.extents(sizes)));
            case TensorOp.DynamicUpdate(var x, var update, var starts) ->
                one(Movement.dynamicUpdate(at.tensor(x), at.tensor(update), at.tensors(starts)));
            case TensorOp.Load(var x, var indices, var checked) ->
                one(Movement.load(at.tensor(x), at.tensors(indices), checked));
            case TensorOp.Store(var x, var indices, var value, var checked) ->
                one(Movement.store(at.tensor(x), at.tensors(indices), at.tensor(value), checked));
            case TensorOp.Copy(var x) -> one(at.tensor(x));
            case TensorOp.Reduce(var fn, var x, var axes) -> one(Reductions.reduce(fn, at.tensor(x), axes));
            case TensorOp.ArgReduce(var fn, var x, var axis) -> one(Reductions.argReduce(fn, at.tensor(x), axis));
            case TensorOp.Cumulative(var fn, var x, var axis, var reverse) ->
                one(Reductions.cumulative(fn, at.tensor(x), axis, reverse));
            case TensorOp.Dot dot -> one(Reductions.dot(dot, at.tensor(dot.x()), at.tensor(dot.y())));
            case TensorOp.Convolution convolution -> one(new Convolutions(at).evaluate(convolution));
            case TensorOp.ReduceWindow(var fn, var x, var sizes, var strides, var low, var _) ->
                one(window(op, x, sizes, strides, low).reduce(fn, at.tensor(x)));
            case TensorOp.SelectWindow(var fn, var x, var y, var sizes, var strides, var low, var _) ->
                one(window(op, x, sizes, strides, low).select(fn, at.tensor(x), at.tensor(y)));
            case TensorOp.ScatterWindow(var fn, var x, var updates, var sizes, var strides, var low, var _) ->
                one(new MovingWindow(at.tensor(x).extents(), sizes, strides, low, at.shape(updates.shape()))
                        .scatter(fn, at.tensor(x), at.tensor(updates)));
            case TensorOp.Iota(var type, var axis) -> one(Movement.iota(type.dtype(), at.shape(type.shape()), axis));
            case TensorOp.RandomBits(var keys, var type) -> one(randomBits(at.tensor(keys), type));
            case TensorOp.Map(var extent, var body) -> map(extent, body);
            case TensorOp.Call(var function, var operands) ->
                at.closed(function.primal().region(), at.data(operands));
            case TensorOp.ListNew _ -> one(ListValue.EMPTY);
            case TensorOp.ListAppend(var list, var element) -> one(list(list).append(at.datum(element)));
            case TensorOp.ListAt(var list, var index) ->
                one(element(list(list), at.tensor(index).item(), ((ListType) list.type()).element()));
            case TensorOp.ListLength(var list) ->
                one(TensorValue.scalar((long) list(list).size()));
            case TensorOp.ListAccumulate(var list, var index, var element) ->
                one(accumulate(list(list), at.tensor(index).item(), at.datum(element), element.type()));
            case TensorOp.Pack(var values) -> one(new FrameValue(at.data(values)));
            case TensorOp.Unpack(var frame, var contents) -> unpack((FrameValue) at.datum(frame), contents);
            case TensorOp.StopGradient(var x) -> one(at.datum(x));
            case TensorOp.Print(var label, var x) -> {
                at.report(label, at.tensor(x));
                yield one(at.tensor(x));
            }
            case TensorOp.CheckFinite(var where, var x) -> {
                Evaluation.checkFinite(where, at.tensor(x));
                yield one(at.tensor(x));
            }
            case TensorOp.RequireEqual(var left, var right, var message) -> {
                at.requireEqual(left, right, message);
                yield List.of();
            }
            case TensorOp.Fail(var exception, var message, var values) -> at.fail(exception, message, values);
        };
    }

    private static List<Datum> one(Datum datum) {
        return List.of(datum);
    }

    /// The extents of the one result of `op`.
    private long[] shape(TensorOp op) {
        return at.shape(((TensorType) op.types().getFirst()).shape());
    }

    private MovingWindow window(TensorOp op, Value x, List<Integer> sizes, List<Integer> strides, List<Integer> low) {
        return new MovingWindow(at.tensor(x).extents(), sizes, strides, low, shape(op));
    }

    private TensorValue randomBits(TensorValue keys, TensorType type) {
        var shape = at.shape(type.shape());
        var bits = new long[TensorValue.size(shape)];
        int block = keys.size() == 0 ? 0 : bits.length / keys.size();
        for (int i = 0; i < bits.length; i++) {
            long words = Threefry.block(keys.getLong(i / block), i % block);
            bits[i] = type.dtype() == DType.I32 ? words >> 32 : words;
        }
        return TensorValue.ofLongs(type.dtype(), bits, shape);
    }

    private List<Datum> map(Dim extent, Region body) {
        long n = at.extent(extent);
        var stacks = new ArrayList<List<TensorValue>>();
        body.yields().forEach(_ -> stacks.add(new ArrayList<>()));
        for (long i = 0; i < n; i++) {
            var yields = at.region(body, List.of(TensorValue.scalar(i)));
            for (int k = 0; k < stacks.size(); k++) {
                stacks.get(k).add((TensorValue) yields.get(k));
            }
        }
        var results = new ArrayList<Datum>();
        for (int k = 0; k < stacks.size(); k++) {
            var type = body.yields().get(k).tensorType();
            results.add(Movement.stack(
                    type.dtype(), stacks.get(k), at.shape(type.shape().insert(0, extent))));
        }
        return results;
    }

    private List<Datum> unpack(FrameValue frame, List<Type> contents) {
        frame.expect(contents.size());
        return frame.values().isEmpty() ? contents.stream().map(this::zero).toList() : frame.values();
    }

    private ListValue list(Value list) {
        return (ListValue) at.datum(list);
    }

    private Datum element(ListValue list, long index, Type type) {
        return index >= 0 && index < list.size() ? list.get((int) index) : zero(type);
    }

    private Datum zero(Type type) {
        return switch (type) {
            case TensorType(var dtype, var shape) -> TensorValue.zeros(dtype, at.shape(shape));
            case ListType _ -> ListValue.EMPTY;
            case FrameType _ -> FrameValue.EMPTY;
            case BufferType _ -> throw new EvaluationException("a list of type " + type + " in a graph");
        };
    }

    private ListValue accumulate(ListValue list, long index, Datum element, Type type) {
        if (index < 0) {
            return list;
        }
        var longer = list;
        while (longer.size() <= index) {
            longer = longer.append(zero(type));
        }
        return longer.replace((int) index, add(longer.get((int) index), element, type));
    }

    private Datum add(Datum x, Datum y, Type type) {
        if (x instanceof FrameValue frame) {
            return frame.plus((FrameValue) y);
        }
        if (!(type instanceof ListType(var inner))) {
            return Elementwise.binary(BinaryFn.ADD, (TensorValue) x, (TensorValue) y);
        }
        var a = (ListValue) x;
        var b = (ListValue) y;
        var sum = a;
        for (int i = 0; i < b.size(); i++) {
            sum = accumulate(sum, i, b.get(i), inner);
        }
        return sum;
    }
}
