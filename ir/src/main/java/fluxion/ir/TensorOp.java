package fluxion.ir;

import static fluxion.ir.TypeRules.checkAxes;
import static fluxion.ir.TypeRules.checkAxis;
import static fluxion.ir.TypeRules.expect;
import static fluxion.ir.TypeRules.listType;
import static fluxion.ir.TypeRules.one;
import static fluxion.ir.TypeRules.same;
import static fluxion.ir.TypeRules.scalar;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Operations on whole tensors. No operation broadcasts or promotes by itself.
public sealed interface TensorOp extends GraphOp {
    /// `fn(x, ...)` elementwise; see [ElementaryFn].
    record Elementary(ElementaryFn fn, List<Value> operands) implements TensorOp {
        /// Copies the list.
        public Elementary {
            operands = List.copyOf(operands);
        }

        @Override
        public List<Type> types() {
            expect(this, operands.size() == fn.arity(), () -> fn + " of " + operands.size() + " operands");
            expect(
                    this,
                    same(this, operands.toArray(Value[]::new)).dtype().isFloat(),
                    () -> fn + " of " + operands.getFirst().type() + "; it needs f32 or f64");
            return one(operands.getFirst().type());
        }
    }

    /// `x` repeated: axis i of `x` becomes axis `axes[i]` of the result, which has the same extent; the result is
    /// constant along all other axes. An extent of 1 is not stretched: reshape it away first.
    record Broadcast(Value x, Shape shape, List<Integer> axes) implements TensorOp {
        /// Copies the list.
        public Broadcast {
            axes = List.copyOf(axes);
        }

        @Override
        public List<Type> types() {
            checkAxes(this, axes, shape.rank());
            expect(this, axes.size() == x.rank(), () -> axes + " names not each axis of " + x.type());
            for (int i = 0; i < axes.size(); i++) {
                expect(
                        this,
                        shape.dim(axes.get(i)).equals(x.shape().dim(i)) && (i == 0 || axes.get(i) > axes.get(i - 1)),
                        () -> x.type() + " does not fit " + shape + " along axes " + axes);
            }
            return one(x.tensorType().with(shape));
        }
    }

    /// `x` with the same elements in row-major order and another shape of equal size.
    record Reshape(Value x, Shape shape) implements TensorOp {
        @Override
        public List<Type> types() {
            expect(
                    this,
                    x.shape().size().equals(shape.size()),
                    () -> x.type() + " has not as many elements as " + shape);
            return one(x.tensorType().with(shape));
        }
    }

    /// Axis i of the result is axis `permutation[i]` of `x`.
    record Transpose(Value x, List<Integer> permutation) implements TensorOp {
        /// Copies the list.
        public Transpose {
            permutation = List.copyOf(permutation);
        }

        @Override
        public List<Type> types() {
            checkAxes(this, permutation, x.rank());
            expect(this, permutation.size() == x.rank(), () -> permutation + " is no permutation of " + x.type());
            return one(x.tensorType()
                    .with(new Shape(permutation.stream().map(x.shape()::dim).toList())));
        }
    }

    /// Elements `starts[i] + j * strides[i]`, j = 0 .. `sizes[i]` - 1, along each axis i.
    record Slice(Value x, List<Dim> starts, List<Dim> sizes, List<Integer> strides) implements TensorOp {
        /// Copies the lists.
        public Slice {
            starts = List.copyOf(starts);
            sizes = List.copyOf(sizes);
            strides = List.copyOf(strides);
        }

        @Override
        public List<Type> types() {
            expect(
                    this,
                    starts.size() == x.rank() && sizes.size() == x.rank() && strides.size() == x.rank(),
                    () -> "one start, size and stride an axis of " + x.type() + " are needed");
            for (int i = 0; i < x.rank(); i++) {
                var dim = x.shape().dim(i);
                int axis = i;
                int stride = strides.get(i);
                expect(this, stride >= 1, () -> "stride " + stride + "; it must be at least 1");
                if (dim.isConstant()
                        && starts.get(i).isConstant()
                        && sizes.get(i).isConstant()) {
                    long start = starts.get(i).constant();
                    long size = sizes.get(i).constant();
                    long last = start + (size - 1) * stride;
                    expect(
                            this,
                            start >= 0 && size >= 0 && (size == 0 ? start <= dim.constant() : last < dim.constant()),
                            () -> "start " + start + ", size " + size + ", stride " + stride + " leave axis " + axis
                                    + " of " + x.type());
                }
            }
            return one(x.tensorType().with(new Shape(sizes)));
        }
    }

