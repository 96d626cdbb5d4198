package fluxion.ir.text;

import fluxion.ir.DType;

/// Scalars as text, exact in both directions.
final class Literals {
    private Literals() {}

    /// The text of the value of `dtype` whose bits are `bits`, as [fluxion.ir.ScalarOp.Constant] holds them.
    static String print(DType dtype, long bits) {
        if (!isValue(dtype, bits)) {
            return "bits(0x" + Long.toHexString(bits) + ")";
        }
        return switch (dtype) {
            case BOOL -> bits == 1 ? "true" : "false";
            case I32, I64 -> Long.toString(bits);
            case F32 -> {
                float value = Float.intBitsToFloat((int) bits);
                yield Float.isFinite(value)
                        ? Float.toString(value)
                        : special(value, bits == 0x7fc00000, Integer.toHexString((int) bits));
            }
            case F64 -> {
                double value = Double.longBitsToDouble(bits);
                yield Double.isFinite(value)
                        ? Double.toString(value)
                        : special(value, bits == 0x7ff8000000000000L, Long.toHexString(bits));
            }
        };
    }

    /// Whether `bits` are what a constant of `dtype` may hold: narrow values are kept sign-extended.
    private static boolean isValue(DType dtype, long bits) {
        return switch (dtype) {
            case BOOL -> bits == 0 || bits == 1;
            case I32, F32 -> bits == (int) bits;
            case I64, F64 -> true;
        };
    }

    private static String special(double value, boolean isJavaNaN, String hex) {
        if (Double.isNaN(value)) {
            return isJavaNaN ? "nan" : "nan(0x" + hex + ")";
        }
        return value > 0 ? "inf" : "-inf";
    }

    /// The bits of the value of `dtype` that `text` stands for.
    ///
    /// @throws NumberFormatException if it stands for none
    static long parse(DType dtype, String text) {
        if (text.startsWith("bits(0x") && text.endsWith(")")) {
            return Long.parseUnsignedLong(text, 7, text.length() - 1, 16);
        }
        if (text.startsWith("nan(0x") && text.endsWith(")") && dtype.isFloat()) {
            long bits = Long.parseUnsignedLong(text, 6, text.length() - 1, 16);
            return dtype == DType.F32 ? (int) bits : bits;
        }
        return switch (dtype) {
            case BOOL ->
                switch (text) {
                    case "true" -> 1;
                    case "false" -> 0;
                    default -> throw new NumberFormatException(text);
                };
            case I32 -> Integer.parseInt(text);
            case I64 -> Long.parseLong(text);
            case F32 -> Float.floatToRawIntBits(isDecimal(text) ? Float.parseFloat(text) : (float) special(text));
            case F64 -> Double.doubleToRawLongBits(isDecimal(text) ? Double.parseDouble(text) : special(text));
        };
    }

    private static boolean isDecimal(String text) {
        return text.matches("-?[0-9][0-9.]*([eE][-+]?[0-9]+)?");
    }

    private static double special(String text) {
        return switch (text) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new NumberFormatException(text);
        };
    }
}
