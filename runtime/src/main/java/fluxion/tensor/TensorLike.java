package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import java.util.List;

/// What operations on tensors apply to: a [Tensor], or a [Variable], which stands for its value at that moment.
///
/// Names follow NumPy, JAX and PyTorch. Operands of arithmetic broadcast as in NumPy. Dtypes are not promoted: both
/// operands have one dtype, and a Java number takes that of the tensor. Operations are checked when they are called,
/// and throw [ShapeException] or [DTypeException] there.
public sealed interface TensorLike permits Tensor, Variable {
    /// This as a tensor: the value of a variable at this point of the program.
    Tensor tensor();

    // ---------------------------------------------------------------- arithmetic, with broadcasting

    /// `this + y`
    default Tensor add(TensorLike y) {
        return Broadcasting.binary("add", BinaryFn.ADD, tensor(), y.tensor());
    }

    /// `this + y`
    default Tensor add(double y) {
        return Broadcasting.binary("add", BinaryFn.ADD, tensor(), y);
    }

    /// `this - y`
    default Tensor sub(TensorLike y) {
        return Broadcasting.binary("sub", BinaryFn.SUB, tensor(), y.tensor());
    }

    /// `this - y`
    default Tensor sub(double y) {
        return Broadcasting.binary("sub", BinaryFn.SUB, tensor(), y);
    }

    /// `this * y`
    default Tensor mul(TensorLike y) {
        return Broadcasting.binary("mul", BinaryFn.MUL, tensor(), y.tensor());
    }

    /// `this * y`
    default Tensor mul(double y) {
        return Broadcasting.binary("mul", BinaryFn.MUL, tensor(), y);
    }

    /// `this / y`; integers truncate, and a zero divisor among them is an
    /// [fluxion.ir.EvaluationException].
    default Tensor div(TensorLike y) {
        return Broadcasting.binary("div", BinaryFn.DIV, tensor(), y.tensor());
    }

    /// `this / y`; integers truncate, and a zero divisor among them is an
    /// [fluxion.ir.EvaluationException].
    default Tensor div(double y) {
        return Broadcasting.binary("div", BinaryFn.DIV, tensor(), y);
    }

    /// `this % y`, with the sign of this, as in Java.
    default Tensor rem(TensorLike y) {
        return Broadcasting.binary("rem", BinaryFn.REM, tensor(), y.tensor());
    }

    /// `this % y`, with the sign of this, as in Java.
    default Tensor rem(double y) {
        return Broadcasting.binary("rem", BinaryFn.REM, tensor(), y);
    }

    /// `y - this`
    default Tensor rsub(double y) {
        return Broadcasting.reversed("rsub", BinaryFn.SUB, y, tensor());
    }

    /// `y / this`
    default Tensor rdiv(double y) {
        return Broadcasting.reversed("rdiv", BinaryFn.DIV, y, tensor());
    }

    /// The smaller of both, NaN if either is; the derivative of a tie goes to this.
    default Tensor minimum(TensorLike y) {
        return Broadcasting.binary("minimum", BinaryFn.MIN, tensor(), y.tensor());
    }

    /// The smaller of both, NaN if either is; the derivative of a tie goes to this.
    default Tensor minimum(double y) {
        return Broadcasting.binary("minimum", BinaryFn.MIN, tensor(), y);
    }

    /// The larger of both, NaN if either is; the derivative of a tie goes to this.
    default Tensor maximum(TensorLike y) {
        return Broadcasting.binary("maximum", BinaryFn.MAX, tensor(), y.tensor());
    }

    /// The larger of both, NaN if either is; the derivative of a tie goes to this.
    default Tensor maximum(double y) {
        return Broadcasting.binary("maximum", BinaryFn.MAX, tensor(), y);
    }

    /// `min(max(this, low), high)`
    default Tensor clip(double low, double high) {
        return Arithmetic.clip(tensor(), low, high);
    }

    /// `min(max(this, low), high)`
    default Tensor clip(TensorLike low, TensorLike high) {
        return Arithmetic.clip(tensor(), low.tensor(), high.tensor());
    }

    /// `-this`
    default Tensor neg() {
        return Arithmetic.unary("neg", UnaryFn.NEG, tensor());
    }

