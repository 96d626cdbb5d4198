package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.ElementaryFn;
import fluxion.ir.GraphOp;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;

/// How an operation is lowered.
enum Role {
    /// A scalar of the host level.
    SCALAR,
    /// Elements that are computed wherever they are needed, or stored.
    ELEMENTS,
    /// A contraction, or another operation that writes its elements in an order of its own: what is elementwise in
    /// them can be computed on the way out.
    CONTRACTION,
    /// A step of the host level on its own.
    STEP,
    /// A parameter, the buffer of which may be changed.
    PARAMETER;

    static Role of(GraphOp op, int rank) {
        return switch (op) {
            case ScalarOp scalar -> rank > 0 ? ELEMENTS : scalar.hasEffect() ? STEP : SCALAR;
            case TensorOp.Elementary _, TensorOp.RandomBits _ -> rank > 0 ? ELEMENTS : SCALAR;
            case TensorOp.Reshape _, TensorOp.Gather _ -> rank > 0 ? ELEMENTS : STEP;
            case TensorOp.Broadcast _,
                    TensorOp.Transpose _,
                    TensorOp.Slice _,
                    TensorOp.Pad _,
                    TensorOp.Reverse _,
                    TensorOp.DynamicSlice _,
                    TensorOp.Copy _,
                    TensorOp.Reduce _,
                    TensorOp.ArgReduce _,
                    TensorOp.StopGradient _,
                    TensorOp.Iota _ -> ELEMENTS;
            case TensorOp.Dot _, TensorOp.Convolution _ -> CONTRACTION;
            case TensorOp.ScatterWindow scatter -> SideBySide.coversAll(scatter) ? CONTRACTION : STEP;
            case TensorOp.Concat _,
                    TensorOp.ScatterAdd _,
                    TensorOp.DynamicUpdate _,
                    TensorOp.Load _,
                    TensorOp.Store _,
                    TensorOp.Cumulative _,
                    TensorOp.ReduceWindow _,
                    TensorOp.SelectWindow _,
                    TensorOp.Map _,
                    TensorOp.Call _,
                    TensorOp.ListNew _,
                    TensorOp.ListAppend _,
                    TensorOp.ListAt _,
                    TensorOp.ListLength _,
                    TensorOp.ListAccumulate _,
                    TensorOp.Pack _,
                    TensorOp.Unpack _,
                    TensorOp.Print _,
                    TensorOp.CheckFinite _,
                    TensorOp.RequireEqual _,
                    TensorOp.Fail _,
                    ControlOp _ -> STEP;
        };
    }

    /// Whether element i of each operand makes element i of the result.
    static boolean isElementwise(GraphOp op) {
        return op instanceof ScalarOp || op instanceof TensorOp.Elementary || op instanceof TensorOp.Copy;
    }

    /// About how many scalar operations of `op` one element takes, those of its operands not counted.
    static int code(GraphOp op) {
        return switch (op) {
            case ScalarOp.Binary(var fn, var _, var _) -> fn == BinaryFn.DIV || fn == BinaryFn.REM ? 3 : 1;
            case ScalarOp.Unary(var fn, var _) -> fn == UnaryFn.SQRT ? 3 : 1;
            case ScalarOp _ -> 1;
            case TensorOp.Elementary(var fn, var _) -> code(fn);
            case TensorOp.RandomBits _ -> 110;
            case TensorOp.Pad _, TensorOp.Gather _, TensorOp.ArgReduce _ -> 8;
            case TensorOp.Reduce _ -> 4;
            case TensorOp.Iota _ -> 1;
            case TensorOp _, ControlOp _ -> 0;
        };
    }

    private static int code(ElementaryFn fn) {
        return switch (fn) {
            case FLOOR, CEIL, ROUND -> 6;
            case EXP, EXPM1, LOG, LOG1P, SIGMOID -> 30;
            case SIN, COS, TAN, ASIN, ACOS, ATAN, ATAN2, SINH, COSH, TANH, ERF -> 50;
            case LGAMMA, DIGAMMA, POLYGAMMA, POW -> 150;
        };
    }
}
