package fluxion.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.runtime.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
    private static final byte[] LABELS = idx(0x08, new byte[] {7, 0, (byte) 255}, 3);

    @Test
    void everyElementTypeIsRead() throws IOException {
        assertArrayEquals(new byte[] {7, 0, -1}, ((IdxArray.UnsignedBytes) read(LABELS)).values());
        assertArrayEquals(new byte[] {1, -2}, ((IdxArray.SignedBytes) read(idx(0x09, new byte[] {1, -2}, 2))).values());
        var shorts = ByteBuffer.allocate(4).putShort((short) 258).putShort((short) -3);
        assertArrayEquals(new short[] {258, -3}, ((IdxArray.Shorts) read(idx(0x0B, shorts.array(), 2))).values());
        var ints = ByteBuffer.allocate(8).putInt(70_000).putInt(-4);
        assertArrayEquals(new int[] {70_000, -4}, ((IdxArray.Ints) read(idx(0x0C, ints.array(), 2))).values());
        var floats = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(Float.NaN);
        assertArrayEquals(
                new float[] {1.5f, Float.NaN}, ((IdxArray.Floats) read(idx(0x0D, floats.array(), 2))).values());
        var doubles = ByteBuffer.allocate(16).putDouble(0.1).putDouble(-0.0);
        assertArrayEquals(new double[] {0.1, -0.0}, ((IdxArray.Doubles) read(idx(0x0E, doubles.array(), 2))).values());
    }

    @Test
    void dimensionsAreInOrder() throws IOException {
        assertEquals(List.of(2, 1, 3), read(idx(0x08, new byte[6], 2, 1, 3)).shape());
        assertEquals(List.of(0, 5), read(idx(0x08, new byte[0], 0, 5)).shape());
        assertEquals(List.of(), read(idx(0x08, new byte[1])).shape());
    }

    @Test
    void gzipIsFoundByItsFirstBytes() throws IOException {
        var array = assertInstanceOf(IdxArray.UnsignedBytes.class, read(gzip(LABELS)));
        assertArrayEquals(new byte[] {7, 0, -1}, array.values());
    }

    @Test
    void dataLongerThanTheFirstBufferIsWhole() throws IOException {
        var data = new byte[300_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31);
        }
        assertArrayEquals(data, ((IdxArray.UnsignedBytes) read(gzip(idx(0x08, data, 300, 1000)))).values());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 10})
    void aTruncatedFileTellsHowManyBytesThereAre(int length) {
        var e = assertThrows(FileFormatException.Truncated.class, () -> read(Arrays.copyOf(LABELS, length)));
        assertEquals(length, e.foundBytes());
        assertEquals(length < 4 ? 4 : length < 8 ? 8 : 11, e.expectedBytes());
    }

    @Test
    void truncatedGzipIsTruncated() {
        var zipped = gzip(LABELS);
        for (int length = 2; length < zipped.length; length++) {
            var part = Arrays.copyOf(zipped, length);
            assertThrows(FileFormatException.Truncated.class, () -> read(part), "length " + length);
        }
    }

    @Test
    void aWrongMagicNumberIsShown() {
        var e = assertThrows(FileFormatException.WrongMagic.class, () -> read(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}));
        assertEquals("50 4b 03 04", e.found());
        var type = assertThrows(FileFormatException.WrongMagic.class, () -> read(idx(0x0A, new byte[1], 1)));
        assertEquals("00 00 0a 01", type.found());
    }

    @Test
    void dimensionsThatOverflowAreShown() {
        var product = assertThrows(
                FileFormatException.SizeOverflow.class, () -> read(idx(0x08, new byte[0], 65_536, 65_536)));
        assertEquals(List.of(65_536L, 65_536L), product.shape());
        var single = assertThrows(FileFormatException.SizeOverflow.class, () -> read(idx(0x08, new byte[0], -2, 0)));
        assertEquals(List.of(4_294_967_294L, 0L), single.shape());
        assertThrows(FileFormatException.SizeOverflow.class, () -> read(idx(0x0E, new byte[0], 1 << 30)));
    }

    @Test
    void aHugeAnnouncedSizeAllocatesOnlyWhatTheFileHolds() {
        assertThrows(FileFormatException.Truncated.class, () -> read(idx(0x08, new byte[10], Integer.MAX_VALUE - 8)));
    }

    @Test
    void bytesAfterTheDataAreASizeMismatch() {
        var e = assertThrows(FileFormatException.TrailingData.class, () -> read(idx(0x08, new byte[4], 3)));
        assertEquals(11, e.expectedBytes());
    }

    static IdxArray read(byte[] file) throws IOException {
        return IdxFile.read(new ByteArrayInputStream(file), "test");
    }

    static byte[] idx(int type, byte[] data, int... shape) {
        var file = ByteBuffer.allocate(4 + 4 * shape.length + data.length);
        file.put((byte) 0).put((byte) 0).put((byte) type).put((byte) shape.length);
        for (int dimension : shape) {
            file.putInt(dimension);
        }
        return file.put(data).array();
    }

    static byte[] gzip(byte[] data) {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