    /// The absolute value; derivative 0 at 0.
    default Tensor abs() {
        return Arithmetic.unary("abs", UnaryFn.ABS, tensor());
    }

    /// -1, 0 or 1; a zero keeps its sign, NaN stays; derivative 0.
    default Tensor sign() {
        return Arithmetic.sign(tensor());
    }

    /// `this * this`
    default Tensor square() {
        return Arithmetic.square(tensor());
    }

    /// `1 / this`, for floats.
    default Tensor reciprocal() {
        return Arithmetic.reciprocal("reciprocal", tensor());
    }

    /// The square root, correctly rounded; NaN below zero.
    default Tensor sqrt() {
        return Arithmetic.unary("sqrt", UnaryFn.SQRT, tensor());
    }

    /// `1 / sqrt(this)`
    default Tensor rsqrt() {
        return Arithmetic.rsqrt(tensor());
    }

    /// This to the power `y`, for floats; special cases as in [Math#pow(double, double)].
    default Tensor pow(TensorLike y) {
        return Broadcasting.elementary(ElementaryFn.POW, tensor(), y.tensor());
    }

    /// This to the power `y`. A whole number up to 64 is repeated multiplication, defined for integers and
    /// differentiable everywhere.
    default Tensor pow(double y) {
        return Broadcasting.pow(tensor(), y);
    }

    // ---------------------------------------------------------------- elementary functions, for floats; accuracy and
    // special cases are those of fluxion.ir.math

    /// e to the power of this.
    default Tensor exp() {
        return Broadcasting.elementary(ElementaryFn.EXP, tensor());
    }

    /// `exp(this) - 1`, accurate near 0.
    default Tensor expm1() {
        return Broadcasting.elementary(ElementaryFn.EXPM1, tensor());
    }

    /// The natural logarithm: NaN below zero, minus infinity at zero.
    default Tensor log() {
        return Broadcasting.elementary(ElementaryFn.LOG, tensor());
    }

    /// `log(1 + this)`, accurate near 0.
    default Tensor log1p() {
        return Broadcasting.elementary(ElementaryFn.LOG1P, tensor());
    }

    /// The sine of radians.
    default Tensor sin() {
        return Broadcasting.elementary(ElementaryFn.SIN, tensor());
    }

    /// The cosine of radians.
    default Tensor cos() {
        return Broadcasting.elementary(ElementaryFn.COS, tensor());
    }

    /// The tangent of radians.
    default Tensor tan() {
        return Broadcasting.elementary(ElementaryFn.TAN, tensor());
    }

    /// The inverse sine, in [-pi/2, pi/2]; NaN outside [-1, 1].
    default Tensor asin() {
        return Broadcasting.elementary(ElementaryFn.ASIN, tensor());
    }

    /// The inverse cosine, in [0, pi]; NaN outside [-1, 1].
    default Tensor acos() {
        return Broadcasting.elementary(ElementaryFn.ACOS, tensor());
    }

    /// The inverse tangent, in [-pi/2, pi/2].
    default Tensor atan() {
        return Broadcasting.elementary(ElementaryFn.ATAN, tensor());
    }

    /// The hyperbolic sine.
    default Tensor sinh() {
        return Broadcasting.elementary(ElementaryFn.SINH, tensor());
    }

    /// The hyperbolic cosine.
    default Tensor cosh() {
        return Broadcasting.elementary(ElementaryFn.COSH, tensor());
    }

    /// The hyperbolic tangent.
    default Tensor tanh() {
        return Broadcasting.elementary(ElementaryFn.TANH, tensor());
    }

    /// `1 / (1 + exp(-this))`
    default Tensor sigmoid() {
        return Broadcasting.elementary(ElementaryFn.SIGMOID, tensor());
    }

    /// The error function.
    default Tensor erf() {
        return Broadcasting.elementary(ElementaryFn.ERF, tensor());
    }

    /// The logarithm of the absolute value of the gamma function.
    default Tensor lgamma() {
        return Broadcasting.elementary(ElementaryFn.LGAMMA, tensor());
    }

