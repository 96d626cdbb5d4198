package fluxion.nn.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.nn.layer.BatchNorm;
import fluxion.nn.layer.Dense;
import fluxion.nn.layer.Sequential;
import fluxion.nn.safetensors.WeightsException.Problem;
import fluxion.nn.structure.Leaves;
import fluxion.runtime.FileFormatException;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files written and read again, files by hand, and damaged files.
final class SafetensorsTest {
    private static final String ONE = "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}";

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("weights.safetensors");
    }

    private void write(String header, byte... data) throws IOException {
        var text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Files.write(
                file(),
                ByteBuffer.allocate(8 + text.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .put(data)
                        .array());
    }

    @Test
    void allDtypesAndShapesComeBack() throws IOException {
        var tensors = new LinkedHashMap<String, Tensor>();
        tensors.put("floats", Tensor.of(new float[] {1, -0f, Float.NaN, Float.POSITIVE_INFINITY}, 2, 2));
        tensors.put("truth", Tensor.of(new boolean[] {true, false, true}));
        tensors.put("doubles", Tensor.of(new double[] {Math.PI}));
        tensors.put("ints", Tensor.of(new int[] {Integer.MIN_VALUE, 7}));
        tensors.put("longs", Tensor.of(new long[] {Long.MAX_VALUE}));
        tensors.put("scalar \"ü\"", Tensor.of(3f));
        tensors.put("empty", Tensor.zeros(0, 3));
        Safetensors.save(file(), tensors, Map.of("made by", "a test"));
        var read = Safetensors.read(file());
        assertEquals(tensors.keySet(), new LinkedHashMap<>(read).keySet());
        tensors.forEach((name, tensor) -> {
            var other = read.getOrDefault(name, Tensor.of(0));
            assertEquals(tensor.type(), other.type());
            assertEquals(tensor.toString(), other.toString());
        });
        assertEquals(Map.of("made by", "a test"), Safetensors.metadata(file()));
        var loaded = Safetensors.load(file(), tensors);
        assertEquals(List.copyOf(tensors.keySet()), List.copyOf(loaded.keySet()));
    }

    @Test
    void aFileByHandIsReadAndDataAreAligned() throws IOException {
        write(ONE + "  ", new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0});
        assertArrayEquals(
                new float[] {1, -2},
                Safetensors.read(file()).firstEntry().getValue().toFloatArray());
        Safetensors.save(file(), List.of(Tensor.of(1f), Tensor.of(2.0)));
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(0, bytes.getLong(0) % 8);
        assertEquals(2.0, bytes.getDouble((int) bytes.getLong(0) + 8), "longer elements come first");
    }

    @Test
    void aNetworkComesBackByItsNames() throws IOException {
        var network = Sequential.of(Dense.of(3).relu(), BatchNorm.of(), Dense.of(2));
        var weights = network.init(RandomKey.of(1), 4);
        Safetensors.save(file(), weights);
        assertEquals(
                List.of(
                        "params.dense.weight",
                        "params.dense.bias",
                        "params.batchnorm.scale",
                        "params.batchnorm.shift",
                        "params.dense_1.weight",
                        "params.dense_1.bias",
                        "state.batchnorm.mean",
                        "state.batchnorm.variance"),
                List.copyOf(Safetensors.read(file()).keySet()));
        var loaded = Safetensors.load(file(), network.init(RandomKey.of(2), 4));
        var x = RandomKey.of(3).normal(5, 4);
        assertArrayEquals(
                network.infer(weights, x).toFloatArray(),
                network.infer(loaded, x).toFloatArray());
    }

    @Test
    void allThatDoesNotFitIsNamedAtOnce() throws IOException {
        var saved = new LinkedHashMap<String, Tensor>();
        saved.put("same", Tensor.zeros(2));
        saved.put("shape", Tensor.zeros(2, 3));
        saved.put("dtype", Tensor.zeros(DType.F64, 2));
        saved.put("extra", Tensor.zeros(1));
        Safetensors.save(file(), saved);
        var like = new LinkedHashMap<String, Tensor>();
        like.put("same", Tensor.zeros(2));
        like.put("shape", Tensor.zeros(3, 2));
        like.put("dtype", Tensor.zeros(2));
        like.put("gone", Tensor.zeros(4));
        var e = assertThrows(WeightsException.class, () -> Safetensors.load(file(), like));
        assertEquals(
                List.of(
                        Problem.WrongShape.class,
                        Problem.WrongDType.class,
                        Problem.Missing.class,
                        Problem.Unexpected.class),
                e.problems().stream().map(Object::getClass).toList());
        for (var part : List.of(
                "weights.safetensors",
                "shape has shape [2, 3], expected [3, 2]",
                "dtype has dtype f64, expected f32",
                "gone is missing: f32[4]",
                "extra has no place: f32[1]")) {
            assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
        }
    }

    @Test
    void everyShorterFileIsTruncatedAndALongerOneGoesOn() throws IOException {
        Safetensors.save(file(), List.of(Tensor.of(new float[] {1, 2}), Tensor.of(true)));
        var whole = Files.readAllBytes(file());
        for (int n = 0; n < whole.length; n++) {
            Files.write(file(), Arrays.copyOf(whole, n));
            assertThrows(FileFormatException.Truncated.class, () -> Safetensors.read(file()), n + " bytes");
        }
        Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
        assertThrows(FileFormatException.TrailingData.class, () -> Safetensors.read(file()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]| JSON object",
                "{'a':1}| dtype of a",
                "nonsense| JSON object",
                "{} {}| JSON object",
                "{'a':{'dtype':'F8','shape':[2],'data_offsets':[0,8]}}| F8",
                "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}| shape of a",
                "{'a':{'dtype':'F32','shape':[2.5],'data_offsets':[0,8]}}| shape of a",
                "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}| shape of a",
                "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}| 12 bytes of a",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}| data_offsets of a",
                "{'a':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}}| without gaps",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| without gaps",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}| each name once",
                "{'__metadata__':3,'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| texts",
                "{'__metadata__':{'k':3},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}| metadata k"
            })
    void badHeadersSayWhatIsWrong(String header, String says) throws IOException {
        write(header, new byte[8]);
        var e = assertThrows(FileFormatException.BadHeader.class, () -> Safetensors.read(file()));
        assertTrue(String.valueOf(e.getMessage()).contains(says), e.getMessage());
    }

    @Test
    void sizesThatNoArrayHoldsAreRefused() throws IOException {
        write("{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}", new byte[8]);
        assertThrows(FileFormatException.SizeOverflow.class, () -> Safetensors.read(file()));
        Files.write(file(), new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});
        assertInstanceOf(
                FileFormatException.BadHeader.class,
                assertThrows(FileFormatException.class, () -> Safetensors.read(file())));
    }

    @Test
    void everyFlippedBitOfAHeaderIsReadOrRefusedWithAType() throws IOException {
        write(ONE, new byte[8]);
        var whole = Files.readAllBytes(file());
        for (int bit = 0; bit < 8 * (whole.length - 8); bit++) {
            var damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file(), damaged);
            try {
                assertEquals(
                        1,
                        Leaves.of(new LinkedHashMap<>(Safetensors.read(file()))).size());
            } catch (FileFormatException e) {
                assertTrue(e.source().endsWith("weights.safetensors"));
            }
        }
    }
}
