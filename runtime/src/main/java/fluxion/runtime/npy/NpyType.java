package fluxion.runtime.npy;

import java.util.Optional;

/// The element types that [NpyFile] reads and writes.
public enum NpyType {
    /// 32-bit floats.
    F4(4),
    /// 64-bit floats.
    F8(8),
    /// 32-bit integers.
    I4(4),
    /// 64-bit integers.
    I8(8),
    /// Bytes without sign.
    U1(1),
    /// Truths, a byte each.
    B1(1);

    private final int bytes;

    NpyType(int bytes) {
        this.bytes = bytes;
    }

    /// The size of an element.
    public int bytes() {
        return bytes;
    }

    /// NumPy's code without byte order, for example `f4`.
    public String code() {
        return switch (this) {
            case F4 -> "f4";
            case F8 -> "f8";
            case I4 -> "i4";
            case I8 -> "i8";
            case U1 -> "u1";
            case B1 -> "b1";
        };
    }

    /// NumPy's name, for example `float32`.
    public String numpyName() {
        return switch (this) {
            case F4 -> "float32";
            case F8 -> "float64";
            case I4 -> "int32";
            case I8 -> "int64";
            case U1 -> "uint8";
            case B1 -> "bool";
        };
    }

    /// The type with a code, or empty if there is none.
    static Optional<NpyType> ofCode(String code) {
        for (var type : values()) {
            if (type.code().equals(code)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
