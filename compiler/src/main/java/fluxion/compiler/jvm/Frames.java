package fluxion.compiler.jvm;

import fluxion.ir.Region;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.List;

/// Emits frames, and several results of procedures.
sealed interface Frames permits FrameCode, StackFrameCode {
    static Frames of(DirectScope scope, DirectBuffers buffers, ListCode lists, FrameLocal frames) {
        return frames.kind() == FrameKind.STACK
                ? new StackFrameCode(scope, lists, frames)
                : new FrameCode(scope, buffers, lists, frames.slot());
    }

    /// Pushes a frame of `values` that is kept for the reverse.
    void keep(List<Value> values);

    /// Takes `frame`, which was kept, apart: buffers and lists become `into`, all else becomes `results`.
    void use(Value frame, List<Type> contents, List<Value> into, List<Value> results);

    /// Pushes what a procedure returns for its `results`.
    void give(List<Value> results);

    /// Takes what a procedure returns, which is on the stack, as `results`.
    void results(List<Value> results);

    /// Begins a round of a loop, or a call of a procedure.
    ///
    /// @return the local that [#leave] is to have; -1 for none
    int enter(Region body);

    /// Gives back what was kept since [#enter] and is not needed any more.
    void leave(int mark);
}
