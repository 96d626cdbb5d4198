package fluxion.runtime.kernel;

import java.lang.foreign.MemorySegment;

/// What loops over packed panels in native memory know of these.
final class NativePanels {
    private static final Class<?> SEGMENT = MemorySegment.NULL.getClass();

    private NativePanels() {}

    /// Tells the compiler the exact class of `panels`, before a loop over it.
    ///
    /// Otherwise the compiler counts on there being no other class of native segments. When classes are loaded that
    /// invalidate this, the loop is compiled anew and looks at the class, the length and the session of the segment
    /// in each access, which makes it three times as slow.
    static void check(MemorySegment panels) {
        if (panels.getClass() != SEGMENT) {
            throw new IllegalArgumentException("panels lie in native memory");
        }
    }
}
