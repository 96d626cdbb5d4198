package fluxion.compiler.trace;

import fluxion.ir.DType;
import fluxion.ir.TensorType;
import fluxion.runtime.Storage;
import fluxion.tensor.Origin;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Memory of a tensor that a compiled function overwrites at a later call: pending operations that read it are computed
/// before.
public final class Owned implements Origin {
    private final Storage storage;
    private final List<WeakReference<LazyNode>> readers = new ArrayList<>();
    private volatile boolean isRead;
    /// Whether somebody writes the tensor, whichever memory it has.
    private final AtomicBoolean claimed;
    private final long size;
    private final DType dtype;
    private @Nullable Owned other;
    private @Nullable TensorType allowed;

    /// How many arguments of the call that is about to write this read it; belongs to that call.
    public int reads;

    /// Memory for a tensor of type `type`.
    public Owned(TensorType type) {
        claimed = new AtomicBoolean();
        dtype = type.dtype();
        size = type.shape().size().constant();
        storage = Storage.allocate(dtype, size);
    }

    private Owned(Owned other) {
        claimed = other.claimed;
        dtype = other.dtype;
        size = other.size;
        storage = Storage.allocate(dtype, size);
        this.other = other;
    }

    /// The memory that the tensor has next, where a call reads this.
    public synchronized Owned other() {
        if (other == null) {
            other = new Owned(this);
        }
        return other;
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
        claimed.setRelease(false);
    }

    @Override
    public Storage storage() {
        return storage;
    }

    synchronized void readBy(LazyNode node) {
        isRead = true;
        readers.add(new WeakReference<>(node));
    }

    List<LazyNode> takeReaders() {
        return isRead ? takeAll() : List.of();
    }

    private synchronized List<LazyNode> takeAll() {
        isRead = false;
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
