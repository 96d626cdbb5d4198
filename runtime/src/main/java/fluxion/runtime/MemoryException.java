package fluxion.runtime;

import fluxion.ir.DType;
import fluxion.ir.FluxionException;
import java.util.List;
import java.util.stream.Collectors;

/// The Java heap has no room for a buffer.
public final class MemoryException extends FluxionException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_NAMED = 5;

    private final long bytes;

    /// A buffer of `elements` elements did not fit.
    MemoryException(DType dtype, long elements, OutOfMemoryError cause) {
        this(
                "not enough memory for " + elements + " elements of " + dtype + ", which take "
                        + written(elements * dtype.bytes()) + ": " + heap() + "; " + ADVICE,
                elements * dtype.bytes(),
                cause);
    }

    private static final String ADVICE =
            "raise the limit with -Xmx, or compute less at once, for example in smaller" + " batches";

    private MemoryException(String message, long bytes, Throwable cause) {
        super(message, cause);
        this.bytes = bytes;
    }

    /// The same, where it happened to a program with `buffers`.
    public MemoryException in(List<Buffer> buffers) {
        if (buffers.isEmpty()) {
            return this;
        }
        long all = buffers.stream().mapToLong(Buffer::bytes).sum();
        var largest = buffers.stream()
                .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
                .limit(MOST_NAMED)
                .map(Buffer::toString)
                .collect(Collectors.joining(", "));
        return new MemoryException(
                "not enough memory for a buffer of " + written(bytes) + ": the " + buffers.size()
                        + " buffers of the program take " + written(all) + ", " + heap() + "; the largest are "
                        + largest
                        + "; " + ADVICE,
                bytes,
                this);
    }

    /// The bytes of the buffer that did not fit.
    public long bytes() {
        return bytes;
    }

    private static String heap() {
        var runtime = Runtime.getRuntime();
        return "the Java heap has " + written(runtime.totalMemory() - runtime.freeMemory()) + " in use and may have "
                + written(runtime.maxMemory());
    }

    private static String written(long bytes) {
        return "%,d bytes".formatted(bytes);
    }

    /// A buffer that a program works on.
    ///
    /// @param name what it is for: `argument 0 f32[2, 3]`
    /// @param bytes how large it is
    public record Buffer(String name, long bytes) {
        @Override
        public String toString() {
            return name + " (" + written(bytes) + ")";
        }
    }
}
