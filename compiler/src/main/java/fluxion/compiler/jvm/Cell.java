package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.ScalarOp;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/// What an array of the working memory of a direct method holds.
///
/// @param dtype the dtype; null for frames
/// @param array the descriptor of the array
/// @param name what the working memory calls its methods for such arrays
record Cell(@Nullable DType dtype, String array, String name) {
    /// Frames.
    static final Cell FRAME = new Cell(null, "[" + Names.CALL_FRAME_D, "frames");

    static Cell of(DType dtype) {
        return new Cell(dtype, JvmType.of(dtype).array(), dtype.name().toLowerCase(Locale.ROOT));
    }

    /// The instruction that loads an element.
    int load() {
        return dtype == null ? Opcodes.AALOAD : JvmType.of(dtype).arrayLoad();
    }

    /// The instruction that stores an element.
    int store() {
        return dtype == null ? Opcodes.AASTORE : JvmType.of(dtype).arrayStore();
    }

    /// Adds the two elements on the stack.
    void add(Code code) {
        if (dtype == null) {
            code.invoke(Names.CALL_FRAME, "plus", "(" + Names.CALL_FRAME_D + ")" + Names.CALL_FRAME_D);
        } else {
            ScalarCode.apply(code, BinaryFn.ADD, dtype);
        }
    }

    /// Pushes the zero of the elements.
    void pushZero(Code code) {
        if (dtype == null) {
            code.getStatic(Names.CALL_FRAME, "EMPTY", Names.CALL_FRAME_D);
        } else {
            code.push(new ScalarOp.Constant(dtype, 0));
        }
    }
}
