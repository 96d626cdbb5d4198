package fluxion.ir;

import java.util.Locale;

/// The element types. There is no implicit promotion between them.
public enum DType {
    /// A truth value; stored as `boolean`.
    BOOL,
    /// A two's complement 32-bit integer; arithmetic wraps.
    I32,
    /// A two's complement 64-bit integer; arithmetic wraps.
    I64,
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64;

    /// Whether this is `f32` or `f64`: the types that derivatives exist for.
    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    /// Whether this is `i32` or `i64`.
    public boolean isInteger() {
        return this == I32 || this == I64;
    }

    /// Bytes an element takes in a buffer.
    public int bytes() {
        return switch (this) {
            case BOOL -> 1;
            case I32, F32 -> 4;
            case I64, F64 -> 8;
        };
    }

    /// The integer type with the same number of bits as this number type; `bool` has none.
    public DType sameWidthInteger() {
        return switch (this) {
            case I32, F32 -> I32;
            case I64, F64 -> I64;
            case BOOL -> throw new IrException("bool has no integer type of the same width; convert it first");
        };
    }

    /// The type that prints as `text`.
    ///
    /// @throws IrException if there is none
    public static DType parse(String text) {
        for (var dtype : values()) {
            if (dtype.toString().equals(text)) {
                return dtype;
            }
        }
        throw new IrException("unknown dtype '" + text + "'; there are bool, i32, i64, f32 and f64");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
