package fluxion.compiler.lift;

import fluxion.ir.DType;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/// How Java's primitive types map to dtypes.
final class JavaTypes {
    private JavaTypes() {}

    /// The dtype of elements of `type`; null for a type that has none.
    static @Nullable DType dtype(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> DType.BOOL;
            case Type.INT -> DType.I32;
            case Type.LONG -> DType.I64;
            case Type.FLOAT -> DType.F32;
            case Type.DOUBLE -> DType.F64;
            default -> null;
        };
    }

    /// The dtype that the JVM computes with for a value of `type`; null for a reference.
    static @Nullable DType computed(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT -> DType.I32;
            default -> dtype(type);
        };
    }
}
