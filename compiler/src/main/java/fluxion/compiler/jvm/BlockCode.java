package fluxion.compiler.jvm;

import fluxion.runtime.generated.RowBlocks;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits what a [RowLoop] does with the rows of a block at once: they are put side by side, a method computes all, and
/// its results are put into the rows that take them.
final class BlockCode {
    private static final String BLOCKS = "fluxion/runtime/generated/RowBlocks";

    private final RowLoop loop;
    private final RowLoop.Block block;
    private final Code code;
    /// The locals of the arrays with rows side by side, by parameter of the loop; -1 for those that have none.
    private final List<Integer> sides = new ArrayList<>();

    BlockCode(RowLoop loop, RowLoop.Block block, Code code, int scratch) {
        this.loop = loop;
        this.block = block;
        this.code = code;
        for (int i = 0; i < loop.parameters(); i++) {
            sides.add(hasSide(i) ? side(i, scratch) : -1);
        }
    }

    private boolean hasSide(int parameter) {
        return loop.isResult(parameter)
                || (loop.role(parameter) == RowLoop.Role.ELEMENT && block.used().contains(parameter));
    }

    /// The parameter has an array for each row; else it has a number.
    private boolean hasArrays(int parameter) {
        return loop.role(parameter) != RowLoop.Role.SHARED
                && loop.type(parameter).getDimensions() == 2;
    }

    private Type element(int parameter) {
        return loop.type(parameter).getElementType();
    }

    private int side(int parameter, int scratch) {
        int local = code.reference();
        code.loadRef(scratch);
        code.pushInt(loop.parameters() + parameter);
        code.pushInt(RowBlocks.ROWS * (hasArrays(parameter) ? block.length(parameter) : 1));
        code.invoke(Names.DIRECT_SCRATCH, RowLoop.room(element(parameter)), "(II)[" + element(parameter));
        code.storeRef(local);
        return local;
    }

    /// Computes the rows from that in the local `at` to that in `end`; jumps to `otherwise` before it does anything if
    /// some are not as the method takes them.
    void rows(int at, int end, Label otherwise) {
        check(at, end, otherwise);
        for (int i = 0; i < loop.parameters(); i++) {
            if (!loop.isResult(i) && sides.get(i) >= 0) {
                move(i, at, end, true);
            }
        }
        RowLoop.constant(code, RowLoop.BLOCK, RowLoop.HANDLE_D);
        for (int i : block.used()) {
            if (sides.get(i) >= 0) {
                code.loadRef(sides.get(i));
            } else {
                loop.load(code, i);
            }
        }
        code.loadInt(end);
        code.loadInt(at);
        code.insn(Opcodes.ISUB);
        for (int i = loop.firstResult(); i < loop.parameters(); i++) {
            code.loadRef(sides.get(i));
        }
        code.invoke(
                "java/lang/invoke/MethodHandle",
                "invokeExact",
                block.handle().type().descriptorString());
        for (int i = loop.firstResult(); i < loop.parameters(); i++) {
            move(i, at, end, false);
        }
    }

    private void check(int at, int end, Label otherwise) {
        for (int i = 0; i < loop.parameters(); i++) {
            if (hasArrays(i)) {
                loop.load(code, i);
                code.pushInt(block.length(i));
                code.loadInt(at);
                code.loadInt(end);
                code.call(BLOCKS, "fit", "(" + loop.type(i) + "III)Z");
                code.m.visitJumpInsn(Opcodes.IFEQ, otherwise);
            } else if (isSharedArray(i)) {
                loop.load(code, i);
                code.pushInt(block.length(i));
                code.call(BLOCKS, "fits", "(" + loop.type(i) + "I)Z");
                code.m.visitJumpInsn(Opcodes.IFEQ, otherwise);
            }
        }
        for (int i = 0; i < loop.parameters(); i++) {
            for (int j = 0; j < loop.parameters(); j++) {
                if (i != j && isWritten(i) && !(isWritten(j) && j < i)) {
                    apart(i, j, at, end, otherwise);
                }
            }
        }
    }

    private boolean isSharedArray(int parameter) {
        return loop.role(parameter) == RowLoop.Role.SHARED
                && loop.type(parameter).getSort() == Type.ARRAY;
    }

    /// Whether the rows of a parameter are arrays that the method for one row writes.
    private boolean isWritten(int parameter) {
        return hasArrays(parameter)
                && (loop.isResult(parameter) || block.written().contains(parameter));
    }

    /// Jumps if a row of `x` is the same array as that of `y`, or as `y` if all rows share that.
    private void apart(int x, int y, int at, int end, Label otherwise) {
        if ((hasArrays(y) || isSharedArray(y)) && element(x).equals(element(y))) {
            loop.load(code, x);
            loop.load(code, y);
            code.loadInt(at);
            code.loadInt(end);
            var other = hasArrays(y) ? "[Ljava/lang/Object;" : "Ljava/lang/Object;";
            code.call(BLOCKS, "apart", "([Ljava/lang/Object;" + other + "II)Z");
            code.m.visitJumpInsn(Opcodes.IFEQ, otherwise);
        }
    }

    /// Puts rows side by side, or what is side by side into rows.
    private void move(int parameter, int at, int end, boolean in) {
        int side = sides.get(parameter);
        if (hasArrays(parameter)) {
            loop.load(code, parameter);
            code.pushInt(block.length(parameter));
            code.loadInt(at);
            code.loadInt(end);
            code.loadRef(side);
            code.call(BLOCKS, in ? "pack" : "unpack", "(" + loop.type(parameter) + "III[" + element(parameter) + ")V");
            return;
        }
        if (in) {
            loop.load(code, parameter);
            code.loadInt(at);
            code.loadRef(side);
            code.pushInt(0);
        } else {
            code.loadRef(side);
            code.pushInt(0);
            loop.load(code, parameter);
            code.loadInt(at);
        }
        code.loadInt(end);
        code.loadInt(at);
        code.insn(Opcodes.ISUB);
        code.call("java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V");
    }
}
