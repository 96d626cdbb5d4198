package fluxion.annotation;

/// How a lifted Java method or a function of tensors computes.
public enum MathMode {
    /// A lifted method as Java does: its order, no contraction, the functions of [Math] as called. Results are those of
    /// the method, bit for bit. A function of tensors as its operations define, bit for bit.
    STRICT,
    /// In a lifted method sums may be reordered, products and sums fused, and elementary functions are Fluxion's own:
    /// faster, and different in the last bits. In a function of tensors convolutions may be evaluated by Winograd's
    /// algorithm, with the error that [fluxion.ir.math.Winograd] states.
    RELAXED
}
