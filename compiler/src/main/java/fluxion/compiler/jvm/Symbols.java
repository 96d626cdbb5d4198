package fluxion.compiler.jvm;

import org.objectweb.asm.Opcodes;

/// Where a method finds the values of the program's symbols.
@FunctionalInterface
interface Symbols {
    /// Pushes the value of the symbol `name` as a long.
    void push(Code code, String name);

    /// The symbols in the frame that is in a local.
    static Symbols inFrame(int frameSlot, ProgramLayout layout) {
        return (code, name) -> {
            code.loadRef(frameSlot);
            code.getField(Names.FRAME, "symbols", "[J");
            code.pushInt(layout.symbol(name));
            code.insn(Opcodes.LALOAD);
        };
    }
}
