package fluxion.tensor;

import fluxion.runtime.Storage;
import org.jspecify.annotations.Nullable;

/// Tensors as text.
final class Formatting {
    private static final int ELIDE_BEYOND = 1_000;
    private static final int EDGE = 3;

    private final Tensor tensor;
    private final Storage storage;
    private final boolean elide;
    private final StringBuilder text = new StringBuilder();

    private Formatting(Tensor tensor, Storage storage) {
        this.tensor = tensor;
        this.storage = storage;
        this.elide = storage.size() > ELIDE_BEYOND;
    }

    static String of(Tensor tensor, @Nullable Storage storage) {
        var type = tensor.dtype().toString() + tensor.shape();
        if (storage == null) {
            return "Tensor(<pending>, " + type + ")";
        }
        var formatting = new Formatting(tensor, storage);
        formatting.axis(0, 0, storage.size());
        return "Tensor(" + formatting.text + ", " + type + ")";
    }

    /// Appends the `size` elements from `from` on, which are those of one index along each axis before `axis`.
    private void axis(int axis, int from, int size) {
        if (axis == tensor.rank()) {
            text.append(element(from));
            return;
        }
        int n = Math.toIntExact(tensor.size(axis));
        text.append('[');
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                separate(axis);
            }
            if (elide && n > 2 * EDGE && i == EDGE) {
                text.append("...");
                separate(axis);
                i = n - EDGE;
            }
            axis(axis + 1, from + i * (size / n), size / n);
        }
        text.append(']');
    }

    /// Elements are parted by a comma, rows begin on a line of their own below the first.
    private void separate(int axis) {
        text.append(',');
        int depth = tensor.rank() - axis - 1;
        text.append(depth == 0 ? " " : "\n".repeat(depth) + " ".repeat("Tensor([".length() + axis));
    }

    private String element(int index) {
        return switch (tensor.dtype()) {
            case BOOL -> HostData.element(storage, index).bits() != 0 ? "true" : "false";
            case I32, I64 -> Long.toString(HostData.element(storage, index).bits());
            case F32 -> Float.toString((float) HostData.element(storage, index).toDouble());
            case F64 -> Double.toString(HostData.element(storage, index).toDouble());
        };
    }
}
