package fluxion.ir.interp;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.EvaluationException;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Evaluates the operations on buffers. Parallel loops run in ascending order.
///
/// @param at where the operands are
record BufferEvaluator(Evaluation at) {
    List<Datum> evaluate(BufferOp op) {
        return switch (op) {
            case BufferOp.Alloc(var type) -> one(BufferValue.garbage(type.dtype(), size(type)));
            case BufferOp.Read(var buffer, var offset, var indices, var strides) -> {
                var from = buffer(buffer);
                int address = address(from, offset, indices, strides);
                yield one(TensorValue.owning(
                        from.dtype(), Elements.copy(from.array(), address, address + 1), new long[0]));
            }
            case BufferOp.Write(var buffer, var offset, var indices, var strides, var value) -> {
                var to = buffer(buffer);
                Elements.set(
                        to.array(),
                        address(to, offset, indices, strides),
                        at.tensor(value).array());
                yield List.of();
            }
            case BufferOp.Kernel(var _, var grid, var _, var _, var body) -> {
                forEach(grid, index -> at.region(body, index));
                yield List.of();
            }
            case BufferOp.Parallel(var extents, var body) -> {
                forEach(extents, index -> at.region(body, index));
                yield List.of();
            }
            case BufferOp.Fold(var fn, var extents, var body) -> one(fold(fn, extents, body));
            case BufferOp.Contract contract -> {
                contract(contract);
                yield List.of();
            }
            case BufferOp.Convolve convolve -> {
                convolve(convolve);
                yield List.of();
            }
            case BufferOp.BufferListNew _ -> one(new BufferList());
            case BufferOp.BufferListAppend(var list, var element) -> {
                list(list).elements().add(copy(at.datum(element)));
                yield List.of();
            }
            case BufferOp.BufferListElement(var list, var index) -> {
                var elements = list(list).elements();
                long i = at.tensor(index).item();
                var type = ((ListType) list.type()).element();
                yield one(i >= 0 && i < elements.size() ? elements.get((int) i) : zero(type));
            }
            case BufferOp.BufferListRead(var list, var index, var into) -> {
                read(list(list), at.tensor(index).item(), at.datum(into));
                yield List.of();
            }
            case BufferOp.BufferListAccumulate(var list, var index, var element) -> {
                accumulate(list(list), at.tensor(index).item(), at.datum(element), element.type());
                yield List.of();
            }
            case BufferOp.BufferListLength(var list) ->
                one(TensorValue.scalar((long) list(list).elements().size()));
            case BufferOp.BufferPack(var values) ->
                one(new FrameValue(
                        values.stream().map(value -> copy(at.datum(value))).toList()));
            case BufferOp.BufferUnpack(var frame, var into, var contents) ->
                unpack((FrameValue) at.datum(frame), into, contents);
            case BufferOp.Report(var label, var type, var buffer) -> {
                at.report(label, tensor(type, buffer));
                yield List.of();
            }
            case BufferOp.AssertFinite(var where, var type, var buffer) -> {
                Evaluation.checkFinite(where, tensor(type, buffer));
                yield List.of();
            }
            case BufferOp.AssertEqual(var left, var right, var message) -> {
                at.requireEqual(left, right, message);
                yield List.of();
            }
            case BufferOp.AssertInside(var buffer, var index) -> {
                checked(buffer(buffer), at.tensor(index).item());
                yield List.of();
            }
            case BufferOp.Abort(var exception, var message, var values) -> at.fail(exception, message, values);
        };
    }

    private static List<Datum> one(Datum datum) {
        return List.of(datum);
    }

    private int size(BufferType type) {
        return TensorValue.size(new long[] {at.extent(type.size())});
    }

    private BufferValue buffer(Value buffer) {
        return (BufferValue) at.datum(buffer);
    }

    private BufferList list(Value list) {
        return (BufferList) at.datum(list);
    }

    private TensorValue tensor(TensorType type, Value buffer) {
        return buffer(buffer).toTensor(at.shape(type.shape()));
    }

    /// The index in the array of `buffer` of the addressed element.
    private int address(BufferValue buffer, Dim offset, List<Value> indices, List<Dim> strides) {
        long address = at.extent(offset);
        for (int i = 0; i < indices.size(); i++) {
            address += at.tensor(indices.get(i)).item() * at.extent(strides.get(i));
        }
        return checked(buffer, address);
    }

    private static int checked(BufferValue buffer, long address) {
        if (address < 0 || address >= buffer.size()) {
            throw EvaluationException.outsideBuffer(address, buffer.size());
        }
        return buffer.offset() + (int) address;
    }

