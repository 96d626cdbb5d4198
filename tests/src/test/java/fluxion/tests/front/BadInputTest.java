package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.DerivativeException;
import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.ir.IrException;
import fluxion.nn.data.MnistData;
import fluxion.runtime.FileFormatException;
import fluxion.runtime.MemoryException;
import fluxion.runtime.TooManyElementsException;
import fluxion.tensor.DonatedTensorException;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import fluxion.tests.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What users get wrong, as they meet it: each mistake has a typed exception that says which values were wrong.
final class BadInputTest {
    @TempDir
    private Path folder;

    private static <E extends Exception> E thrown(Class<E> type, Executable mistake, String... said) {
        var e = assertThrows(type, mistake);
        var message = String.valueOf(e.getMessage());
        for (var part : said) {
            assertTrue(message.contains(part), () -> "'" + part + "' is not in: " + message);
        }
        return e;
    }

    private static Tensor rows(int n) {
        return Tensor.arange(DType.F32, 3L * n).reshape(n, 3);
    }

    // ---------------------------------------------------------------- files

    private Path npy(String header, int dataBytes) throws IOException {
        var text = header + " ".repeat(117 - header.length()) + "\n";
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
        bytes.writeBytes(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[dataBytes]);
        return Files.write(folder.resolve("a.npy"), bytes.toByteArray());
    }

