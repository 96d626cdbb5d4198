package fluxion.runtime.generated;

import jdk.incubator.vector.VectorShape;

/// Asks the Vector API; loaded only where that is there.
final class VectorWidth {
    private VectorWidth() {}

    static int preferred() {
        return VectorShape.preferredShape().vectorBitSize();
    }
}