    /// The derivative of [#lgamma()].
    default Tensor digamma() {
        return Broadcasting.elementary(ElementaryFn.DIGAMMA, tensor());
    }

    /// The largest whole number not above; derivative 0.
    default Tensor floor() {
        return Broadcasting.elementary(ElementaryFn.FLOOR, tensor());
    }

    /// The smallest whole number not below; derivative 0.
    default Tensor ceil() {
        return Broadcasting.elementary(ElementaryFn.CEIL, tensor());
    }

    /// The nearest whole number, ties to even; derivative 0.
    default Tensor round() {
        return Broadcasting.elementary(ElementaryFn.ROUND, tensor());
    }

    /// The angle of the point (x, this), in [-pi, pi].
    default Tensor atan2(TensorLike x) {
        return Broadcasting.elementary(ElementaryFn.ATAN2, tensor(), x.tensor());
    }

    // ---------------------------------------------------------------- comparisons and logic; with NaN all
    // comparisons
    // but ne are false

    /// `this == y`, a bool.
    default Tensor eq(TensorLike y) {
        return Broadcasting.compare("eq", CompareFn.EQ, tensor(), y.tensor());
    }

    /// `this == y`, a bool.
    default Tensor eq(double y) {
        return Broadcasting.compare("eq", CompareFn.EQ, tensor(), y);
    }

    /// `this != y`, a bool.
    default Tensor ne(TensorLike y) {
        return Broadcasting.compare("ne", CompareFn.NE, tensor(), y.tensor());
    }

    /// `this != y`, a bool.
    default Tensor ne(double y) {
        return Broadcasting.compare("ne", CompareFn.NE, tensor(), y);
    }

    /// `this < y`, a bool.
    default Tensor lt(TensorLike y) {
        return Broadcasting.compare("lt", CompareFn.LT, tensor(), y.tensor());
    }

    /// `this < y`, a bool.
    default Tensor lt(double y) {
        return Broadcasting.compare("lt", CompareFn.LT, tensor(), y);
    }

    /// `this <= y`, a bool.
    default Tensor le(TensorLike y) {
        return Broadcasting.compare("le", CompareFn.LE, tensor(), y.tensor());
    }

    /// `this <= y`, a bool.
    default Tensor le(double y) {
        return Broadcasting.compare("le", CompareFn.LE, tensor(), y);
    }

    /// `this > y`, a bool.
    default Tensor gt(TensorLike y) {
        return Broadcasting.compare("gt", CompareFn.GT, tensor(), y.tensor());
    }

    /// `this > y`, a bool.
    default Tensor gt(double y) {
        return Broadcasting.compare("gt", CompareFn.GT, tensor(), y);
    }

    /// `this >= y`, a bool.
    default Tensor ge(TensorLike y) {
        return Broadcasting.compare("ge", CompareFn.GE, tensor(), y.tensor());
    }

    /// `this >= y`, a bool.
    default Tensor ge(double y) {
        return Broadcasting.compare("ge", CompareFn.GE, tensor(), y);
    }

    /// `this and y`: of truth values, or bitwise of integers.
    default Tensor and(TensorLike y) {
        return Broadcasting.binary("and", BinaryFn.AND, tensor(), y.tensor());
    }

    /// `this or y`: of truth values, or bitwise of integers.
    default Tensor or(TensorLike y) {
        return Broadcasting.binary("or", BinaryFn.OR, tensor(), y.tensor());
    }

    /// `this xor y`: of truth values, or bitwise of integers.
    default Tensor xor(TensorLike y) {
        return Broadcasting.binary("xor", BinaryFn.XOR, tensor(), y.tensor());
    }

    /// The opposite truth value, or the bitwise complement of an integer.
    default Tensor not() {
        return Arithmetic.unary("not", UnaryFn.NOT, tensor());
    }

    /// Whether an element is NaN.
    default Tensor isNaN() {
        return Arithmetic.isNaN(tensor());
    }

    /// Whether an element is infinite.
    default Tensor isInfinite() {
        return Arithmetic.isInfinite(tensor());
    }

    /// Whether an element is neither NaN nor infinite.
    default Tensor isFinite() {
        return Arithmetic.isFinite(tensor());
    }