    private static String header(String shape) {
        return "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    }

    @Test
    void npyFiles() throws IOException {
        assertEquals("f32[2, 3]", Tensor.load(npy(header("(2, 3)"), 24)).type().toString());
        var file = npy(header("(2, 3)"), 20);
        var truncated =
                thrown(FileFormatException.Truncated.class, () -> Tensor.load(file), "a.npy", "152 bytes", "has 148");
        assertEquals(152, truncated.expectedBytes());
        assertEquals(148, truncated.foundBytes());
        var huge = npy(header("(4294967296, 4294967296)"), 8);
        thrown(FileFormatException.SizeOverflow.class, () -> Tensor.load(huge), "[4294967296, 4294967296]");
        var zip = Files.write(folder.resolve("zip.npy"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0, 0, 0});
        thrown(FileFormatException.WrongMagic.class, () -> Tensor.load(zip), "zip.npy", "(NPY)", "50 4b 03 04");
    }

    private void idx(String name, int magic, byte[] data, int... dimensions) throws IOException {
        var buffer =
                ByteBuffer.allocate(4 + 4 * dimensions.length + data.length).putInt(magic);
        Arrays.stream(dimensions).forEach(buffer::putInt);
        Files.write(folder.resolve(name), buffer.put(data).array());
    }

    private void mnist(byte[] labels) throws IOException {
        for (var part : new String[] {"train", "t10k"}) {
            idx(part + "-images-idx3-ubyte", 0x803, new byte[labels.length * 4], labels.length, 2, 2);
            idx(part + "-labels-idx1-ubyte", 0x801, labels, labels.length);
        }
    }

    @Test
    void idxFiles() throws IOException {
        mnist(new byte[] {0, 9});
        assertEquals(2, MnistData.load(folder).train().count());
        mnist(new byte[] {0, 10});
        var label = thrown(
                FileFormatException.ValueOutOfRange.class, () -> MnistData.load(folder), "label 1 is 10", "0 to 9");
        assertEquals(10, label.value());
        mnist(new byte[] {0, 9});
        idx("train-images-idx3-ubyte", 0x803, new byte[7], 2, 2, 2);
        thrown(FileFormatException.Truncated.class, () -> MnistData.load(folder), "24 bytes", "has 23");
        idx("train-images-idx3-ubyte", 0x4B50, new byte[8], 2, 2, 2);
        thrown(FileFormatException.WrongMagic.class, () -> MnistData.load(folder), "train-images-idx3-ubyte");
        idx("train-images-idx3-ubyte", 0x803, new byte[8], 65536, 65536, 2);
        thrown(FileFormatException.SizeOverflow.class, () -> MnistData.load(folder), "[65536, 65536, 2]");
        idx("train-images-idx3-ubyte", 0x803, new byte[12], 3, 2, 2);
        thrown(FileFormatException.Mismatch.class, () -> MnistData.load(folder), "2", "3");
    }

    // ---------------------------------------------------------------- tensors

    @Test
    void shapesThatDoNotFit() {
        thrown(ShapeException.class, () -> rows(2).matmul(rows(2)), "matmul", "f32[2, 3]");
        var f = Fluxion.compile((Tensor x, Tensor y) -> x.add(y));
        f.apply(rows(2), rows(2));
        thrown(ShapeException.class, () -> f.apply(rows(2), rows(3)), "add", "f32[2, 3]", "f32[3, 3]");
    }

    @Test
    void aTensorReadAfterDonation() {
        var step = Fluxion.compile((Tensor x) -> x.add(1)).donating(0);
        var x = rows(2);
        step.apply(x);
        thrown(DonatedTensorException.class, x::toFloatArray, "argument 0");
        thrown(DonatedTensorException.class, () -> step.apply(x), "argument 0");
        thrown(DonatedTensorException.class, () -> x.mul(2), "argument 0");
    }

    @Test
    void aLossThatIsNoScalar() {
        thrown(
                DerivativeException.class,
                () -> Fluxion.grad((Tensor x) -> x.mul(2)).apply(rows(2)),
                "grad",
                "f32[2, 3]",
                "sum()",
                "mean()");
        thrown(
                DerivativeException.class,
                () -> Fluxion.compile(
                                Fluxion.valueAndGrad((Tensor x) -> x.argMax(0).sum()))
                        .apply(rows(2)),
                "i64");
    }

    @Test
    void aJavaIfOnATracedValue() {
        var scalar = Fluxion.compile((Tensor x) -> x.item() > 0 ? x : x.neg());
        thrown(TraceException.class, () -> scalar.apply(Tensor.of(1f)), "f32", "Control.cond", "where");
        var flag = Fluxion.compile((Tensor x) -> x.gt(0).itemBoolean() ? x : x.neg());
        thrown(TraceException.class, () -> flag.apply(Tensor.of(1f)), "bool", "Control.cond");
        var inner = Fluxion.compile((Tensor x) ->
                Fluxion.grad((Tensor y) -> y.item() > 0 ? y : y.neg()).apply(x));
        thrown(TraceException.class, () -> inner.apply(Tensor.of(1f)), "Control.cond");
    }

    @Test
    void moreElementsThanAnArrayHolds() {
        var e = thrown(
                TooManyElementsException.class,
                () -> Tensor.zeros(DType.F32, 1 << 16, 1 << 16),
                "f32[65536, 65536]",
                "4294967296",
                "2147483639");
        assertEquals(1L << 32, e.elements());
        var column = Tensor.arange(DType.F32, 1 << 16).reshape(1 << 16, 1);
        thrown(TooManyElementsException.class, () -> column.mul(column.transpose()), "broadcast", "f32[65536, 65536]");
        var f = Fluxion.compile((Tensor x) -> x.mul(x.transpose()).sum());
        thrown(TooManyElementsException.class, () -> f.apply(column), "f32[65536, 65536]");
        thrown(ShapeException.class, () -> Tensor.of(new float[2], 1L << 40), "2 elements", "1099511627776");
        thrown(IrException.class, () -> Tensor.zeros(DType.F32, 1L << 40, 1L << 40), "1099511627776", "64 bits");
    }

    // ---------------------------------------------------------------- memory

    /// Runs in a JVM with little memory: the exceptions of a read and of a compiled function.
    static final class LittleMemory {
        private LittleMemory() {}

        public static void main(String[] arguments) {
            say(() -> Tensor.zeros(DType.F64, 40_000, 1_000).add(1).evaluate());
            var products = Fluxion.compile((Tensor x) -> x.matmul(x.transpose()).matmul(x));
            products.apply(Tensor.ones(DType.F32, 10, 3));
            products.apply(Tensor.ones(DType.F32, 20, 3));
            say(() -> products.apply(Tensor.ones(DType.F32, 10_000, 3)));
            System.out.println(
                    products.apply(Tensor.ones(DType.F32, 30, 3)).sum().item());
        }

        private static void say(Runnable work) {
            try {
                work.run();
                System.out.println("no exception");
            } catch (MemoryException e) {
                System.out.println(e.bytes() + " " + e.getMessage());
            }
        }
    }

    @Test
    void notEnoughMemory() throws IOException, InterruptedException {
        var out = ChildJvm.withFluxion(BadInputTest.class)
                .options("-Xmx128m")
                .run(LittleMemory.class.getName())
                .outOrFail()
                .lines()
                .toList();
        assertTrue(
                out.get(0).startsWith("320000000 not enough memory for a buffer of 320,000,000 bytes")
                        && out.get(0).contains("the largest are result 0 f64[40000, 1000] (320,000,000 bytes)"),
                out.get(0));
        assertTrue(
                out.get(1).startsWith("400000000 not enough memory for a buffer of 400,000,000 bytes")
                        && out.get(1).contains("intermediate f32[100000000] (400,000,000 bytes)")
                        && out.get(1).contains("-Xmx"),
                out.get(1));
        assertEquals("8100.0", out.get(2));
    }
}
