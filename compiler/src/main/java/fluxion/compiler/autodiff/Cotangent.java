package fluxion.compiler.autodiff;

import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// What is known so far of the cotangent of one value.
///
/// @param value the sum of the contributions; null as long as it is structurally zero
/// @param owned whether nothing else refers to `value`, so that it may be consumed
record Cotangent(@Nullable Value value, boolean owned) {
    /// Structurally zero.
    static final Cotangent NONE = new Cotangent(null, false);
}