    /// `x` with `low[i]` times `fill` before, `high[i]` times after, and `interior[i]` times between the elements
    /// of each axis i. None is negative.
    record Pad(Value x, Value fill, List<Dim> low, List<Dim> high, List<Integer> interior) implements TensorOp {
        /// Copies the lists.
        public Pad {
            low = List.copyOf(low);
            high = List.copyOf(high);
            interior = List.copyOf(interior);
        }

        @Override
        public List<Type> types() {
            scalar(this, fill, x.dtype());
            expect(
                    this,
                    low.size() == x.rank() && high.size() == x.rank() && interior.size() == x.rank(),
                    () -> "one low, high and interior an axis of " + x.type() + " are needed");
            var dims = new ArrayList<Dim>();
            for (int i = 0; i < x.rank(); i++) {
                var before = low.get(i);
                var after = high.get(i);
                int within = interior.get(i);
                expect(this, within >= 0, () -> "interior " + within);
                expect(
                        this,
                        !(before.isConstant() && before.constant() < 0)
                                && !(after.isConstant() && after.constant() < 0),
                        () -> "low " + before + ", high " + after + "; they must not be negative");
                var dim = x.shape().dim(i);
                var between = interior.get(i) == 0 || dim.is(0)
                        ? Dim.ZERO
                        : dim.plus(-1).times(interior.get(i));
                dims.add(low.get(i).plus(dim).plus(between).plus(high.get(i)));
            }
            return one(x.tensorType().with(new Shape(dims)));
        }
    }

    /// The operands one after another along `axis`.
    record Concat(List<Value> operands, int axis) implements TensorOp {
        /// Copies the list.
        public Concat {
            operands = List.copyOf(operands);
        }

        @Override
        public List<Type> types() {
            expect(this, !operands.isEmpty(), "no operands");
            var first = operands.getFirst().tensorType();
            checkAxis(this, axis, first.rank());
            var dim = Dim.ZERO;
            for (var operand : operands) {
                expect(
                        this,
                        operand.rank() == first.rank()
                                && operand.tensorType()
                                        .with(operand.shape().without(axis))
                                        .equals(first.with(first.shape().without(axis))),
                        () -> "operands have types " + TypeRules.types(operands) + "; they may differ along axis "
                                + axis + " only");
                dim = dim.plus(operand.shape().dim(axis));
            }
            return one(first.with(first.shape().with(axis, dim)));
        }
    }

    /// `x` back to front along `axes`.
    record Reverse(Value x, List<Integer> axes) implements TensorOp {
        /// Copies the list.
        public Reverse {
            axes = List.copyOf(axes);
        }

        @Override
        public List<Type> types() {
            checkAxes(this, axes, x.rank());
            return one(x.type());
        }
    }

    /// Slices of `x` along `axis`, chosen by integers.
    ///
    /// The first `batch` axes of `x` and `indices` are the same. With x of shape `B + L + [n] + R`, where n is axis
    /// `axis`, and indices of shape `B + I`, the result has shape `B + L + I + R`. An index outside `0 .. n-1`
    /// gives NaN, 0 or false.
    record Gather(Value x, Value indices, int axis, int batch) implements TensorOp {
        @Override
        public List<Type> types() {
            return one(x.tensorType().with(gathered(this, x, indices, axis, batch)));
        }
    }