    /// `whenTrue` where this bool is true, else `whenFalse`, all broadcast together. The side not chosen gets no
    /// derivative.
    default Tensor where(TensorLike whenTrue, TensorLike whenFalse) {
        return Broadcasting.where(tensor(), whenTrue.tensor(), whenFalse.tensor());
    }

    // ---------------------------------------------------------------- reductions over axes, all of them if none is
    // given; keepDims leaves extents of 1

    /// The sum.
    default Tensor sum(int... axes) {
        return Reductions.reduce("sum", ReduceFn.SUM, tensor(), false, axes);
    }

    /// The sum.
    default Tensor sum(boolean keepDims, int... axes) {
        return Reductions.reduce("sum", ReduceFn.SUM, tensor(), keepDims, axes);
    }

    /// The product.
    default Tensor prod(int... axes) {
        return Reductions.reduce("prod", ReduceFn.PROD, tensor(), false, axes);
    }

    /// The product.
    default Tensor prod(boolean keepDims, int... axes) {
        return Reductions.reduce("prod", ReduceFn.PROD, tensor(), keepDims, axes);
    }

    /// The mean, for floats.
    default Tensor mean(int... axes) {
        return Reductions.mean(tensor(), false, axes);
    }

    /// The mean, for floats.
    default Tensor mean(boolean keepDims, int... axes) {
        return Reductions.mean(tensor(), keepDims, axes);
    }

    /// The smallest element; a tie splits the derivative.
    default Tensor min(int... axes) {
        return Reductions.reduce("min", ReduceFn.MIN, tensor(), false, axes);
    }

    /// The smallest element; a tie splits the derivative.
    default Tensor min(boolean keepDims, int... axes) {
        return Reductions.reduce("min", ReduceFn.MIN, tensor(), keepDims, axes);
    }

    /// The largest element; a tie splits the derivative.
    default Tensor max(int... axes) {
        return Reductions.reduce("max", ReduceFn.MAX, tensor(), false, axes);
    }

    /// The largest element; a tie splits the derivative.
    default Tensor max(boolean keepDims, int... axes) {
        return Reductions.reduce("max", ReduceFn.MAX, tensor(), keepDims, axes);
    }

    /// Whether all are true.
    default Tensor all(int... axes) {
        return Reductions.reduce("all", ReduceFn.ALL, tensor(), false, axes);
    }

    /// Whether all are true.
    default Tensor all(boolean keepDims, int... axes) {
        return Reductions.reduce("all", ReduceFn.ALL, tensor(), keepDims, axes);
    }

    /// Whether any is true.
    default Tensor any(int... axes) {
        return Reductions.reduce("any", ReduceFn.ANY, tensor(), false, axes);
    }

    /// Whether any is true.
    default Tensor any(boolean keepDims, int... axes) {
        return Reductions.reduce("any", ReduceFn.ANY, tensor(), keepDims, axes);
    }

    /// The variance, divided by n.
    default Tensor var(int... axes) {
        return Reductions.var(tensor(), false, axes);
    }

    /// The variance, divided by n.
    default Tensor var(boolean keepDims, int... axes) {
        return Reductions.var(tensor(), keepDims, axes);
    }

    /// The square root of the variance, with derivative 0 where it is 0.
    default Tensor std(int... axes) {
        return Reductions.std(tensor(), false, axes);
    }

    /// The square root of the variance, with derivative 0 where it is 0.
    default Tensor std(boolean keepDims, int... axes) {
        return Reductions.std(tensor(), keepDims, axes);
    }

    /// The Euclidean norm, with derivative 0 where it is 0.
    default Tensor norm(int... axes) {
        return Reductions.norm(tensor(), false, axes);
    }

    /// The Euclidean norm, with derivative 0 where it is 0.
    default Tensor norm(boolean keepDims, int... axes) {
        return Reductions.norm(tensor(), keepDims, axes);
    }

    /// `log(sum(exp(this)))` without overflow.
    default Tensor logSumExp(int... axes) {
        return Reductions.logSumExp(tensor(), false, axes);
    }

