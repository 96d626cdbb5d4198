package fluxion.runtime;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Objects to use again: taken by one thread at a time, so that what is expensive to make is made once for each call
/// that is under way at the same time. Taking and giving back allocate nothing, and are one atomic operation each where
/// calls do not overlap.
public final class Pool<T> {
    private static final int SLOTS = 64;
    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);

    /// An empty pool.
    public Pool() {}

    /// An object that was given back, or null if there is none.
    public @Nullable T take() {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getPlain(i) != null) {
                T found = slots.getAndSet(i, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /// Keeps `object` for the next taker; dropped if there are already more than enough.
    public void give(T object) {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, object)) {
                return;
            }
        }
    }
}
