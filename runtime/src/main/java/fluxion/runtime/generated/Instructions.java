package fluxion.runtime.generated;

import java.lang.System.Logger.Level;

/// Which instructions generated code may use on this machine; decided once.
public final class Instructions {
    private static final int VECTOR_BITS = detect();

    private Instructions() {}

    /// The width of vectors in bits: 128, 256 or 512; 0 where the module `jdk.incubator.vector` is not there, and
    /// scalar code runs instead.
    public static int vectorBits() {
        return VECTOR_BITS;
    }

    private static int detect() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            System.getLogger("fluxion")
                    .log(
                            Level.INFO,
                            "running scalar code; start Java with --add-modules jdk.incubator.vector for speed");
            return 0;
        }
        return Math.min(512, Math.max(128, VectorWidth.preferred()));
    }
}
