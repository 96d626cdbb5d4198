package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.FrameType;
import fluxion.ir.GraphOp;
import fluxion.ir.ListType;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.UnaryFn;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which operations and types derivatives flow through.
public final class Differentiability {
    private Differentiability() {}

    /// Whether values of `type` have derivatives: float tensors, lists of them, and frames.
    public static boolean hasDerivative(Type type) {
        return switch (type) {
            case TensorType(var dtype, var _) -> dtype.isFloat();
            case ListType(var element) -> hasDerivative(element);
            case FrameType _ -> true;
            case BufferType _ -> false;
        };
    }

    /// Why no derivative flows through `op`, as a sentence part that follows "because"; empty if one does.
    public static Optional<String> obstacle(GraphOp op) {
        return Optional.ofNullable(
                switch (op) {
                    case ScalarOp.Constant _ -> "a constant depends on nothing";
                    case ScalarOp.Size _ -> "an extent depends on no element";
                    case ScalarOp.Unary(var fn, var x) -> unary(fn, x.dtype());
                    case ScalarOp.Binary(var fn, var x, var _) -> binary(fn, x.dtype());
                    case ScalarOp.Fma _ -> null;
                    case ScalarOp.JavaMath(var fn, var _, var _) ->
                        fn.elementary().map(Differentiability::elementary).orElse(null);
                    case ScalarOp.Compare _ ->
                        "a comparison is a step function: its derivative is zero wherever it has one";
                    case ScalarOp.Select(var _, var x, var _) -> floats(x.dtype());
                    case ScalarOp.Convert(var x, var dtype) -> convert(x.dtype(), dtype);
                    case ScalarOp.Bitcast _ -> "the bits of a number are no smooth function of it";
                    case ControlOp.If _, ControlOp.For _, ControlOp.While _, ControlOp.Invoke _, ControlOp.Extent _ ->
                        null;
                    case TensorOp.Elementary(var fn, var _) -> elementary(fn);
                    case TensorOp.Broadcast(var x, var _, var _) -> floats(x.dtype());
                    case TensorOp.Reshape(var x, var _) -> floats(x.dtype());
                    case TensorOp.Transpose(var x, var _) -> floats(x.dtype());
                    case TensorOp.Slice(var x, var _, var _, var _) -> floats(x.dtype());
                    case TensorOp.Pad(var x, var _, var _, var _, var _) -> floats(x.dtype());
                    case TensorOp.Concat(var xs, var _) -> floats(xs.getFirst().dtype());
                    case TensorOp.Reverse(var x, var _) -> floats(x.dtype());
                    case TensorOp.Gather(var x, var _, var _, var _) -> floats(x.dtype());
                    case TensorOp.ScatterAdd(var x, var _, var _, var _, var _) -> floats(x.dtype());
                    case TensorOp.DynamicSlice(var x, var _, var _) -> floats(x.dtype());
                    case TensorOp.DynamicUpdate(var x, var _, var _) -> floats(x.dtype());
                    case TensorOp.Load(var x, var _, var _) -> floats(x.dtype());
                    case TensorOp.Store(var x, var _, var _, var _) -> floats(x.dtype());
                    case TensorOp.Copy(var x) -> floats(x.dtype());
                    case TensorOp.Reduce(var fn, var x, var _) -> reduction(fn, x.dtype());
                    case TensorOp.ArgReduce _ ->
                        "the position of an extreme is an integer, a step function of the elements";
                    case TensorOp.Cumulative(var fn, var x, var _, var _) -> reduction(fn, x.dtype());
                    case TensorOp.Dot(var x, var _, var _, var _, var _, var _) -> floats(x.dtype());
                    case TensorOp.Convolution c -> floats(c.x().dtype());
                    case TensorOp.ReduceWindow w -> reduction(w.fn(), w.x().dtype());
                    case TensorOp.SelectWindow w -> floats(w.y().dtype());
                    case TensorOp.ScatterWindow w -> floats(w.updates().dtype());
                    case TensorOp.Iota _ -> "indices depend on nothing";
                    case TensorOp.RandomBits _ -> "random bits are integers, and so are their keys";
                    case TensorOp.Map _, TensorOp.Call _ -> null;
                    case TensorOp.ListNew _ -> "an empty list depends on nothing";
                    case TensorOp.ListAppend(var list, var _) -> elements(list.type());
                    case TensorOp.ListAt(var list, var _) -> elements(list.type());
                    case TensorOp.ListLength _ -> "the length of a list is an integer";
                    case TensorOp.ListAccumulate(var list, var _, var _) -> elements(list.type());
                    case TensorOp.Pack _, TensorOp.Unpack _ -> null;
                    case TensorOp.StopGradient _ -> "stopGradient makes its operand a constant";
                    case TensorOp.Print(var _, var x) -> floats(x.dtype());
                    case TensorOp.CheckFinite _ -> null;
                    case TensorOp.RequireEqual _, TensorOp.Fail _ -> "it has no result";
                });
    }

    private static @Nullable String floats(DType dtype) {
        return dtype.isFloat() ? null : "values of " + dtype + " have no derivative; only f32 and f64 do";
    }

    private static @Nullable String elements(Type list) {
        return hasDerivative(list) ? null : "elements of a " + list + " have no derivative; only f32 and f64 do";
    }

    private static @Nullable String convert(DType from, DType to) {
        return from.isFloat() && !to.isFloat()
                ? "a conversion of " + from + " to " + to + " is a step function"
                : floats(from);
    }

    private static @Nullable String unary(UnaryFn fn, DType dtype) {
        return switch (fn) {
            case NEG, ABS, SQRT -> floats(dtype);
            case NOT -> "a logical complement is a step function";
        };
    }

    private static @Nullable String binary(BinaryFn fn, DType dtype) {
        return switch (fn) {
            case ADD, SUB, MUL, DIV, REM, MIN, MAX -> floats(dtype);
            case AND, OR, XOR, SHL, SHR, USHR -> "operations on bits are step functions";
        };
    }

    private static @Nullable String reduction(ReduceFn fn, DType dtype) {
        return switch (fn) {
            case SUM, PROD, MAX, MIN -> floats(dtype);
            case ALL, ANY -> "logical reductions are step functions";
        };
    }

    private static @Nullable String elementary(ElementaryFn fn) {
        return switch (fn) {
            case FLOOR, CEIL, ROUND ->
                "rounding to an integer is a step function: its derivative is zero wherever it has one";
            case EXP,
                    EXPM1,
                    LOG,
                    LOG1P,
                    SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    ATAN2,
                    SINH,
                    COSH,
                    TANH,
                    SIGMOID,
                    ERF,
                    LGAMMA,
                    DIGAMMA,
                    POLYGAMMA,
                    POW -> null;
        };
    }
}