    /// Shows each index of the space `extents`, one `i64` scalar an axis, to `action` in row-major order.
    private void forEach(List<Dim> extents, Consumer<List<TensorValue>> action) {
        var shape = at.extents(extents);
        var index = new long[shape.length];
        int n = TensorValue.size(shape);
        for (int i = 0; i < n; i++) {
            var scalars = new ArrayList<TensorValue>(index.length);
            for (long k : index) {
                scalars.add(TensorValue.scalar(k));
            }
            action.accept(scalars);
            Indices.step(shape, index, new long[shape.length]);
        }
    }

    private TensorValue fold(ReduceFn fn, List<Dim> extents, Region body) {
        var dtype = body.yields().getFirst().dtype();
        var elements = new ArrayList<TensorValue>();
        forEach(
                extents,
                index -> elements.add((TensorValue) at.region(body, index).getFirst()));
        if (dtype.isFloat()) {
            double sum = Accumulators.reduceDoubles(
                    fn, dtype, elements.size(), i -> elements.get(i).getDouble(0));
            return TensorValue.ofDoubles(dtype, new double[] {sum});
        }
        long sum = Accumulators.reduceLongs(
                fn, dtype, elements.size(), i -> elements.get(i).getLong(0));
        return TensorValue.ofLongs(dtype, new long[] {sum});
    }

    private void contract(BufferOp.Contract op) {
        var a = buffer(op.a());
        var b = buffer(op.b());
        var c = buffer(op.c());
        var space = List.of(op.batch(), op.rows(), op.columns());
        int n = TensorValue.size(at.extents(space));
        int inner = (int) at.extent(op.inner());
        var strideA = at.extents(op.aStrides());
        var strideB = at.extents(op.bStrides());
        long offsetA = at.extent(op.aOffset());
        long offsetB = at.extent(op.bOffset());
        var element = new int[1];
        forEach(space, index -> {
            long h = index.get(0).item();
            long fromA = offsetA + h * strideA[0] + index.get(1).item() * strideA[1];
            long fromB = offsetB + h * strideB[0] + index.get(2).item() * strideB[2];
            var sum = sum(n, inner, a, fromA, strideA[2], b, fromB, strideB[1]);
            var parameters = new ArrayList<Datum>(index);
            parameters.addFirst(sum);
            var result = (TensorValue) at.region(op.epilogue(), parameters).getFirst();
            Elements.set(c.array(), checked(c, element[0]++), result.array());
        });
    }

    /// The sum of `inner` products.
    ///
    /// @param n the number of elements of the whole result, on which the order depends
    private static TensorValue sum(
            int n, int inner, BufferValue a, long fromA, long stepA, BufferValue b, long fromB, long stepB) {
        var dtype = a.dtype();
        if (dtype.isFloat()) {
            double sum = Reductions.contract(
                    dtype,
                    n < Accumulators.COUNT,
                    inner,
                    k -> Elements.getDouble(a.array(), checked(a, fromA + k * stepA)),
                    k -> Elements.getDouble(b.array(), checked(b, fromB + k * stepB)));
            return TensorValue.ofDoubles(dtype, new double[] {sum});
        }
        long sum = 0;
        for (int k = 0; k < inner; k++) {
            sum += Elements.getLong(a.array(), checked(a, fromA + k * stepA))
                    * Elements.getLong(b.array(), checked(b, fromB + k * stepB));
        }
        return TensorValue.ofLongs(dtype, new long[] {sum});
    }

    private void convolve(BufferOp.Convolve op) {
        var a = buffer(op.a());
        var b = buffer(op.b());
        var c = buffer(op.c());
        int space = op.space();
        var strideA = at.extents(op.aStrides());
        var strideB = at.extents(op.bStrides());
        var filter = new Filter(
                op.overBatch(),
                op.winograd(),
                at.extent(op.inner()),
                at.extents(op.taps()),
                at.extents(op.extents()),
                at.extents(op.low()),
                op.strides(),
                op.dilationA(),
                op.dilationB(),
                strideA[2],
                Arrays.copyOfRange(strideA, 3, 3 + space),
                strideB[1],
                Arrays.copyOfRange(strideB, 3, 3 + space));
        long columns = at.extent(op.columns());
        var dims = new ArrayList<>(op.positions());
        dims.add(op.overBatch() ? space : 0, op.batch());
        dims.add(op.width());
        var element = new int[1];
        forEach(dims, scalars -> {
            var index = scalars.stream().mapToLong(TensorValue::item).toArray();
            long n = index[op.overBatch() ? space : 0];
            int first = op.overBatch() ? 0 : 1;
            long j = index[space + 1];
            long group = j / columns;
            var position = Arrays.copyOfRange(index, first, first + space);
            long fromA = at.extent(op.aOffset()) + group * strideA[0] + n * strideA[1];
            long fromB = at.extent(op.bOffset()) + group * strideB[0] + j % columns * strideB[2];
            var dtype = a.dtype();
            var sum = dtype.isFloat()
                    ? TensorValue.ofDoubles(dtype, new double[] {
                        filter.sum(
                                dtype,
                                position,
                                fromA,
                                k -> Elements.getDouble(a.array(), checked(a, k)),
                                fromB,
                                k -> Elements.getDouble(b.array(), checked(b, k)))
                    })
                    : TensorValue.ofLongs(dtype, new long[] {
                        filter.sum(
                                position,
                                fromA,
                                k -> Elements.getLong(a.array(), checked(a, k)),
                                fromB,
                                k -> Elements.getLong(b.array(), checked(b, k)))
                    });
            long row = element[0] / at.extent(op.width());
            var parameters = List.<Datum>of(sum, TensorValue.scalar(0L), TensorValue.scalar(row), scalars.getLast());
            var result = (TensorValue) at.region(op.epilogue(), parameters).getFirst();
            Elements.set(c.array(), checked(c, element[0]++), result.array());
        });
    }

