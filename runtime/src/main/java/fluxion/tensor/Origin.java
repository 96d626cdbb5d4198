package fluxion.tensor;

import fluxion.runtime.Storage;
import org.jspecify.annotations.Nullable;

/// Where the elements of a tensor come from: memory, a computation that has not run yet, or a trace.
public interface Origin {
    /// The elements; null while they are not known.
    @Nullable
    Storage storage();

    /// Elements in memory.
    ///
    /// @param storage the elements, row-major; never written to again
    record Memory(Storage storage) implements Origin {}

    /// Elements that were given away.
    ///
    /// @param to what they were given to
    record Donated(String to) implements Origin {
        @Override
        public @Nullable Storage storage() {
            throw new DonatedTensorException("the tensor was donated to " + to
                    + ", which may have overwritten it; use the result in its place, or do not donate it");
        }
    }
}
