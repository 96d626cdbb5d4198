package fluxion.compiler.trace;

import fluxion.ir.SourcePosition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the line of the user's program that an operation comes from.
public final class Positions {
    /// About how many frames there are down to the caller: they are fetched at once.
    private static final int DEPTH = 16;

    private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), DEPTH);

    private Positions() {}

    /// The innermost frame outside this library; its tests count as users.
    public static @Nullable SourcePosition ofCaller() {
        return WALKER.walk(frames -> frames.filter(frame -> !isInternal(frame.getClassName()))
                .findFirst()
                .map(SourcePosition::of)
                .orElse(null));
    }

    private static boolean isInternal(String className) {
        if (!className.startsWith("fluxion.")) {
            return className.startsWith("java.") || className.startsWith("jdk.");
        }
        return className.startsWith("fluxion.tensor.")
                || className.startsWith("fluxion.compiler.")
                || (className.lastIndexOf('.') == "fluxion".length());
    }
}