    /// `log(sum(exp(this)))` without overflow.
    default Tensor logSumExp(boolean keepDims, int... axes) {
        return Reductions.logSumExp(tensor(), keepDims, axes);
    }

    /// The `i64` index of the largest element along `axis`, the first of a tie; NaN counts as beyond all.
    default Tensor argMax(int axis) {
        return Reductions.arg("argMax", ReduceFn.MAX, tensor(), axis);
    }

    /// The `i64` index of the smallest element along `axis`, the first of a tie; NaN counts as beyond all.
    default Tensor argMin(int axis) {
        return Reductions.arg("argMin", ReduceFn.MIN, tensor(), axis);
    }

    /// Running sums along `axis`.
    default Tensor cumSum(int axis) {
        return Reductions.cumulative("cumSum", ReduceFn.SUM, tensor(), axis, false);
    }

    /// Running products along `axis`.
    default Tensor cumProd(int axis) {
        return Reductions.cumulative("cumProd", ReduceFn.PROD, tensor(), axis, false);
    }

    /// Running maxima along `axis`.
    default Tensor cumMax(int axis) {
        return Reductions.cumulative("cumMax", ReduceFn.MAX, tensor(), axis, false);
    }

    // ---------------------------------------------------------------- contractions

    /// Matrix product of the last two axes, the axes before them broadcast; a vector is a row on the left and a
    /// column on the right.
    default Tensor matmul(TensorLike y) {
        return Contractions.matmul(tensor(), y.tensor());
    }

    /// The convolution of `[batch, space, channels]` with a filter `[space, channels, features]`: `[batch, space,
    /// features]`, one step at a time and without padding. The filter is not turned round, as usual in networks.
    default Tensor conv1d(TensorLike filter) {
        return conv1d(filter, Sliding.VALID);
    }

    /// The same with steps, padding, dilation and groups; with groups the filter has the channels of one group.
    default Tensor conv1d(TensorLike filter, Sliding how) {
        return Filters.convolve("conv1d", 1, tensor(), filter.tensor(), how);
    }

    /// The convolution of images `[batch, height, width, channels]` with a filter `[height, width, channels,
    /// features]`: `[batch, height, width, features]`, one step at a time and without padding. The filter is not
    /// turned round, as usual in networks.
    default Tensor conv2d(TensorLike filter) {
        return conv2d(filter, Sliding.VALID);
    }

    /// The same with steps, padding, dilation and groups; with groups the filter has the channels of one group.
    default Tensor conv2d(TensorLike filter, Sliding how) {
        return Filters.convolve("conv2d", 2, tensor(), filter.tensor(), how);
    }

    /// The maxima of windows side by side: `sizes` are the extents of the window along the axes between the first,
    /// the batch, and the last, the channels. The gradient of a tie goes to the first of the equal elements.
    default Tensor maxPool(int... sizes) {
        return maxPool(Sliding.VALID, sizes);
    }

    /// The same with steps and padding; what is beside the tensor takes no part.
    default Tensor maxPool(Sliding how, int... sizes) {
        return Filters.max(tensor(), how, sizes);
    }

    /// The means of windows side by side: `sizes` are the extents of the window along the axes between the first,
    /// the batch, and the last, the channels.
    default Tensor avgPool(int... sizes) {
        return avgPool(Sliding.VALID, sizes);
    }

    /// The same with steps and padding; the mean is that of what is inside of the tensor.
    default Tensor avgPool(Sliding how, int... sizes) {
        return Filters.mean(tensor(), how, sizes);
    }

    /// NumPy's `dot`: the last axis with the last but one of `y`; two vectors give a scalar.
    default Tensor dot(TensorLike y) {
        return Contractions.dot(tensor(), y.tensor());
    }

    /// All products of an element of this and one of `y`: shape `this.shape + y.shape`.
    default Tensor outer(TensorLike y) {
        return Contractions.outer(tensor(), y.tensor());
    }

    // ---------------------------------------------------------------- shape; negative axes count from the end

    /// The same elements with extents `dims`, one of which may be -1.
    default Tensor reshape(long... dims) {
        return Shapes.reshape(tensor(), dims);
    }

    /// The same elements with shape `shape`.
    default Tensor reshape(Shape shape) {
        return Shapes.reshape(tensor(), shape);
    }

