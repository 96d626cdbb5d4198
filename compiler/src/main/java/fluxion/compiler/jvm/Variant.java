package fluxion.compiler.jvm;

import fluxion.ir.DType;

/// The instruction set that a class of kernels is written for.
///
/// @param bits the width of its vectors; 0 for scalar code
record Variant(int bits) {
    static final Variant SCALAR = new Variant(0);

    boolean isVector() {
        return bits > 0;
    }

    /// What generated names of this variant end in.
    String suffix() {
        return isVector() ? "V" + bits : "S";
    }

    /// Lanes where all vectors in use have elements of at most `bytes` bytes.
    int lanes(int bytes) {
        return bits / (8 * bytes);
    }

    /// The field of `fluxion.runtime.generated.Lanes` that holds the species of `lanes` elements of type `dtype`.
    static String species(DType dtype, int lanes) {
        return JvmType.of(dtype).letter() + "" + lanes;
    }
}
