package fluxion.compiler.lift;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;

/// The opcodes that move operands about. The JVM counts slots, of which a `long` or `double` takes two.
final class OperandStack {
    private OperandStack() {}

    static void shuffle(int opcode, State state) {
        switch (opcode) {
            case Opcodes.POP -> state.pop();
            case Opcodes.POP2 -> take(2, state);
            case Opcodes.DUP -> duplicate(1, 0, state);
            case Opcodes.DUP_X1 -> duplicate(1, 1, state);
            case Opcodes.DUP_X2 -> duplicate(1, 2, state);
            case Opcodes.DUP2 -> duplicate(2, 0, state);
            case Opcodes.DUP2_X1 -> duplicate(2, 1, state);
            case Opcodes.DUP2_X2 -> duplicate(2, 2, state);
            case Opcodes.SWAP -> {
                var top = state.pop();
                var below = state.pop();
                state.push(top);
                state.push(below);
            }
            default -> throw new IllegalStateException("opcode " + opcode);
        }
    }

    /// Puts what is in the top `slots` slots there again, below the next `under` slots.
    private static void duplicate(int slots, int under, State state) {
        var top = take(slots, state);
        var below = take(under, state);
        push(top, state);
        push(below, state);
        push(top, state);
    }

    /// Pops what is in the top `slots` slots; the topmost comes first.
    private static List<JavaValue> take(int slots, State state) {
        var taken = new ArrayList<JavaValue>();
        int left = slots;
        while (left > 0) {
            var value = state.pop();
            left -= value.isWide() ? 2 : 1;
            taken.add(value);
        }
        return taken;
    }

    private static void push(List<JavaValue> values, State state) {
        values.reversed().forEach(state::push);
    }
}