    /// `x` with each slice of `updates` added to the slice of `x` that [Gather] with the same indices would have
    /// read, in row-major order of the indices. An index outside adds nothing.
    record ScatterAdd(Value x, Value indices, Value updates, int axis, int batch) implements TensorOp {
        @Override
        public List<Type> types() {
            expect(this, x.dtype() != DType.BOOL, () -> "addition of " + x.type());
            var type = x.tensorType().with(gathered(this, x, indices, axis, batch));
            expect(
                    this,
                    updates.type().equals(type),
                    () -> "updates have type " + updates.type() + ", expected " + type);
            return one(x.type());
        }
    }

    private static Shape gathered(Op op, Value x, Value indices, int axis, int batch) {
        checkAxis(op, axis, x.rank());
        expect(op, indices.dtype().isInteger(), () -> "indices have type " + indices.type() + ", expected i32 or i64");
        expect(op, batch >= 0 && batch <= axis && batch <= indices.rank(), () -> batch + " batch axes, axis " + axis);
        expect(
                op,
                x.shape().dims().subList(0, batch).equals(indices.shape().dims().subList(0, batch)),
                () -> "the first " + batch + " axes of " + x.type() + " and " + indices.type() + " must be the same");
        var dims = new ArrayList<>(x.shape().dims().subList(0, axis));
        dims.addAll(indices.shape().dims().subList(batch, indices.rank()));
        dims.addAll(x.shape().dims().subList(axis + 1, x.rank()));
        return new Shape(dims);
    }

    /// The block of `x` of shape `sizes` that begins at `starts`; a start is clamped so that the block lies inside.
    ///
    /// @param starts an `i64` scalar an axis
    record DynamicSlice(Value x, List<Value> starts, List<Dim> sizes) implements TensorOp {
        /// Copies the lists.
        public DynamicSlice {
            starts = List.copyOf(starts);
            sizes = List.copyOf(sizes);
        }

        @Override
        public List<Type> types() {
            window(this, x, starts, new Shape(sizes));
            return one(x.tensorType().with(new Shape(sizes)));
        }
    }

    /// `x` with the block that begins at `starts` replaced by `update`; a start is clamped so that the block lies
    /// inside.
    ///
    /// @param starts an `i64` scalar an axis
    record DynamicUpdate(Value x, Value update, List<Value> starts) implements TensorOp {
        /// Copies the list.
        public DynamicUpdate {
            starts = List.copyOf(starts);
        }

        @Override
        public List<Type> types() {
            expect(this, update.dtype() == x.dtype(), () -> "update of type " + update.type() + " for " + x.type());
            window(this, x, starts, update.shape());
            return one(x.type());
        }
    }

    private static void window(Op op, Value x, List<Value> starts, Shape sizes) {
        expect(
                op,
                starts.size() == x.rank() && sizes.rank() == x.rank(),
                () -> "one start and size an axis of " + x.type() + " are needed");
        starts.forEach(start -> scalar(op, start, DType.I64));
        for (int i = 0; i < x.rank(); i++) {
            var dim = x.shape().dim(i);
            var size = sizes.dim(i);
            expect(
                    op,
                    !(dim.isConstant() && size.isConstant()) || size.constant() <= dim.constant(),
                    () -> "a block of shape " + sizes + " in " + x.type());
        }
    }

    /// The element of `x` at `indices`; fails if one is outside.
    ///
    /// @param indices an `i64` scalar an axis
    /// @param checked whether it fails; if not, whoever made this knows that wherever it is evaluated each index is
    ///     inside
    record Load(Value x, List<Value> indices, boolean checked) implements TensorOp {
        /// Copies the list.
        public Load {
            indices = List.copyOf(indices);
        }

        /// A checked one.
        public Load(Value x, List<Value> indices) {
            this(x, indices, true);
        }

        @Override
        public List<Type> types() {
            expect(this, indices.size() == x.rank(), () -> "one index an axis of " + x.type() + " is needed");
            indices.forEach(index -> scalar(this, index, DType.I64));
            return one(TensorType.scalar(x.dtype()));
        }

        @Override
        public boolean hasEffect() {
            return checked;
        }

        @Override
        public boolean isTotal() {
            return false;
        }
    }

