package fluxion.cuda.emit;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.IrException;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Scalar operations, extents and addresses as C expressions, and the names of values.
final class Expressions {
    private final Map<Value, String> names = new IdentityHashMap<>();

    void name(Value value, String name) {
        names.put(value, name);
    }

    String of(Value value) {
        var constant = value.constant();
        if (constant != null) {
            return CType.literal(constant);
        }
        var name = names.get(value);
        if (name == null) {
            throw new IrException("a value of type " + value.type() + " is used where it has no name");
        }
        return name;
    }

    String of(ScalarOp op) {
        return switch (op) {
            case ScalarOp.Constant c -> CType.literal(c);
            case ScalarOp.Size(var dim) -> dim(dim);
            case ScalarOp.Unary(var fn, var x) ->
                switch (fn) {
                    case NEG -> x.dtype().isInteger() ? wrap(x.dtype(), "0u - ", x) : "-" + of(x);
                    case ABS -> "fx_abs(" + of(x) + ")";
                    case SQRT -> "fx_sqrt(" + of(x) + ")";
                    case NOT -> (x.dtype() == DType.BOOL ? "!" : "~") + of(x);
                };
            case ScalarOp.Binary(var fn, var x, var y) -> binary(fn, x.dtype(), of(x), of(y));
            case ScalarOp.Fma(var x, var y, var z) -> "fx_fma(" + of(x) + ", " + of(y) + ", " + of(z) + ")";
            case ScalarOp.JavaMath j ->
                throw StructuredCode.unsupported(j.fn() + " of java.lang.Math, whose bits only the JVM gives");
            case ScalarOp.Compare(var fn, var x, var y) ->
                of(x)
                        + switch (fn) {
                            case EQ -> " == ";
                            case NE -> " != ";
                            case LT -> " < ";
                            case LE -> " <= ";
                            case GT -> " > ";
                            case GE -> " >= ";
                        }
                        + of(y);
            case ScalarOp.Select(var c, var t, var f) -> of(c) + " ? " + of(t) + " : " + of(f);
            case ScalarOp.Convert(var x, var dtype) -> convert(of(x), x.dtype(), dtype);
            case ScalarOp.Bitcast(var x, var dtype) -> bitcast(of(x), x.dtype(), dtype);
        };
    }

    private String wrap(DType dtype, String operator, Value x) {
        return "(" + CType.of(dtype) + ")(" + operator + "(" + unsigned(dtype) + ")" + of(x) + ")";
    }

    private static String unsigned(DType dtype) {
        return dtype == DType.I64 ? "unsigned long long" : "unsigned";
    }

    /// `fn(x, y)`, for operands of type `dtype`.
    static String binary(BinaryFn fn, DType dtype, String x, String y) {
        return switch (fn) {
            case ADD -> wrapping(dtype, x, " + ", y);
            case SUB -> wrapping(dtype, x, " - ", y);
            case MUL -> wrapping(dtype, x, " * ", y);
            case DIV -> dtype.isFloat() ? x + " / " + y : "fx_div(" + x + ", " + y + ")";
            case REM -> "fx_rem(" + x + ", " + y + ")";
            case MIN -> "fx_min(" + x + ", " + y + ")";
            case MAX -> "fx_max(" + x + ", " + y + ")";
            case AND -> x + (dtype == DType.BOOL ? " && " : " & ") + y;
            case OR -> x + (dtype == DType.BOOL ? " || " : " | ") + y;
            case XOR -> x + (dtype == DType.BOOL ? " != " : " ^ ") + y;
            case SHL -> shift(dtype, "(" + unsigned(dtype) + ")" + x, " << ", y);
            case SHR -> shift(dtype, x, " >> ", y);
            case USHR -> shift(dtype, "(" + unsigned(dtype) + ")" + x, " >> ", y);
        };
    }

    /// Integer arithmetic wraps, which C promises for unsigned operands alone.
    private static String wrapping(DType dtype, String x, String operator, String y) {
        return dtype.isInteger()
                ? "(" + CType.of(dtype) + ")((" + unsigned(dtype) + ")" + x + operator + "(" + unsigned(dtype) + ")" + y
                        + ")"
                : x + operator + y;
    }

    private static String shift(DType dtype, String x, String operator, String y) {
        return "(" + CType.of(dtype) + ")(" + x + operator + "(" + y + " & " + (dtype == DType.I64 ? 63 : 31) + "))";
    }

    private static String convert(String x, DType from, DType to) {
        if (to == DType.BOOL) {
            return x + " != 0";
        }
        if (from.isFloat() && to.isInteger()) {
            return (to == DType.I32 ? "fx_to_int(" : "fx_to_long(") + x + ")";
        }
        return "(" + CType.of(to) + ")" + x;
    }

    private static String bitcast(String x, DType from, DType to) {
        if (from == to) {
            return x;
        }
        return switch (to) {
            case I32, I64 -> "fx_bits(" + x + ")";
            case F32 -> "fx_float(" + x + ")";
            case F64 -> "fx_double(" + x + ")";
            case BOOL -> throw new IrException("no bits of bool");
        };
    }

    /// An extent as a `long long`.
    static String dim(Dim dim) {
        if (dim.isConstant()) {
            return dim.constant() + "LL";
        }
        return dim.terms().stream().map(Expressions::term).collect(Collectors.joining(" + ", "(", ")"));
    }

    private static String term(Dim.Term term) {
        var factors = term.factors().stream()
                .map(factor -> switch (factor) {
                    case Dim.Factor.Symbol(var name) -> symbol(name);
                    case Dim.Factor.Quotient(var n, var d) -> "fx_floor_div(" + dim(n) + ", " + dim(d) + ")";
                })
                .collect(Collectors.joining(" * "));
        return factors.isEmpty()
                ? term.coefficient() + "LL"
                : term.coefficient() == 1 ? factors : term.coefficient() + "LL * " + factors;
    }

    /// The C name of a symbol; two symbols have two names.
    static String symbol(String name) {
        return "s_" + name.replace("_", "__").replace(".", "_d");
    }

    /// `buffer[offset + sum of index * stride]`
    String element(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) {
        var address = new StringBuilder(of(buffer)).append('[').append(dim(offset));
        for (int i = 0; i < indices.size(); i++) {
            address.append(" + ").append(of(indices.get(i))).append(" * ").append(dim(strides.get(i)));
        }
        return address.append(']').toString();
    }
}
