package fluxion.annotation;

/// How a lifted Java method computes.
public enum MathMode {
    /// As Java does: its order, no contraction, the functions of [Math] as called. Results are those of the method,
    /// bit for bit.
    STRICT,
    /// Sums may be reordered, products and sums fused, and elementary functions are Fluxion's own: faster, and
    /// different in the last bits.
    RELAXED
}