    /// `x` with the element at `indices` replaced by `value`; fails if an index is outside. Consumes `x`: no later
    /// operation may use it.
    ///
    /// @param indices an `i64` scalar an axis
    /// @param checked whether it fails; if not, whoever made this knows that wherever it is evaluated each index is
    ///     inside
    record Store(Value x, List<Value> indices, Value value, boolean checked) implements TensorOp {
        /// Copies the list.
        public Store {
            indices = List.copyOf(indices);
        }

        /// A checked one.
        public Store(Value x, List<Value> indices, Value value) {
            this(x, indices, value, true);
        }

        @Override
        public List<Type> types() {
            expect(this, indices.size() == x.rank(), () -> "one index an axis of " + x.type() + " is needed");
            indices.forEach(index -> scalar(this, index, DType.I64));
            scalar(this, value, x.dtype());
            return one(x.type());
        }

        @Override
        public boolean hasEffect() {
            return checked;
        }

        @Override
        public boolean isTotal() {
            return false;
        }

        @Override
        public boolean isNumbered() {
            return false;
        }

        @Override
        public List<Value> consumes() {
            return List.of(x);
        }
    }

    /// A tensor equal to `x` that [Store] may consume.
    record Copy(Value x) implements TensorOp {
        @Override
        public List<Type> types() {
            return one(x.tensorType());
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// The elements of `x` along `axes` combined; those axes are dropped.
    ///
    /// Of the n elements in row-major order, element i goes to accumulator i mod 64, in ascending order, where each
    /// accumulator begins at the identity of `fn`; then accumulator j takes in j + w for w = 32, 16, 8, 4, 2, 1 and
    /// j = 0 .. w-1.
    record Reduce(ReduceFn fn, Value x, List<Integer> axes) implements TensorOp {
        /// Copies the list.
        public Reduce {
            axes = List.copyOf(axes);
        }

        @Override
        public List<Type> types() {
            checkAxes(this, axes, x.rank());
            expect(this, fn.accepts(x.dtype()), () -> fn + " of " + x.type());
            return one(x.tensorType().with(x.shape().without(axes)));
        }
    }

    /// The `i64` index along `axis` of the largest or smallest element, the first of a tie; a NaN counts as beyond
    /// all others. The axis is dropped and must not be empty.
    ///
    /// @param fn `max` or `min`
    record ArgReduce(ReduceFn fn, Value x, int axis) implements TensorOp {
        @Override
        public List<Type> types() {
            checkAxis(this, axis, x.rank());
            expect(
                    this,
                    (fn == ReduceFn.MAX || fn == ReduceFn.MIN) && fn.accepts(x.dtype()),
                    () -> fn + " of " + x.type() + "; it must be max or min of numbers");
            expect(this, !x.shape().dim(axis).is(0), () -> "axis " + axis + " of " + x.type() + " is empty");
            return one(new TensorType(DType.I64, x.shape().without(axis)));
        }
    }

    /// Element i along `axis` is elements 0 .. i of `x` combined, in ascending order with one accumulator; from the
    /// other end if `reverse`.
    record Cumulative(ReduceFn fn, Value x, int axis, boolean reverse) implements TensorOp {
        @Override
        public List<Type> types() {
            checkAxis(this, axis, x.rank());
            expect(this, fn.accepts(x.dtype()), () -> fn + " of " + x.type());
            return one(x.type());
        }
    }

    /// The sum of products over the contracted axes: the result has the batch axes, then the free axes of `x`, then
    /// those of `y`.
    ///
    /// Each element is accumulated in ascending row-major order of the contracted axes (as `contractX` lists them)
    /// by fused multiply-adds from 0; a result of fewer than 64 elements is instead a [Reduce] of the products.
    /// Integers wrap.
    record Dot(
            Value x,
            Value y,
            List<Integer> batchX,
            List<Integer> batchY,
            List<Integer> contractX,
            List<Integer> contractY)
            implements TensorOp {
        /// Copies the lists.
        public Dot {
            batchX = List.copyOf(batchX);
            batchY = List.copyOf(batchY);
            contractX = List.copyOf(contractX);
            contractY = List.copyOf(contractY);
        }

        @Override
        public List<Type> types() {
            expect(
                    this,
                    x.dtype() == y.dtype() && x.dtype() != DType.BOOL,
                    () -> "operands have types " + x.type() + " and " + y.type());
            var usedX = new ArrayList<>(batchX);
            usedX.addAll(contractX);
            var usedY = new ArrayList<>(batchY);
            usedY.addAll(contractY);
            checkAxes(this, usedX, x.rank());
            checkAxes(this, usedY, y.rank());
            expect(
                    this,
                    batchX.size() == batchY.size() && contractX.size() == contractY.size(),
                    () -> "batch axes " + batchX + " and " + batchY + ", contracted axes " + contractX + " and "
                            + contractY);
            for (int i = 0; i < usedX.size(); i++) {
                int ofX = usedX.get(i);
                int ofY = usedY.get(i);
                expect(
                        this,
                        x.shape().dim(ofX).equals(y.shape().dim(ofY)),
                        () -> "axis " + ofX + " of " + x.type() + " and axis " + ofY + " of " + y.type()
                                + " must have the same extent");
            }
            var dims = new ArrayList<Dim>();
            batchX.forEach(a -> dims.add(x.shape().dim(a)));
            dims.addAll(x.shape().without(usedX).dims());
            dims.addAll(y.shape().without(usedY).dims());
            return one(x.tensorType().with(new Shape(dims)));
        }
    }

    /// A convolution over any number of axes of space: sums of products of `x` and `filter`, where the filter moves
    /// over `x`.
    ///
    /// With `overBatch` false, `x` is `[N, S .., groups * C]`, `filter` `[F .., C, groups * O]` and the result `[N,
    /// P .., groups * O]`; each channel o of the result belongs to group `o / O`, and `y[n, p .., o] = sum over f
    /// .. and c of x[n, s .., group * C + c] * filter[f .., c, o]`. With `overBatch` true, `filter` is `[N, F ..,
    /// groups * O]`, the result `[P .., C, groups * O]`, and `y[p .., c, o] = sum over n and f .. of x[n, s ..,
    /// group * C + c] * filter[n, f .., o]`: batch and channels of `x` change places, as in the derivative with
    /// respect to a filter. In both, along each axis of space, `s * dilationX = p * stride + f * dilationFilter -
    /// low`; where no such s is inside `x` nothing is added, and nothing is multiplied.
    ///
    /// P is `floor((D(S, dilationX) + low + high - D(F, dilationFilter)) / stride) + 1`, where D(n, d) is `(n - 1)
    /// * d + 1`, or 0 for n = 0; 0 where that is negative, but a symbolic extent must not become so. Each element
    /// of the result is accumulated from `+0` by fused multiply-adds in row-major order of the axes of the filter
    /// that are summed over, however few elements the result has. Integers wrap.
    ///
    /// Both derivatives of a convolution are convolutions: with respect to `filter` one over the batch, with
    /// respect to `x` one of the cotangent, in which `stride` and `dilationX` change places.
    ///
    /// With `winograd` the result is near that: each tile of 4 by 4 positions is what [fluxion.ir.math.Winograd]
    /// makes of a patch of `x`, with 0 outside of it, and of the filter. That is there for `f32` and a filter of 3
    /// by 3 that moves by 1, without dilations and groups, not over the batch.
    ///
    /// @param groups divides the channels of `x` and of `filter`
    /// @param strides for each axis of space, at least 1
    /// @param low how far the filter begins before `x`; if negative, how far behind its start
    /// @param high how far the filter may reach behind the end of `x`; if negative, how far it stays before that
    /// @param dilationX distance of the elements of `x`, at least 1
    /// @param dilationFilter distance of the elements of `filter`, at least 1
    /// @param winograd whether it is evaluated by Winograd's algorithm
    record Convolution(
            Value x,
            Value filter,
            Dim groups,
            List<Integer> strides,
            List<Dim> low,
            List<Dim> high,
            List<Integer> dilationX,
            List<Integer> dilationFilter,
            boolean overBatch,
            boolean winograd)
            implements TensorOp {
        /// Copies the lists.
        public Convolution {
            strides = List.copyOf(strides);
            low = List.copyOf(low);
            high = List.copyOf(high);
            dilationX = List.copyOf(dilationX);
            dilationFilter = List.copyOf(dilationFilter);
        }

        /// A convolution that is the sums of products.
        public Convolution(
                Value x,
                Value filter,
                Dim groups,
                List<Integer> strides,
                List<Dim> low,
                List<Dim> high,
                List<Integer> dilationX,
                List<Integer> dilationFilter,
                boolean overBatch) {
            this(x, filter, groups, strides, low, high, dilationX, dilationFilter, overBatch, false);
        }

        /// This one, evaluated by Winograd's algorithm.
        public Convolution byWinograd() {
            return new Convolution(x, filter, groups, strides, low, high, dilationX, dilationFilter, overBatch, true);
        }

        /// Whether [#byWinograd] is a convolution.
        public boolean fitsWinograd() {
            return !overBatch
                    && x.dtype() == DType.F32
                    && Windows.fitsWinograd(groups, taps(), strides, dilationX, dilationFilter);
        }

        @Override
        public List<Type> types() {
            return one(Windows.convolution(this));
        }

        /// The number of axes of space.
        public int space() {
            return strides.size();
        }

        /// C, the channels of `x` in a group.
        public Dim channels() {
            return Objects.requireNonNull(x.shape().dim(x.rank() - 1).exactDiv(groups));
        }

        /// O, the channels of the result in a group.
        public Dim features() {
            return Objects.requireNonNull(filter.shape().dim(filter.rank() - 1).exactDiv(groups));
        }

        /// S, the extents of space of `x`.
        public List<Dim> extents() {
            return x.shape().dims().subList(1, x.rank() - 1);
        }

        /// F, the extents of space of `filter`.
        public List<Dim> taps() {
            int first = overBatch ? 1 : 0;
            return filter.shape().dims().subList(first, first + space());
        }

        /// P, the extents of space of the result.
        public List<Dim> positions() {
            return Windows.positions(this);
        }
    }

    /// The elements of `x` under a window that moves over it, combined by `fn`: for position p the elements `p *
    /// stride + i - low`, i = 0 .. size-1 along each axis, in row-major order with one accumulator, which begins at
    /// the identity of `fn`; those outside of `x` are left out. The result has `floor((n + low + high - size) /
    /// stride) + 1` positions along an axis of extent n, 0 where that is negative; a symbolic one must not become
    /// so.
    ///
    /// @param fn `sum`, `max` or `min`
    /// @param sizes for each axis of `x`, at least 1
    /// @param strides for each axis of `x`, at least 1
    /// @param low how far the window begins before `x`, at least 0 and less than the size
    /// @param high how far the window may reach behind the end of `x`, at least 0 and less than the size
    record ReduceWindow(
            ReduceFn fn, Value x, List<Integer> sizes, List<Integer> strides, List<Integer> low, List<Integer> high)
            implements TensorOp {
        /// Copies the lists.
        public ReduceWindow {
            sizes = List.copyOf(sizes);
            strides = List.copyOf(strides);
            low = List.copyOf(low);
            high = List.copyOf(high);
        }

        @Override
        public List<Type> types() {
            boolean combines = fn == ReduceFn.SUM || fn == ReduceFn.MAX || fn == ReduceFn.MIN;
            expect(this, combines && fn.accepts(x.dtype()), () -> fn + " of " + x.type());
            return one(x.tensorType().with(Windows.moved(this, x.shape(), sizes, strides, low, high)));
        }
    }

    /// The element of `y` in the place of the largest or smallest element of `x`, for each position of a window
    /// that moves over both as in [ReduceWindow]: the first of a tie in row-major order; a NaN counts as beyond all
    /// others. Zero where nothing is under the window.
    ///
    /// @param fn `max` or `min`
    /// @param y of the shape of `x`
    record SelectWindow(
            ReduceFn fn,
            Value x,
            Value y,
            List<Integer> sizes,
            List<Integer> strides,
            List<Integer> low,
            List<Integer> high)
            implements TensorOp {
        /// Copies the lists.
        public SelectWindow {
            sizes = List.copyOf(sizes);
            strides = List.copyOf(strides);
            low = List.copyOf(low);
            high = List.copyOf(high);
        }

        @Override
        public List<Type> types() {
            expect(
                    this,
                    (fn == ReduceFn.MAX || fn == ReduceFn.MIN) && fn.accepts(x.dtype()),
                    () -> fn + " of " + x.type() + "; it must be max or min of numbers");
            expect(
                    this,
                    x.shape().equals(y.shape()) && y.dtype() != DType.BOOL,
                    () -> "operands have types " + x.type() + " and " + y.type()
                            + "; they must be numbers of one shape");
            return one(y.tensorType().with(Windows.moved(this, x.shape(), sizes, strides, low, high)));
        }
    }

    /// Zeros of the shape of `x`, to which each element of `updates` is added in the places that [ReduceWindow] at
    /// that position has its value from: for a sum all under the window, for `max` and `min` the one that
    /// [SelectWindow] takes. Positions follow each other in row-major order.
    ///
    /// @param fn `sum`, `max` or `min`
    /// @param updates an element for each position of the window
    record ScatterWindow(
            ReduceFn fn,
            Value x,
            Value updates,
            List<Integer> sizes,
            List<Integer> strides,
            List<Integer> low,
            List<Integer> high)
            implements TensorOp {
        /// Copies the lists.
        public ScatterWindow {
            sizes = List.copyOf(sizes);
            strides = List.copyOf(strides);
            low = List.copyOf(low);
            high = List.copyOf(high);
        }

        @Override
        public List<Type> types() {
            boolean combines = fn == ReduceFn.SUM || fn == ReduceFn.MAX || fn == ReduceFn.MIN;
            expect(this, combines && fn.accepts(x.dtype()), () -> fn + " of " + x.type());
            expect(this, updates.dtype() != DType.BOOL, () -> "addition of " + updates.type());
            var moved = updates.tensorType().with(Windows.moved(this, x.shape(), sizes, strides, low, high));
            expect(
                    this,
                    updates.type().equals(moved),
                    () -> "updates have type " + updates.type() + ", expected " + moved);
            return one(updates.tensorType().with(x.shape()));
        }
    }

    /// Each element is its own index along `axis`.
    record Iota(TensorType type, int axis) implements TensorOp {
        @Override
        public List<Type> types() {
            checkAxis(this, axis, type.rank());
            expect(this, type.dtype() != DType.BOOL, "no iota of bool");
            return one(type);
        }
    }

    /// Random bits: element i of a key's block is Threefry-2x32 with 20 rounds [Salmon et al. 2011, Parallel random
    /// numbers] of counter i under that key; the first word for `i32`, the first word as the high and the second as
    /// the low half for `i64`. The first word of key and counter is the low half. Equal keys give equal bits,
    /// whatever the shape around them.
    ///
    /// @param keys `i64`, any shape K
    /// @param type `i32` or `i64`, of shape K + S; each key has a block of shape S
    record RandomBits(Value keys, TensorType type) implements TensorOp {
        @Override
        public List<Type> types() {
            expect(this, keys.dtype() == DType.I64, () -> "keys have type " + keys.type() + ", expected i64");
            expect(
                    this,
                    type.dtype().isInteger()
                            && type.rank() >= keys.rank()
                            && type.shape()
                                    .dims()
                                    .subList(0, keys.rank())
                                    .equals(keys.shape().dims()),
                    () -> "bits of type " + type + " for keys of type " + keys.type());
            return one(type);
        }
    }

    /// `body(i)` for i = 0 .. extent-1, in any order, stacked along a new first axis.
    ///
    /// @param body `i64 -> tensors`
    record Map(Dim extent, Region body) implements TensorOp {
        @Override
        public List<Type> types() {
            TypeRules.expectTypes(
                    this, "parameters of the body", List.of(TensorType.scalar(DType.I64)), body.parameterTypes());
            return body.yields().stream()
                    .<Type>map(y -> y.tensorType().with(y.shape().insert(0, extent)))
                    .toList();
        }

        @Override
        public boolean hasEffect() {
            return TypeRules.hasEffect(body);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// The results of `function` at `operands`.
    record Call(Function function, List<Value> operands) implements TensorOp {
        /// Copies the list.
        public Call {
            operands = List.copyOf(operands);
        }

        @Override
        public List<Type> types() {
            TypeRules.expectTypes(
                    this, "operands", function.primal().region().parameterTypes(), TypeRules.types(operands));
            return function.resultTypes();
        }

        @Override
        public boolean hasEffect() {
            return TypeRules.hasEffect(function.primal().region());
        }
    }

    /// The empty list.
    record ListNew(ListType type) implements TensorOp {
        @Override
        public List<Type> types() {
            return one(type);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// `list` with `element` at its end. Consumes `list`.
    record ListAppend(Value list, Value element) implements TensorOp {
        @Override
        public List<Type> types() {
            var type = listType(this, list);
            TypeRules.expectTypes(this, "element", one(type.element()), one(element.type()));
            return one(type);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }

        @Override
        public List<Value> consumes() {
            return List.of(list);
        }
    }

    /// Element `index` of `list`, counted from 0; zero, or the empty list, for an index outside.
    record ListAt(Value list, Value index) implements TensorOp {
        @Override
        public List<Type> types() {
            scalar(this, index, DType.I64);
            return one(listType(this, list).element());
        }
    }

    /// The number of elements of `list`, an `i64` scalar.
    record ListLength(Value list) implements TensorOp {
        @Override
        public List<Type> types() {
            listType(this, list);
            return one(TensorType.scalar(DType.I64));
        }
    }

    /// `list`, made longer with zeros where it is not longer than `index`, with `element` added to the one at
    /// `index`. Lists are added element by element, frames value by value. A negative index adds nothing. Consumes
    /// `list`.
    record ListAccumulate(Value list, Value index, Value element) implements TensorOp {
        @Override
        public List<Type> types() {
            scalar(this, index, DType.I64);
            var type = listType(this, list);
            TypeRules.expectTypes(this, "element", one(type.element()), one(element.type()));
            return one(type);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }

        @Override
        public List<Value> consumes() {
            return List.of(list);
        }
    }

    /// A frame of `values`, in order. Without values it is the zero of all frames.
    record Pack(List<Value> values) implements TensorOp {
        /// Copies the list.
        public Pack {
            values = List.copyOf(values);
        }

        @Override
        public List<Type> types() {
            return one(new FrameType());
        }
    }

    /// The values in `frame`, of the types `contents`; zeros, where it is empty. Fails if what was packed is
    /// something else.
    record Unpack(Value frame, List<Type> contents) implements TensorOp {
        /// Copies the list.
        public Unpack {
            contents = List.copyOf(contents);
        }

        @Override
        public List<Type> types() {
            TypeRules.frame(this, frame);
            return contents;
        }
    }

    /// `x` as a constant for differentiation.
    record StopGradient(Value x) implements TensorOp {
        @Override
        public List<Type> types() {
            return one(x.type());
        }
    }

    /// `x`; reports it under `label` when evaluated.
    record Print(String label, Value x) implements TensorOp {
        @Override
        public List<Type> types() {
            return one(x.tensorType());
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// `x`; fails, naming `where`, if an element is NaN or infinite.
    record CheckFinite(String where, Value x) implements TensorOp {
        @Override
        public List<Type> types() {
            expect(this, x.dtype().isFloat(), () -> "operand has type " + x.type());
            return one(x.type());
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Fails with `message` unless the two extents are equal.
    record RequireEqual(Dim left, Dim right, String message) implements TensorOp {
        @Override
        public List<Type> types() {
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Fails with an exception of class `exception` (binary name) and `message`, in which each
    /// [Failure#PLACE] stands for the next of `values`, scalars. Where the message is empty, the exception has
    /// none.
    record Fail(String exception, String message, List<Value> values) implements TensorOp {
        /// Copies the list.
        public Fail {
            values = List.copyOf(values);
        }

        @Override
        public List<Type> types() {
            Failure.check(this, message, values);
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }
}
