package fluxion.runtime.npy;

import fluxion.runtime.FileFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Reads and writes NumPy's NPY files.
///
/// Reading takes format 1.0, 2.0 and 3.0, both byte orders, C and Fortran order, and the element types of [NpyType];
/// the result is always in C order. Writing makes format 1.0, which every NumPy reads. Nothing is allocated before the
/// size of the file was compared with its header. [NumPy, numpy.lib.format]
public final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_AT = MAGIC.length;
    private static final int LENGTH_AT = VERSION_AT + 2;
    private static final int CHUNK = 1 << 16;

    private NpyFile() {}

    /// Reads a file.
    ///
    /// @throws IOException if the file cannot be opened or read
    /// @throws FileFormatException if it is not a whole NPY file of a supported element type
    public static NpyArray read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            return parse(file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), arena);
        }
    }

    /// Reads a stream to its end; it is not closed, and may hold at most 2^31-9 bytes.
    ///
    /// @param source what messages call the stream
    /// @throws IOException if the stream cannot be read
    /// @throws FileFormatException if it is not a whole NPY file of a supported element type
    public static NpyArray read(InputStream in, String source) throws IOException {
        try (var arena = Arena.ofConfined()) {
            return parse(source, MemorySegment.ofArray(in.readAllBytes()), arena);
        }
    }

    /// Writes a file in little-endian C order, replacing what was there.
    ///
    /// @throws IOException if the file cannot be written
    public static void write(Path file, NpyArray array) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            write(out, array, ByteOrder.LITTLE_ENDIAN, false);
        }
    }

    /// Writes to a stream, which is not closed.
    ///
    /// @param order the byte order of the elements in the file
    /// @param fortranOrder whether the first axis varies fastest in the file
    /// @throws IOException if the stream cannot be written
    public static void write(OutputStream out, NpyArray array, ByteOrder order, boolean fortranOrder)
            throws IOException {
        var header = new NpyHeader(array.type(), order, fortranOrder, array.shape());
        var text = header.text();
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) text.length, (byte) (text.length >> 8)});
        out.write(text);
        try (var arena = Arena.ofConfined()) {
            var data = bytes(array, order, arena);
            var inOrder = fortranOrder ? permuted(header, data, true, arena) : data;
            for (long at = 0; at < inOrder.byteSize(); at += CHUNK) {
                out.write(inOrder.asSlice(at, Math.min(CHUNK, inOrder.byteSize() - at))
                        .toArray(ValueLayout.JAVA_BYTE));
            }
        }
    }

    private static NpyArray parse(String source, MemorySegment file, Arena arena) {
        int magicBytes = (int) Math.min(MAGIC.length, file.byteSize());
        var found = file.asSlice(0, magicBytes).toArray(ValueLayout.JAVA_BYTE);
        if (!Arrays.equals(found, 0, magicBytes, MAGIC, 0, magicBytes)) {
            throw new FileFormatException.WrongMagic(source, hex(MAGIC) + " (NPY)", hex(found));
        }
        need(source, "the header's length", NpyHeader.PREFIX, file);
        int major = file.get(ValueLayout.JAVA_BYTE, VERSION_AT);
        int minor = file.get(ValueLayout.JAVA_BYTE, VERSION_AT + 1L);
        if (major < 1 || major > 3 || minor != 0) {
            throw new FileFormatException.BadHeader(source, "format 1.0, 2.0 or 3.0", "format " + major + "." + minor);
        }
        int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        long textAt = (long) LENGTH_AT + lengthBytes;
        need(source, "the header's length", textAt, file);
        long length = 0;
        for (int i = lengthBytes - 1; i >= 0; i--) {
            length = length << 8 | Byte.toUnsignedLong(file.get(ValueLayout.JAVA_BYTE, LENGTH_AT + (long) i));
        }
        need(source, "the header", textAt + length, file);
        Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        var header = NpyHeader.parse(
                source, new String(file.asSlice(textAt, length).toArray(ValueLayout.JAVA_BYTE), charset));
        long dataAt = textAt + length;
        long end = dataAt + header.dataBytes();
        need(source, header.type().numpyName() + header.shape(), end, file);
        if (file.byteSize() > end) {
            throw new FileFormatException.TrailingData(source, end);
        }
        var data = file.asSlice(dataAt, header.dataBytes());
        return array(header, header.fortranOrder() ? permuted(header, data, false, arena) : data);
    }

    private static void need(String source, String part, long bytes, MemorySegment file) {
        if (file.byteSize() < bytes) {
            throw new FileFormatException.Truncated(source, part, bytes, file.byteSize());
        }
    }

    private static NpyArray array(NpyHeader header, MemorySegment data) {
        List<Integer> shape = header.shape();
        var order = header.order();
        int size = header.size();
        return switch (header.type()) {
            case F4 -> {
                var values = new float[size];
                MemorySegment.copy(data, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), 0, values, 0, size);
                yield new NpyArray.Floats(shape, values);
            }
            case F8 -> {
                var values = new double[size];
                MemorySegment.copy(data, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 0, values, 0, size);
                yield new NpyArray.Doubles(shape, values);
            }
            case I4 -> {
                var values = new int[size];
                MemorySegment.copy(data, ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 0, values, 0, size);
                yield new NpyArray.Ints(shape, values);
            }
            case I8 -> {
                var values = new long[size];
                MemorySegment.copy(data, ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 0, values, 0, size);
                yield new NpyArray.Longs(shape, values);
            }
            case U1 -> new NpyArray.UnsignedBytes(shape, data.toArray(ValueLayout.JAVA_BYTE));
            case B1 -> {
                var values = new boolean[size];
                for (int i = 0; i < size; i++) {
                    values[i] = data.get(ValueLayout.JAVA_BYTE, i) != 0;
                }
                yield new NpyArray.Booleans(shape, values);
            }
        };
    }

    /// The elements in C order and the byte order of the file.
    private static MemorySegment bytes(NpyArray array, ByteOrder order, Arena arena) {
        int size = array.size();
        var data = arena.allocate((long) size * array.type().bytes());
        switch (array) {
            case NpyArray.Floats floats ->
                MemorySegment.copy(
                        floats.values(), 0, data, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), 0, size);
            case NpyArray.Doubles doubles ->
                MemorySegment.copy(
                        doubles.values(), 0, data, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), 0, size);
            case NpyArray.Ints ints ->
                MemorySegment.copy(ints.values(), 0, data, ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), 0, size);
            case NpyArray.Longs longs ->
                MemorySegment.copy(longs.values(), 0, data, ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 0, size);
            case NpyArray.UnsignedBytes bytes ->
                MemorySegment.copy(bytes.values(), 0, data, ValueLayout.JAVA_BYTE, 0, size);
            case NpyArray.Booleans booleans -> {
                for (int i = 0; i < size; i++) {
                    data.set(ValueLayout.JAVA_BYTE, i, (byte) (booleans.values()[i] ? 1 : 0));
                }
            }
        }
        return data;
    }

    /// The elements moved from C to Fortran order, or back.
    private static MemorySegment permuted(NpyHeader header, MemorySegment data, boolean toFortran, Arena arena) {
        var moved = arena.allocate(data.byteSize());
        int bytes = header.type().bytes();
        int rank = header.shape().size();
        var index = new int[rank];
        var strides = new long[rank];
        long stride = 1;
        for (int axis = 0; axis < rank; axis++) {
            strides[axis] = stride;
            stride *= header.shape().get(axis);
        }
        long fortran = 0;
        for (long c = 0; c < header.size(); c++) {
            long from = toFortran ? c : fortran;
            long to = toFortran ? fortran : c;
            MemorySegment.copy(data, from * bytes, moved, to * bytes, bytes);
            for (int axis = rank - 1; axis >= 0; axis--) {
                fortran += strides[axis];
                if (++index[axis] < header.shape().get(axis)) {
                    break;
                }
                fortran -= strides[axis] * index[axis];
                index[axis] = 0;
            }
        }
        return moved;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
