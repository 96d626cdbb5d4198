package fluxion.compiler.lift;

import fluxion.ir.Value;
import java.util.List;

/// How a block is left.
sealed interface Exit {
    /// To `target`.
    record Jump(int target) implements Exit {}

    /// To `whenTrue` or `whenFalse`.
    record Branch(Value condition, int whenTrue, int whenFalse) implements Exit {}

    /// To one of `cases` by an `i32`, or to `otherwise`.
    record Switch(Value key, List<Case> cases, int otherwise) implements Exit {}

    /// A target and the keys that lead there.
    record Case(List<Integer> keys, int target) {}

    /// To the caller; the result, if any, is on the stack.
    record Return() implements Exit {}

    /// Not at all: an exception is thrown.
    record Never() implements Exit {}
}