    /// All elements along one axis.
    default Tensor flatten() {
        return Shapes.reshape(tensor(), -1);
    }

    /// Axis i of the result is axis `axes[i]`; without arguments all axes are reversed.
    default Tensor transpose(int... axes) {
        return Shapes.transpose(tensor(), axes);
    }

    /// Two axes exchanged.
    default Tensor swapAxes(int first, int second) {
        return Shapes.swapAxes(tensor(), first, second);
    }

    /// Axis `from` moved to place `to`.
    default Tensor moveAxis(int from, int to) {
        return Shapes.moveAxis(tensor(), from, to);
    }

    /// Repeated to `dims`, as arithmetic does.
    default Tensor broadcastTo(long... dims) {
        return Broadcasting.broadcastTo(tensor(), Axes.shape("broadcastTo", dims));
    }

    /// Repeated to `shape`, as arithmetic does.
    default Tensor broadcastTo(Shape shape) {
        return Broadcasting.broadcastTo(tensor(), shape);
    }

    /// With a new axis of extent 1 at `axis`.
    default Tensor expandDims(int axis) {
        return Shapes.expandDims(tensor(), axis);
    }

    /// Without the given axes, which have extent 1; without all such if none is given.
    default Tensor squeeze(int... axes) {
        return Shapes.squeeze(tensor(), axes);
    }

    /// Parts of the given sizes along `axis`.
    default List<Tensor> split(int axis, long[] sizes) {
        return Shapes.split(tensor(), axis, sizes);
    }

    /// `parts` equal parts along `axis`.
    default List<Tensor> split(int axis, int parts) {
        return Shapes.split(tensor(), axis, parts);
    }

    /// Elements start .. stop-1 along `axis`; negative bounds count from the end, and bounds beyond it are cut.
    default Tensor slice(int axis, long start, long stop) {
        return Shapes.slice(tensor(), axis, start, stop, 1);
    }

    /// Every `stride`-th of elements start .. stop-1 along `axis`.
    default Tensor slice(int axis, long start, long stop, int stride) {
        return Shapes.slice(tensor(), axis, start, stop, stride);
    }

    /// The block of shape `sizes` at `starts`.
    default Tensor slice(long[] starts, long[] sizes) {
        return Shapes.slice(tensor(), starts, sizes);
    }

    /// The slice at `index` of the first axis, which is dropped; negative counts from the end.
    default Tensor get(long index) {
        return Shapes.get(tensor(), index);
    }

    /// With `value` added `low[i]` times before and `high[i]` times after axis i.
    default Tensor pad(double value, long[] low, long[] high) {
        return Shapes.pad(tensor(), value, low, high);
    }

    /// Back to front along `axes`, all if none is given.
    default Tensor flip(int... axes) {
        return Shapes.flip(tensor(), axes);
    }

    /// Repeated as a whole `times[i]` times along axis i.
    default Tensor tile(long... times) {
        return Shapes.tile(tensor(), times);
    }

    /// Each slice along `axis` `times` times in a row.
    default Tensor repeat(int axis, long times) {
        return Shapes.repeat(tensor(), axis, times);
    }

    /// Moved by `shift` along `axis`; what leaves comes in at the other end.
    default Tensor roll(long shift, int axis) {
        return Shapes.roll(tensor(), shift, axis);
    }

    /// The elements at equal indices of the last two axes.
    default Tensor diagonal() {
        return Indexing.diagonal(tensor(), tensor().rank() - 2, tensor().rank() - 1);
    }

    /// Zero above diagonal number `diagonal` of the last two axes.
    default Tensor tril(long diagonal) {
        return Indexing.triangle("tril", tensor(), diagonal, true);
    }

    /// Zero below diagonal number `diagonal` of the last two axes.
    default Tensor triu(long diagonal) {
        return Indexing.triangle("triu", tensor(), diagonal, false);
    }

    // ---------------------------------------------------------------- indices

    /// The slices at `indices` along `axis`, in its place; an index outside gives NaN, 0 or false.
    default Tensor gather(TensorLike indices, int axis) {
        return Indexing.gather(tensor(), indices.tensor(), axis, 0);
    }

