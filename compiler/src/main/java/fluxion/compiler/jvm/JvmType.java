package fluxion.compiler.jvm;

import fluxion.ir.DType;
import org.objectweb.asm.Opcodes;

/// What the emitter knows of each dtype: one row a dtype.
///
/// @param descriptor the JVM type of an element
/// @param offset what is added to the `int` opcodes of `ILOAD`, `IADD` and the like
/// @param arrayLoad the opcode that reads an array element
/// @param arrayStore the opcode that writes one
/// @param vector internal name of the vector class; that of masks for bool
/// @param letter what the Vector API calls it in the names of conversions
/// @param box internal name of the class of its objects
record JvmType(String descriptor, int offset, int arrayLoad, int arrayStore, String vector, char letter, String box) {
    private static final JvmType BOOL =
            new JvmType("Z", 0, Opcodes.BALOAD, Opcodes.BASTORE, Names.MASK, 'Z', "java/lang/Boolean");
    private static final JvmType I32 = new JvmType(
            "I", 0, Opcodes.IALOAD, Opcodes.IASTORE, "jdk/incubator/vector/IntVector", 'I', "java/lang/Integer");
    private static final JvmType I64 = new JvmType(
            "J", 1, Opcodes.LALOAD, Opcodes.LASTORE, "jdk/incubator/vector/LongVector", 'L', "java/lang/Long");
    private static final JvmType F32 = new JvmType(
            "F", 2, Opcodes.FALOAD, Opcodes.FASTORE, "jdk/incubator/vector/FloatVector", 'F', "java/lang/Float");
    private static final JvmType F64 = new JvmType(
            "D", 3, Opcodes.DALOAD, Opcodes.DASTORE, "jdk/incubator/vector/DoubleVector", 'D', "java/lang/Double");

    static JvmType of(DType dtype) {
        return switch (dtype) {
            case BOOL -> BOOL;
            case I32 -> I32;
            case I64 -> I64;
            case F32 -> F32;
            case F64 -> F64;
        };
    }

    String array() {
        return "[" + descriptor;
    }

    int slots() {
        return offset == 1 || offset == 3 ? 2 : 1;
    }

    String vectorDescriptor() {
        return "L" + vector + ";";
    }
}
