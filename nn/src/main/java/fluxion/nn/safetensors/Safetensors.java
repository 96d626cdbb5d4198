package fluxion.nn.safetensors;

import fluxion.ir.TensorType;
import fluxion.nn.structure.Leaves;
import fluxion.runtime.FileFormatException;
import fluxion.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// Files of the format safetensors: 8 bytes with the length of the header (little-endian), the header as JSON, and the
/// elements of all tensors, little-endian and row-major [github.com/huggingface/safetensors, "Format"]. Of its dtypes
/// those that Fluxion has are read and written.
public final class Safetensors {
    /// The format's own bound, which keeps a damaged length from asking for all memory.
    private static final long LONGEST_HEADER = 100_000_000;

    private Safetensors() {}

    /// Writes the leaves of a structure of tensors under the names of [Leaves#named(Object)]; an existing file is
    /// replaced.
    public static void save(Path file, Object value) throws IOException {
        save(file, value, Map.of());
    }

    /// As [#save(Path, Object)], with texts about the file.
    public static void save(Path file, Object value, Map<String, String> metadata) throws IOException {
        var tensors = Leaves.named(value);
        var types = new LinkedHashMap<String, TensorType>();
        tensors.forEach((name, tensor) -> types.put(name, tensor.type()));
        var header = Header.of(types, metadata);
        byte[] text = header.toBytes();
        try (var channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                var arena = Arena.ofConfined()) {
            write(
                    channel,
                    ByteBuffer.allocate(Long.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .flip());
            write(channel, ByteBuffer.wrap(text));
            for (var entry : header.entries()) {
                var data = arena.allocate(entry.bytes());
                Objects.requireNonNull(tensors.get(entry.name())).copyTo(data, ByteOrder.LITTLE_ENDIAN);
                write(channel, data);
            }
        }
    }

    /// The tensors of a file under their names, in order of their data.
    ///
    /// @throws IOException if the file cannot be read
    /// @throws FileFormatException if it is damaged, or has a dtype that Fluxion has not
    public static SequencedMap<String, Tensor> read(Path file) throws IOException {
        var source = file.toString();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            var bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            var header = header(source, bytes);
            long data = Long.BYTES + length(source, bytes);
            var tensors = new LinkedHashMap<String, Tensor>();
            for (var entry : header.entries()) {
                var part = bytes.asSlice(data + entry.begin(), entry.bytes());
                tensors.put(
                        entry.name(),
                        Tensor.of(
                                entry.type().dtype(),
                                part,
                                ByteOrder.LITTLE_ENDIAN,
                                entry.type().shape().constants()));
            }
            return Collections.unmodifiableSequencedMap(tensors);
        }
    }

    /// The texts about a file.
    ///
    /// @throws IOException if the file cannot be read
    /// @throws FileFormatException if it is damaged
    public static SequencedMap<String, String> metadata(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            var bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            return Collections.unmodifiableSequencedMap(
                    header(file.toString(), bytes).metadata());
        }
    }

    /// A structure like `like`, with the tensors of a file that [#save(Path, Object)] wrote from such a structure.
    ///
    /// @throws IOException if the file cannot be read
    /// @throws FileFormatException if it is damaged
    /// @throws WeightsException if a tensor is missing, has no place, or has another shape or dtype; it names all
    public static <P> P load(Path file, P like) throws IOException {
        var found = read(file);
        var expected = Leaves.named(like);
        var problems = new ArrayList<WeightsException.Problem>();
        var leaves = new ArrayList<Tensor>();
        expected.forEach((name, leaf) -> {
            var tensor = found.get(name);
            if (tensor == null) {
                problems.add(new WeightsException.Problem.Missing(name, leaf.type()));
            } else if (!tensor.shape().equals(leaf.shape())) {
                problems.add(new WeightsException.Problem.WrongShape(name, leaf.type(), tensor.type()));
            } else if (tensor.dtype() != leaf.dtype()) {
                problems.add(new WeightsException.Problem.WrongDType(name, leaf.type(), tensor.type()));
            } else {
                leaves.add(tensor);
            }
        });
        found.forEach((name, tensor) -> {
            if (!expected.containsKey(name)) {
                problems.add(new WeightsException.Problem.Unexpected(name, tensor.type()));
            }
        });
        if (!problems.isEmpty()) {
            throw new WeightsException(file.toString(), List.copyOf(problems));
        }
        return Leaves.like(like, leaves);
    }

    private static Header header(String source, MemorySegment bytes) throws IOException {
        long length = length(source, bytes);
        var header = Header.parse(source, bytes.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE));
        long end = Long.BYTES + length + header.dataBytes();
        if (bytes.byteSize() < end) {
            throw new FileFormatException.Truncated(source, "header and data", end, bytes.byteSize());
        }
        if (bytes.byteSize() > end) {
            throw new FileFormatException.TrailingData(source, end);
        }
        return header;
    }

    private static long length(String source, MemorySegment bytes) {
        if (bytes.byteSize() < Long.BYTES) {
            throw new FileFormatException.Truncated(source, "the header's length", Long.BYTES, bytes.byteSize());
        }
        long length = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (length < 0 || length > LONGEST_HEADER) {
            throw new FileFormatException.BadHeader(
                    source, "a header of 0 to " + LONGEST_HEADER + " bytes", length + " bytes");
        }
        if (bytes.byteSize() - Long.BYTES < length) {
            throw new FileFormatException.Truncated(source, "the header", Long.BYTES + length, bytes.byteSize());
        }
        return length;
    }

    private static void write(FileChannel channel, MemorySegment data) throws IOException {
        // a buffer holds less than 2^31 bytes
        for (long at = 0; at < data.byteSize(); at += 1 << 30) {
            write(
                    channel,
                    data.asSlice(at, Math.min(1 << 30, data.byteSize() - at)).asByteBuffer());
        }
    }

    private static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
