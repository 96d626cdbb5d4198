package fluxion.cuda.emit;

import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import java.nio.charset.StandardCharsets;

/// How CUDA C writes each dtype and its constants.
final class CType {
    private CType() {}

    static String of(DType dtype) {
        return switch (dtype) {
            case BOOL -> "bool";
            case I32 -> "int";
            case I64 -> "long long";
            case F32 -> "float";
            case F64 -> "double";
        };
    }

    /// A constant, exactly: floats in hexadecimal, what has no literal from its bits.
    static String literal(ScalarOp.Constant c) {
        return switch (c.dtype()) {
            case BOOL -> c.bits() != 0 ? "true" : "false";
            case I32 -> c.bits() == Integer.MIN_VALUE ? "(-2147483647 - 1)" : Long.toString(c.bits());
            case I64 -> c.bits() == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : c.bits() + "LL";
            case F32 -> {
                float value = Float.intBitsToFloat((int) c.bits());
                yield Float.isFinite(value) ? hex(Float.toHexString(value) + "f") : "fx_float(" + (int) c.bits() + ")";
            }
            case F64 -> {
                double value = Double.longBitsToDouble(c.bits());
                yield Double.isFinite(value) ? hex(Double.toHexString(value)) : "fx_double(" + c.bits() + "LL)";
            }
        };
    }

    /// A string; what could end it or break a line is escaped.
    static String literal(String text) {
        var literal = new StringBuilder("\"");
        for (byte c : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
            literal.append(plain ? Character.toString(c) : "\\%03o".formatted(c & 0xff));
        }
        return literal.append('"').toString();
    }

    private static String hex(String literal) {
        return literal.startsWith("-") ? "(" + literal + ")" : literal;
    }
}
