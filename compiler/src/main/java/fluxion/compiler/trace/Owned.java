package fluxion.compiler.trace;

import fluxion.ir.TensorType;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Memory of a tensor that a compiled function overwrites at a later call: pending operations that read it are computed
/// before.
public final class Owned implements Origin {
    private final Storage storage;
    private final List<WeakReference<LazyNode>> readers = new ArrayList<>();
    private final AtomicBoolean claimed = new AtomicBoolean();
    private @Nullable Owned other;
    private @Nullable TensorType allowed;

    private Owned(Storage storage) {
        this.storage = storage;
    }

    /// One of two runs of memory for a tensor of type `type`, between which it alternates.
    public static Owned pair(TensorType type) {
        long size = type.shape().size().constant();
        var first = new Owned(Storage.allocate(type.dtype(), size));
        var second = new Owned(Storage.allocate(type.dtype(), size));
        first.other = second;
        second.other = first;
        return first;
    }

    /// The memory that the tensor has next.
    public Owned other() {
        return Objects.requireNonNull(other);
    }

    /// Whether a result of type `type`, the same object, was found to fit.
    public boolean isFor(TensorType type) {
        return allowed == type;
    }

    /// Notes that a result of type `type` fits.
    public void allow(TensorType type) {
        allowed = type;
    }

    /// Begins to write; false if somebody does already.
    public boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /// Ends to write.
    public void release() {
        claimed.set(false);
    }

    @Override
    public Storage storage() {
        return storage;
    }

    synchronized void readBy(LazyNode node) {
        readers.add(new WeakReference<>(node));
    }

    synchronized List<LazyNode> takeReaders() {
        if (readers.isEmpty()) {
            return List.of();
        }
        var pending = new ArrayList<LazyNode>();
        for (var reader : readers) {
            var node = reader.get();
            if (node != null && node.pending() != null) {
                pending.add(node);
            }
        }
        readers.clear();
        return pending;
    }
}