    /// As [#gather(TensorLike, int)], for each of the first `batch` axes that this and `indices` share.
    default Tensor gather(TensorLike indices, int axis, int batch) {
        return Indexing.gather(tensor(), indices.tensor(), axis, batch);
    }

    /// With `updates` added at `indices` along `axis`, in order; an index outside adds nothing.
    default Tensor scatterAdd(TensorLike indices, TensorLike updates, int axis) {
        return Indexing.scatterAdd(tensor(), indices.tensor(), updates.tensor(), axis);
    }

    /// 1 at the index along a new last axis of extent `depth`, else 0, as `f32`.
    default Tensor oneHot(long depth) {
        return Indexing.oneHot(tensor(), depth, DType.F32);
    }

    /// 1 at the index along a new last axis of extent `depth`, else 0.
    default Tensor oneHot(long depth, DType dtype) {
        return Indexing.oneHot(tensor(), depth, dtype);
    }

    /// The block of shape `sizes` that begins at the integer scalars `starts`; it is moved inside where it would
    /// not fit.
    default Tensor dynamicSlice(List<Tensor> starts, long... sizes) {
        return Indexing.dynamicSlice(tensor(), starts, sizes);
    }

    /// With the block that begins at the integer scalars `starts` replaced by `update`.
    default Tensor dynamicUpdate(List<Tensor> starts, TensorLike update) {
        return Indexing.dynamicUpdate(tensor(), starts, update.tensor());
    }

    // ---------------------------------------------------------------- activations and losses

    /// `max(0, this)`; derivative 0 at 0.
    default Tensor relu() {
        return Activations.relu(tensor());
    }

    /// `this` above 0, else `exp(this) - 1`.
    default Tensor elu() {
        return Activations.elu(tensor());
    }

    /// `this * (1 + erf(this / sqrt(2))) / 2`
    default Tensor gelu() {
        return Activations.gelu(tensor());
    }

    /// `this * sigmoid(this)`
    default Tensor silu() {
        return Activations.silu(tensor());
    }

    /// `log(1 + exp(this))` without overflow.
    default Tensor softplus() {
        return Activations.softplus(tensor());
    }

    /// `log(sigmoid(this))` without underflow.
    default Tensor logSigmoid() {
        return Activations.logSigmoid(tensor());
    }

    /// `this` above 0, else `slope * this`.
    default Tensor leakyRelu(double slope) {
        return Activations.leakyRelu(tensor(), slope);
    }

    /// Exponentials along the last axis, divided by their sum.
    default Tensor softmax() {
        return Activations.softmax(tensor(), -1);
    }

    /// Exponentials along `axis`, divided by their sum.
    default Tensor softmax(int axis) {
        return Activations.softmax(tensor(), axis);
    }

    /// The logarithm of softmax along the last axis.
    default Tensor logSoftmax() {
        return Activations.logSoftmax(tensor(), -1);
    }

    /// The logarithm of softmax along `axis`.
    default Tensor logSoftmax(int axis) {
        return Activations.logSoftmax(tensor(), axis);
    }

    /// The cross entropy of softmax along the last axis and `labels`, without that axis: integer class numbers, or
    /// probabilities of this shape.
    default Tensor softmaxCrossEntropy(TensorLike labels) {
        return Activations.softmaxCrossEntropy(tensor(), labels.tensor());
    }

    /// Zero with probability `rate`, else `this / (1 - rate)`.
    default Tensor dropout(RandomKey key, double rate) {
        return Activations.dropout(tensor(), key, rate);
    }

    // ---------------------------------------------------------------- the rest

    /// As another dtype, with the rules of Java's casts; true is 1.
    default Tensor cast(DType dtype) {
        return Recorder.convert(tensor(), dtype);
    }

    /// This as a constant for differentiation.
    default Tensor stopGradient() {
        return Recorder.stop(tensor());
    }

    /// This; shows it under `label` through the logger `fluxion.print` when it is computed, in compiled code and
    /// its derivatives too.
    default Tensor print(String label) {
        return Recorder.one(new TensorOp.Print(label, tensor().handle()), tensor());
    }
}
