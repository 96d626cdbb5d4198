package fluxion.tensor;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.FluxionException;
import fluxion.ir.Op;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Records single operations on tensors: the words from which the groups of this package compose theirs. Nothing here
/// broadcasts or converts.
final class Recorder {
    private Recorder() {}

    private static final class Provided {
        static final @Nullable Tracer TRACER = ServiceLoader.load(Tracer.class, Tracer.class.getClassLoader())
                .findFirst()
                .orElse(null);
    }

    static Tracer tracer() {
        var tracer = Provided.TRACER;
        if (tracer == null) {
            throw new FluxionException("operations on tensors need the module fluxion.compiler,"
                    + " which is not on the class path or module path; precompiled functions do without");
        }
        return tracer;
    }

    static boolean isPresent() {
        return Provided.TRACER != null;
    }

    static List<Tensor> all(Op op, Tensor... operands) {
        return tracer().record(op, List.of(operands));
    }

    static Tensor one(Op op, Tensor... operands) {
        return tracer().record(op, List.of(operands)).getFirst();
    }

    static Tensor one(Op op, List<Tensor> operands) {
        return tracer().record(op, operands).getFirst();
    }

    static List<Value> handles(List<Tensor> tensors) {
        var handles = new ArrayList<Value>(tensors.size());
        for (var tensor : tensors) {
            handles.add(tensor.handle());
        }
        return handles;
    }

    // ---------------------------------------------------------------- scalars

    /// A constant that belongs to the operation itself, whatever the program's data.
    static Tensor constant(DType dtype, double value) {
        return one(ScalarOp.Constant.of(dtype, value));
    }

    static Tensor constant(DType dtype, long value) {
        return one(ScalarOp.Constant.of(dtype, value));
    }

    /// `value` at each element of `like`.
    static Tensor constantLike(Tensor like, double value) {
        return fill(constant(like.dtype(), value), like.shape());
    }

    /// A number that the user gave.
    static Tensor number(DType dtype, double value) {
        return tracer().number(ScalarOp.Constant.of(dtype, value));
    }

    static Tensor number(DType dtype, long value) {
        return tracer().number(ScalarOp.Constant.of(dtype, value));
    }

    /// The extent `dim` as a scalar of `dtype`.
    static Tensor size(Dim dim, DType dtype) {
        return dim.isConstant() ? constant(dtype, dim.constant()) : convert(one(new ScalarOp.Size(dim)), dtype);
    }

    // ---------------------------------------------------------------- elementwise

    static Tensor unary(UnaryFn fn, Tensor x) {
        return one(new ScalarOp.Unary(fn, x.handle()), x);
    }

    static Tensor binary(BinaryFn fn, Tensor x, Tensor y) {
        return one(new ScalarOp.Binary(fn, x.handle(), y.handle()), x, y);
    }

    static Tensor compare(CompareFn fn, Tensor x, Tensor y) {
        return one(new ScalarOp.Compare(fn, x.handle(), y.handle()), x, y);
    }

    static Tensor select(Tensor condition, Tensor whenTrue, Tensor whenFalse) {
        return one(
                new ScalarOp.Select(condition.handle(), whenTrue.handle(), whenFalse.handle()),
                condition,
                whenTrue,
                whenFalse);
    }

    static Tensor convert(Tensor x, DType dtype) {
        return x.dtype() == dtype ? x : one(new ScalarOp.Convert(x.handle(), dtype), x);
    }

    static Tensor elementary(ElementaryFn fn, Tensor... operands) {
        return one(new TensorOp.Elementary(fn, handles(List.of(operands))), operands);
    }

    static Tensor add(Tensor x, Tensor y) {
        return binary(BinaryFn.ADD, x, y);
    }

    static Tensor sub(Tensor x, Tensor y) {
        return binary(BinaryFn.SUB, x, y);
    }

    static Tensor mul(Tensor x, Tensor y) {
        return binary(BinaryFn.MUL, x, y);
    }

    static Tensor div(Tensor x, Tensor y) {
        return binary(BinaryFn.DIV, x, y);
    }

    static Tensor neg(Tensor x) {
        return unary(UnaryFn.NEG, x);
    }

    static Tensor exp(Tensor x) {
        return elementary(ElementaryFn.EXP, x);
    }

    static Tensor log(Tensor x) {
        return elementary(ElementaryFn.LOG, x);
    }

    static Tensor stop(Tensor x) {
        return one(new TensorOp.StopGradient(x.handle()), x);
    }

    // ---------------------------------------------------------------- whole tensors

    /// A scalar repeated to `shape`.
    static Tensor fill(Tensor scalar, Shape shape) {
        return broadcast(scalar, shape, List.of());
    }

    static Tensor broadcast(Tensor x, Shape shape, List<Integer> axes) {
        return x.shape().equals(shape) ? x : one(new TensorOp.Broadcast(x.handle(), shape, axes), x);
    }

    static Tensor reshape(Tensor x, Shape shape) {
        return x.shape().equals(shape) ? x : one(new TensorOp.Reshape(x.handle(), shape), x);
    }

    static Tensor transpose(Tensor x, List<Integer> permutation) {
        for (int i = 0; i < permutation.size(); i++) {
            if (permutation.get(i) != i) {
                return one(new TensorOp.Transpose(x.handle(), permutation), x);
            }
        }
        return x;
    }

    static Tensor reduce(ReduceFn fn, Tensor x, List<Integer> axes) {
        return axes.isEmpty() ? x : one(new TensorOp.Reduce(fn, x.handle(), axes), x);
    }

    static Tensor iota(DType dtype, Shape shape, int axis) {
        return one(new TensorOp.Iota(new TensorType(dtype, shape), axis));
    }

    static Tensor slice(Tensor x, List<Dim> starts, List<Dim> sizes, List<Integer> strides) {
        return sizes.equals(x.shape().dims()) && strides.stream().allMatch(s -> s == 1)
                ? x
                : one(new TensorOp.Slice(x.handle(), starts, sizes, strides), x);
    }

    static Tensor dot(
            Tensor x,
            Tensor y,
            List<Integer> batchX,
            List<Integer> batchY,
            List<Integer> contractX,
            List<Integer> contractY) {
        return one(new TensorOp.Dot(x.handle(), y.handle(), batchX, batchY, contractX, contractY), x, y);
    }

    /// `x` with axes of extent 1 in place of `axes`, which a reduction dropped from a tensor of `rank` axes.
    static Tensor restore(Tensor x, List<Integer> axes, int rank) {
        var dims = new ArrayList<Dim>();
        int next = 0;
        for (int i = 0; i < rank; i++) {
            dims.add(axes.contains(i) ? Dim.ONE : x.shape().dim(next++));
        }
        return reshape(x, new Shape(dims));
    }

    /// `x`, which a reduction made by dropping `axes` of `shape`, repeated along them.
    static Tensor spread(Tensor x, List<Integer> axes, Shape shape) {
        var kept = new ArrayList<Integer>();
        for (int i = 0; i < shape.rank(); i++) {
            if (!axes.contains(i)) {
                kept.add(i);
            }
        }
        return broadcast(x, shape, kept);
    }
}
