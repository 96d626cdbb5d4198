package fluxion.runtime.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.runtime.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of the test resources were written by NumPy 2.4. Element `i` of the C order is `i - 3` for integers, `(i -
/// 3) / 2` for floating point, `7 i` for bytes, and whether 3 divides `i` for booleans.
class NpyFileTest {
    private static final List<Integer> CUBE = List.of(2, 3, 4);

    @TempDir
    private Path folder;

    static Stream<String> filesOfNumPy() {
        return Arrays.stream(NpyType.values())
                .flatMap(type -> type.bytes() == 1
                        ? Stream.of(type.code())
                        : Stream.of(type.code() + "-little", type.code() + "-big"))
                .flatMap(name -> Stream.of(name + "-c.npy", name + "-f.npy"));
    }

    @ParameterizedTest
    @MethodSource("filesOfNumPy")
    void filesOfNumPyAreRead(String name) throws IOException {
        var array = resource(name);
        assertSameArray(sample(CUBE, array.type()), array);
        assertTrue(name.startsWith(array.type().code()));
    }

    @ParameterizedTest
    @MethodSource("filesOfNumPy")
    void writingGivesTheBytesOfNumPy(String name) throws IOException {
        var array = resource(name);
        var order = name.contains("-big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        assertArrayEquals(bytesOf(name), written(array, order, name.endsWith("-f.npy")));
    }

    @Test
    void formats2And3AreRead() throws IOException {
        assertSameArray(sample(CUBE, NpyType.F4), resource("version2.npy"));
        assertSameArray(sample(CUBE, NpyType.F4), resource("version3.npy"));
    }

    @Test
    void scalarsVectorsAndEmptyArraysAreReadAndWritten() throws IOException {
        for (var name : List.of("scalar.npy", "vector.npy", "empty.npy")) {
            assertArrayEquals(bytesOf(name), written(resource(name), ByteOrder.LITTLE_ENDIAN, false), name);
        }
        assertEquals(List.of(), resource("scalar.npy").shape());
        assertEquals(List.of(5), resource("vector.npy").shape());
        assertEquals(List.of(0, 3), resource("empty.npy").shape());
    }

    @ParameterizedTest
    @EnumSource
    void aFileWrittenIsReadBack(NpyType type) throws IOException {
        var file = folder.resolve("a.npy");
        for (var shape : List.of(List.<Integer>of(), List.of(7), List.of(3, 5), List.of(2, 3, 4, 5), List.of(4, 0))) {
            NpyFile.write(file, sample(shape, type));
            assertSameArray(sample(shape, type), NpyFile.read(file));
        }
    }

    @Test
    void specialValuesKeepTheirBits() throws IOException {
        var values =
                new float[] {-0f, Float.NaN, Float.intBitsToFloat(0x7fc12345), Float.NEGATIVE_INFINITY, Float.MIN_VALUE
                };
        var file = folder.resolve("a.npy");
        NpyFile.write(file, new NpyArray.Floats(List.of(5), values));
        var read = ((NpyArray.Floats) NpyFile.read(file)).values();
        for (int i = 0; i < values.length; i++) {
            assertEquals(Float.floatToRawIntBits(values[i]), Float.floatToRawIntBits(read[i]));
        }
    }

    @Test
    void headersInOtherSpellingsAreRead() throws IOException {
        for (var header : List.of(
                "{\"shape\":(2L,),\"fortran_order\":False,\"descr\":\"<i4\"}",
                "{ 'fortran_order' : True , 'descr' : '=i4', 'shape' : ( 2 , ) , }\n",
                "{'descr': '<i4', 'fortran_order': False, 'shape': (2)}")) {
            assertEquals(List.of(2), read(file(header, 8)).shape(), header);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 6, 9, 10, 127, 128, 223})
    void aTruncatedFileTellsHowManyBytesThereAre(int length) throws IOException {
        var file = Arrays.copyOf(bytesOf("f4-little-c.npy"), length);
        var e = assertThrows(FileFormatException.Truncated.class, () -> read(file));
        assertEquals(length, e.foundBytes());
        assertEquals(length < 10 ? 10 : length < 128 ? 128 : 224, e.expectedBytes());
        Files.write(folder.resolve("a.npy"), file);
        assertThrows(FileFormatException.Truncated.class, () -> NpyFile.read(folder.resolve("a.npy")));
    }

    @Test
    void bytesAfterTheDataAreASizeMismatch() throws IOException {
        var file = Arrays.copyOf(bytesOf("f4-little-c.npy"), 225);
        assertEquals(
                224,
                assertThrows(FileFormatException.TrailingData.class, () -> read(file))
                        .expectedBytes());
    }

    @Test
    void aWrongMagicNumberIsShown() {
        var e = assertThrows(
                FileFormatException.WrongMagic.class, () -> read("PK\3\4 zip".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("50 4b 03 04 20 7a", e.found());
    }

    @Test
    void anUnknownFormatIsNamed() throws IOException {
        var file = bytesOf("f4-little-c.npy");
        file[6] = 4;
        assertEquals(
                "format 4.0",
                assertThrows(FileFormatException.BadHeader.class, () -> read(file))
                        .found());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{'descr': '<f4', 'fortran_order': False}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'more': 1}",
                "{'descr': '<f4', 'fortran_order': 1, 'shape': (2,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (a,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x",
                "{'descr': '<f4, 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '?f4', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '', 'fortran_order': False, 'shape': (2,)}",
                "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
            })
    void aBadHeaderIsRejected(String header) {
        assertThrows(FileFormatException.BadHeader.class, () -> read(file(header, 8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(65536, 65536)", "(2147483648,)", "(0, 4294967296)", "(-1,)", "(4294967296, 4294967296, 2)"})
    void aSizeThatOverflowsIsRejected(String shape) {
        var e = assertThrows(
                FileFormatException.SizeOverflow.class,
                () -> read(file("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + "}", 8)));
        assertEquals(shape.replaceAll("[(,)]+$", "").substring(1), join(e.shape()));
    }

    @Test
    void aShapeThatDoesNotFitItsArrayIsRejected() {
        assertThrows(IllegalArgumentException.class, () -> new NpyArray.Floats(List.of(2, 3), new float[5]));
        assertThrows(IllegalArgumentException.class, () -> new NpyArray.Floats(List.of(-1, -1), new float[1]));
        assertThrows(
                IllegalArgumentException.class, () -> new NpyArray.Floats(List.of(1 << 30, 1 << 30, 16), new float[0]));
    }

    private static String join(List<Long> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static NpyArray sample(List<Integer> shape, NpyType type) {
        var i = IntStream.range(0, shape.stream().reduce(1, (a, b) -> a * b)).toArray();
        return switch (type) {
            case F4 -> {
                var values = new float[i.length];
                for (int k : i) {
                    values[k] = (k - 3) / 2f;
                }
                yield new NpyArray.Floats(shape, values);
            }
            case F8 ->
                new NpyArray.Doubles(
                        shape, Arrays.stream(i).mapToDouble(k -> (k - 3) / 2.0).toArray());
            case I4 -> new NpyArray.Ints(shape, Arrays.stream(i).map(k -> k - 3).toArray());
            case I8 ->
                new NpyArray.Longs(shape, Arrays.stream(i).mapToLong(k -> k - 3).toArray());
            case U1 -> {
                var values = new byte[i.length];
                for (int k : i) {
                    values[k] = (byte) (7 * k);
                }
                yield new NpyArray.UnsignedBytes(shape, values);
            }
            case B1 -> {
                var values = new boolean[i.length];
                for (int k : i) {
                    values[k] = k % 3 == 0;
                }
                yield new NpyArray.Booleans(shape, values);
            }
        };
    }

    private static void assertSameArray(NpyArray expected, NpyArray found) throws IOException {
        assertEquals(expected.shape(), found.shape());
        assertEquals(expected.type(), found.type());
        switch (expected) {
            case NpyArray.Floats floats -> assertArrayEquals(floats.values(), ((NpyArray.Floats) found).values());
            case NpyArray.Doubles doubles -> assertArrayEquals(doubles.values(), ((NpyArray.Doubles) found).values());
            case NpyArray.Ints ints -> assertArrayEquals(ints.values(), ((NpyArray.Ints) found).values());
            case NpyArray.Longs longs -> assertArrayEquals(longs.values(), ((NpyArray.Longs) found).values());
            case NpyArray.UnsignedBytes bytes ->
                assertArrayEquals(bytes.values(), ((NpyArray.UnsignedBytes) found).values());
            case NpyArray.Booleans booleans ->
                assertArrayEquals(booleans.values(), ((NpyArray.Booleans) found).values());
        }
    }

    private static byte[] file(String header, int dataBytes) {
        var text = header.getBytes(StandardCharsets.US_ASCII);
        var file = Arrays.copyOf(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0},
                10 + text.length + dataBytes);
        System.arraycopy(text, 0, file, 10, text.length);
        return file;
    }

    private static NpyArray read(byte[] file) throws IOException {
        return NpyFile.read(new ByteArrayInputStream(file), "test");
    }

    private static byte[] written(NpyArray array, ByteOrder order, boolean fortranOrder) throws IOException {
        var out = new ByteArrayOutputStream();
        NpyFile.write(out, array, order, fortranOrder);
        return out.toByteArray();
    }

    private static NpyArray resource(String name) throws IOException {
        return read(bytesOf(name));
    }

    private static byte[] bytesOf(String name) throws IOException {
        try (var in = NpyFileTest.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no test resource " + name);
            }
            return in.readAllBytes();
        }
    }
}
