package fluxion.compiler.lift;

import fluxion.ir.Value;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Where a stretch of code may go on, and with what. Nowhere, if it always throws.
///
/// @param targets the state with which each block of the innermost method is reached; [#RETURN] stands for its end
/// @param selector the number of the one that is, an `i32`; null if there are not two
record Outcome(
        NavigableMap<Integer, Layout.Taken> targets,
        @Nullable Value selector) {
    /// The end of the method, after all blocks.
    static final int RETURN = Integer.MAX_VALUE;

    /// Nowhere.
    static final Outcome NONE = new Outcome(new TreeMap<>(), null);

    /// To one block.
    static Outcome to(int target, Layout.Taken state) {
        return new Outcome(new TreeMap<>(Map.of(target, state)), null);
    }

    /// Whether this is the only target.
    boolean isOnly(int target) {
        return targets.size() == 1 && targets.containsKey(target);
    }

    /// The same without `target`.
    Outcome without(int target) {
        var rest = new TreeMap<>(targets);
        rest.remove(target);
        return new Outcome(rest, rest.size() < 2 ? null : selector);
    }

    /// The state with which `target` is reached.
    State at(int target) {
        var taken = targets.get(target);
        if (taken == null) {
            throw new IllegalStateException("block " + target + " is not reached");
        }
        return taken.layout().with(taken.values());
    }
}