    // ---------------------------------------------------------------- lists

    private static Datum copy(Datum element) {
        return switch (element) {
            case BufferValue buffer -> copy(buffer);
            case BufferList list -> {
                var copy = new BufferList();
                list.elements().forEach(e -> copy.elements().add(copy(e)));
                yield copy;
            }
            case TensorValue scalar -> scalar;
            case FrameValue frame -> frame;
            case ListValue _ -> throw new EvaluationException(element + " in a list of a program");
        };
    }

    private static BufferValue copy(BufferValue buffer) {
        var array = Elements.copy(buffer.array(), buffer.offset(), buffer.offset() + buffer.size());
        return new BufferValue(buffer.dtype(), array, 0, buffer.size());
    }

    private static void read(BufferList list, long index, Datum into) {
        boolean inside = index >= 0 && index < list.elements().size();
        read(inside ? list.elements().get((int) index) : null, into);
    }

    /// Copies `element`, zero if it is null, into `into`.
    private static void read(@Nullable Datum element, Datum into) {
        switch (into) {
            case BufferValue to -> {
                var from = element != null
                        ? (BufferValue) element
                        : new BufferValue(to.dtype(), Elements.allocate(to.dtype(), to.size()), 0, to.size());
                System.arraycopy(from.array(), from.offset(), to.array(), to.offset(), to.size());
            }
            case BufferList to -> {
                to.elements().clear();
                if (element != null) {
                    to.elements().addAll(((BufferList) copy(element)).elements());
                }
            }
            case TensorValue _, ListValue _, FrameValue _ ->
                throw new EvaluationException("reading a list into " + into);
        }
    }

    private List<Datum> unpack(FrameValue frame, List<Value> into, List<Type> contents) {
        frame.expect(contents.size());
        var targets = into.iterator();
        var results = new ArrayList<Datum>();
        for (int i = 0; i < contents.size(); i++) {
            var value = frame.values().isEmpty() ? null : frame.values().get(i);
            if (BufferOp.BufferUnpack.isCopied(contents.get(i))) {
                read(value, at.datum(targets.next()));
            } else {
                results.add(value == null ? zero(contents.get(i)) : value);
            }
        }
        return results;
    }

    private void accumulate(BufferList list, long index, Datum element, Type type) {
        if (index < 0) {
            return;
        }
        while (list.elements().size() <= index) {
            list.elements().add(zero(type));
        }
        var sum = add(list.elements().get((int) index), element, type);
        list.elements().set((int) index, sum);
    }

    private Datum zero(Type type) {
        return switch (type) {
            case BufferType buffer -> {
                int size = size(buffer);
                yield new BufferValue(buffer.dtype(), Elements.allocate(buffer.dtype(), size), 0, size);
            }
            case ListType _ -> new BufferList();
            case FrameType _ -> FrameValue.EMPTY;
            case TensorType(var dtype, var _) -> TensorValue.owning(dtype, Elements.allocate(dtype, 1), new long[0]);
        };
    }

    /// `x + y`: `x` itself, changed in place, unless it is a scalar.
    private Datum add(Datum x, Datum y, Type type) {
        switch (type) {
            case TensorType _ -> {
                return Elementwise.binary(BinaryFn.ADD, (TensorValue) x, (TensorValue) y);
            }
            case ListType(var inner) -> {
                var elements = ((BufferList) y).elements();
                for (int i = 0; i < elements.size(); i++) {
                    accumulate((BufferList) x, i, elements.get(i), inner);
                }
            }
            case FrameType _ -> {
                return ((FrameValue) x).plus((FrameValue) y);
            }
            case BufferType _ -> {
                var to = (BufferValue) x;
                var sum =
                        Elementwise.binary(BinaryFn.ADD, to.toTensor(to.size()), ((BufferValue) y).toTensor(to.size()));
                System.arraycopy(sum.array(), 0, to.array(), to.offset(), to.size());
            }
        }
        return x;
    }
}
