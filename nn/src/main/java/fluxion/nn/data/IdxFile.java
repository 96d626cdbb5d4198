package fluxion.nn.data;

import fluxion.runtime.FileFormatException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// Reads IDX files, the format of the MNIST data sets, plain or compressed with gzip.
///
/// The first bytes decide between plain and gzip, not the name. The data is read only as far as the header announces,
/// so a damaged header cannot ask for more memory than the file has bytes. [LeCun, Cortes, Burges: The MNIST database,
/// "The IDX file format"]
public final class IdxFile {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_TRAILER_BYTES = 8;
    private static final int MAGIC_BYTES = 4;

    private final String source;
    private final InputStream in;

    private IdxFile(String source, InputStream in) {
        this.source = source;
        this.in = in;
    }

    /// Reads a file.
    ///
    /// @throws IOException if the file cannot be opened or read
    /// @throws FileFormatException if it is not a whole IDX file
    public static IdxArray read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return read(in, file.toString());
        }
    }

    /// Reads a stream to its end; it is not closed.
    ///
    /// @param source what messages call the stream
    /// @throws IOException if the stream cannot be read
    /// @throws FileFormatException if it is not a whole IDX file
    public static IdxArray read(InputStream in, String source) throws IOException {
        var buffered = new BufferedInputStream(in);
        buffered.mark(2);
        boolean compressed = (buffered.read() << 8 | buffered.read()) == GZIP_MAGIC;
        buffered.reset();
        return new IdxFile(source, compressed ? unzip(buffered, source) : buffered).array();
    }

    private static InputStream unzip(InputStream in, String source) throws IOException {
        try {
            return new GZIPInputStream(in, 1 << 16);
        } catch (EOFException e) {
            var truncated = new FileFormatException.Truncated(source, "the gzip header", 10, in.available());
            truncated.initCause(e);
            throw truncated;
        }
    }

    private IdxArray array() throws IOException {
        var magic = read("the magic number", 0, MAGIC_BYTES);
        if (magic[0] != 0 || magic[1] != 0) {
            throw wrongMagic(magic);
        }
        int rank = Byte.toUnsignedInt(magic[3]);
        long headerBytes = MAGIC_BYTES + (long) Integer.BYTES * rank;
        return switch (magic[2]) {
            case 0x08 -> {
                var shape = shape(rank);
                yield new IdxArray.UnsignedBytes(
                        shape, data(shape, headerBytes, Byte.BYTES).array());
            }
            case 0x09 -> {
                var shape = shape(rank);
                yield new IdxArray.SignedBytes(
                        shape, data(shape, headerBytes, Byte.BYTES).array());
            }
            case 0x0B -> {
                var shape = shape(rank);
                var data = data(shape, headerBytes, Short.BYTES).asShortBuffer();
                var values = new short[data.remaining()];
                data.get(values);
                yield new IdxArray.Shorts(shape, values);
            }
            case 0x0C -> {
                var shape = shape(rank);
                var data = data(shape, headerBytes, Integer.BYTES).asIntBuffer();
                var values = new int[data.remaining()];
                data.get(values);
                yield new IdxArray.Ints(shape, values);
            }
            case 0x0D -> {
                var shape = shape(rank);
                var data = data(shape, headerBytes, Float.BYTES).asFloatBuffer();
                var values = new float[data.remaining()];
                data.get(values);
                yield new IdxArray.Floats(shape, values);
            }
            case 0x0E -> {
                var shape = shape(rank);
                var data = data(shape, headerBytes, Double.BYTES).asDoubleBuffer();
                var values = new double[data.remaining()];
                data.get(values);
                yield new IdxArray.Doubles(shape, values);
            }
            default -> throw wrongMagic(magic);
        };
    }

    private FileFormatException wrongMagic(byte[] found) {
        return new FileFormatException.WrongMagic(
                source,
                "00 00, a type code 08, 09, 0b, 0c, 0d or 0e, and the number of dimensions (IDX)",
                HexFormat.ofDelimiter(" ").formatHex(found));
    }

    private List<Integer> shape(int rank) throws IOException {
        var header = ByteBuffer.wrap(read("the header", MAGIC_BYTES, Integer.BYTES * rank));
        var shape = new ArrayList<Long>();
        for (int axis = 0; axis < rank; axis++) {
            shape.add(Integer.toUnsignedLong(header.getInt()));
        }
        boolean empty = shape.contains(0L);
        long size = 1;
        for (long dimension : shape) {
            size *= empty ? 1 : dimension;
            if (dimension > Integer.MAX_VALUE || size > Integer.MAX_VALUE) {
                throw new FileFormatException.SizeOverflow(source, shape);
            }
        }
        return shape.stream().map(Math::toIntExact).toList();
    }

    private ByteBuffer data(List<Integer> shape, long headerBytes, int elementBytes) throws IOException {
        long bytes = elementBytes;
        for (int dimension : shape) {
            bytes *= dimension;
        }
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new FileFormatException.SizeOverflow(
                    source, shape.stream().map(Integer::longValue).toList());
        }
        var data = read("data of shape " + shape, headerBytes, (int) bytes);
        if (more(headerBytes + bytes)) {
            throw new FileFormatException.TrailingData(source, headerBytes + bytes);
        }
        return ByteBuffer.wrap(data);
    }

    /// Whether anything follows byte `at`. The trailer of gzip data is read and checked by this.
    private boolean more(long at) throws IOException {
        try {
            return in.read() >= 0;
        } catch (EOFException e) {
            throw truncated("the gzip trailer", at + GZIP_TRAILER_BYTES, at, e);
        }
    }

    private FileFormatException truncated(String part, long expected, long found, EOFException cause) {
        var truncated = new FileFormatException.Truncated(source, part, expected, found);
        truncated.initCause(cause);
        return truncated;
    }

    /// The next bytes, of which the first is byte `at` of the uncompressed file.
    private byte[] read(String part, long at, int bytes) throws IOException {
        var data = new byte[Math.min(bytes, 1 << 16)];
        int found = 0;
        try {
            // The buffer grows with what is really there, by doubling.
            while (found < bytes) {
                if (found == data.length) {
                    data = Arrays.copyOf(data, (int) Math.min(bytes, 2L * found));
                }
                int n = in.read(data, found, data.length - found);
                if (n < 0) {
                    throw new FileFormatException.Truncated(source, part, at + bytes, at + found);
                }
                found += n;
            }
        } catch (EOFException e) {
            // gzip data that stops in the middle
            throw truncated(part, at + bytes, at + found, e);
        }
        return data;
    }
}
