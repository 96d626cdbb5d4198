package fluxion.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fluxion.runtime.FileFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistDataTest {
    /// The real files, where a checkout has them beside it; Surefire runs in the module's folder.
    private static final Path REAL = Path.of("../../shared/data/mnist");

    @TempDir
    private Path folder;

    @Test
    void theSmallSetIsBalanced() throws IOException {
        var small = MnistData.small();
        assertEquals(4_000, small.train().count());
        assertEquals(1_000, small.test().count());
        assertArrayEquals(filled(400), histogram(small.train()));
        assertArrayEquals(filled(100), histogram(small.test()));
        assertEquals(784, small.test().features());
    }

    @Test
    void theRealFilesAreWhole() throws IOException {
        assumeTrue(Files.isDirectory(REAL), "skipped: the MNIST files are not in " + REAL);
        var data = MnistData.load(REAL);
        assertEquals(60_000, data.train().count());
        assertEquals(10_000, data.test().count());
        assertArrayEquals(
                new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, histogram(data.train()));
        assertArrayEquals(new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, histogram(data.test()));
        var image = new float[784];
        data.train().scaled(0, image, 0);
        assertEquals(5, data.train().label(0));
        assertEquals(3 / 255f, image[5 * 28 + 12]);
    }

    @Test
    void plainFilesAreFoundBesideCompressedOnes() throws IOException {
        writeFolder();
        Files.delete(folder.resolve("train-labels-idx1-ubyte.gz"));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(1, 9));
        assertEquals(9, MnistData.load(folder).train().label(1));
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        writeFolder();
        Files.delete(folder.resolve("t10k-images-idx3-ubyte.gz"));
        var e = assertThrows(NoSuchFileException.class, () -> MnistData.load(folder));
        assertTrue(String.valueOf(e.getMessage())
                .contains("neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz"));
    }

    @Test
    void aLabelOutOfRangeIsShown() {
        var e = assertThrows(FileFormatException.ValueOutOfRange.class, () -> read(images(3), labels(9, 10, 0)));
        assertEquals(1, e.index());
        assertEquals(10, e.value());
        assertEquals("labels: label 1 is 10, expected 0 to 9", e.getMessage());
    }

    @Test
    void differentCountsAreShown() {
        var e = assertThrows(FileFormatException.Mismatch.class, () -> read(images(3), labels(1, 2)));
        assertEquals(3, e.expected());
        assertEquals(2, e.found());
        assertEquals("labels: has 2 labels, but the image file images has 3", e.getMessage());
    }

    @Test
    void imagesAndLabelsInterchangedAreRejected() {
        var e = assertThrows(
                FileFormatException.WrongMagic.class, () -> read(/* images= */ labels(1), /* labels= */ images(1)));
        assertEquals("UnsignedBytes of shape [1]", e.found());
    }

    private void writeFolder() throws IOException {
        for (var part : new String[] {"train", "t10k"}) {
            Files.write(folder.resolve(part + "-images-idx3-ubyte.gz"), IdxFileTest.gzip(images(2)));
            Files.write(folder.resolve(part + "-labels-idx1-ubyte.gz"), IdxFileTest.gzip(labels(1, 2)));
        }
    }

    private static LabelledImages read(byte[] images, byte[] labels) throws IOException {
        return LabelledImages.read(
                new ByteArrayInputStream(images), "images", new ByteArrayInputStream(labels), "labels", 10);
    }

    private static byte[] images(int count) {
        return IdxFileTest.idx(0x08, new byte[count * 4], count, 2, 2);
    }

    private static byte[] labels(int... labels) {
        var bytes = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        return IdxFileTest.idx(0x08, bytes, labels.length);
    }

    private static int[] histogram(LabelledImages images) {
        var counts = new int[images.classes()];
        for (int i = 0; i < images.count(); i++) {
            counts[images.label(i)]++;
        }
        return counts;
    }

    private static int[] filled(int count) {
        var counts = new int[10];
        Arrays.fill(counts, count);
        return counts;
    }
}
