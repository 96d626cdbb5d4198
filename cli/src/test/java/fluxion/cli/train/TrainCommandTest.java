package fluxion.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.cli.Main;
import fluxion.nn.safetensors.Safetensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `fluxion train mnist` on images of 8 x 8 pixels: those of class c have two bright pixels that tell it.
class TrainCommandTest {
    private static final int SIDE = 8;
    private static final int COUNT = 200;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeTheFourFiles() throws IOException {
        for (var part : new String[] {"train", "t10k"}) {
            var random = new Random(part.length());
            var images = ByteBuffer.allocate(16 + COUNT * SIDE * SIDE);
            var labels = ByteBuffer.allocate(8 + COUNT);
            images.putInt(0x803).putInt(COUNT).putInt(SIDE).putInt(SIDE);
            labels.putInt(0x801).putInt(COUNT);
            for (int i = 0; i < COUNT; i++) {
                int label = random.nextInt(10);
                labels.put((byte) label);
                for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                    images.put((byte) (pixel == label || pixel == label + 5 ? 200 + random.nextInt(50) : 0));
                }
            }
            Files.write(images(part), images.array());
            Files.write(labels(part), labels.array());
        }
    }

    private Path images(String part) {
        return folder.resolve(part + "-images-idx3-ubyte");
    }

    private Path labels(String part) {
        return folder.resolve(part + "-labels-idx1-ubyte");
    }

    private int train(String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var args = new String[] {"train", "mnist", "--data", folder.toString(), "--batch", "32", "--epochs", "12"};
        var all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    @Test
    void theLastLineIsTheTestAccuracyAndTheSeedDecidesIt() throws IOException {
        assertEquals(0, train(), err::toString);
        var lines = out.toString().lines().toList();
        assertEquals(13, lines.size(), out::toString);
        assertTrue(lines.getFirst().matches("epoch 1: loss \\d+\\.\\d{4}, \\d+\\.\\d\\d s"), out::toString);
        assertTrue(lines.getLast().matches("test accuracy \\d{2,3}\\.\\d\\d %"), out::toString);
        var first = lines.stream().map(line -> line.replaceAll(",.*", "")).toList();

        gzip(images("train"));
        gzip(labels("t10k"));
        assertEquals(0, train("--seed", "1", "--model", "MLP"), err::toString);
        assertEquals(
                first,
                out.toString().lines().map(line -> line.replaceAll(",.*", "")).toList(),
                "the same seed and data, two files as gzip");
        assertEquals("", err.toString(), "no progress bar where there is no terminal");
    }

    @Test
    void plotsAndWeightsAreWrittenWhereAsked() throws IOException {
        var target = folder.resolve("results");
        assertEquals(0, train("--out", target.toString()), err::toString);
        assertTrue(out.toString().contains("plots and weights are in " + target), out::toString);
        for (var plot : new String[] {"mnist-mlp-loss.png", "mnist-mlp-accuracy.png"}) {
            assertEquals((byte) 0x89, Files.readAllBytes(target.resolve(plot))[0], plot);
        }
        assertEquals(
                List.of("params.dense.weight", "params.dense.bias", "params.dense_1.weight", "params.dense_1.bias"),
                List.copyOf(Safetensors.read(target.resolve("mnist-mlp.safetensors"))
                        .keySet()));

        Files.writeString(folder.resolve("file"), "no folder");
        assertEquals(1, train("--out", folder.resolve("file").toString()));
        assertTrue(err.toString().startsWith("fluxion train: cannot write to "), err::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"strict", "relaxed"})
    void theConvolutionalNetworkLearnsToo(String math) {
        assertEquals(0, train("--model", "cnn", "--summary", "--math", math), err::toString);
        var lines = out.toString().lines().toList();
        assertEquals("layer                  output             parameters", lines.getFirst());
        assertTrue(lines.contains("conv2d_1 (Conv2D)      [batch, 4, 4, 64]      18,496"), out::toString);
        var accuracy = lines.getLast().split(" ", -1)[2];
        assertTrue(Double.parseDouble(accuracy) > 80, out::toString);
    }

    private static void gzip(Path file) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(Files.readAllBytes(file));
        }
        Files.write(file.resolveSibling(file.getFileName() + ".gz"), bytes.toByteArray());
        Files.delete(file);
    }

    @Test
    void damagedAndMissingFilesAreOneSentenceAndExitCodeOne() throws IOException {
        var whole = Files.readAllBytes(images("train"));

        Files.write(images("train"), Arrays.copyOf(whole, whole.length - 100));
        fails("train-images-idx3-ubyte", "needs 12816 bytes, the file has 12716");

        var wrong = whole.clone();
        wrong[2] = 0x7f;
        Files.write(images("train"), wrong);
        fails("train-images-idx3-ubyte", "7f");

        var huge = whole.clone();
        Arrays.fill(huge, 4, 16, (byte) 0x7f);
        Files.write(images("train"), huge);
        fails("train-images-idx3-ubyte", "2139062143");

        Files.write(images("train"), whole);
        var labels = Files.readAllBytes(labels("t10k"));
        labels[20] = 77;
        Files.write(labels("t10k"), labels);
        fails("t10k-labels-idx1-ubyte", "77");

        Files.delete(labels("t10k"));
        fails("the folder has neither t10k-labels-idx1-ubyte nor t10k-labels-idx1-ubyte.gz");
    }

    private void fails(String... says) {
        assertEquals(1, train(), out::toString);
        assertEquals("", out.toString());
        assertEquals(1, err.toString().lines().count(), err::toString);
        for (var part : says) {
            assertTrue(err.toString().contains(part), () -> err + " does not say " + part);
        }
    }
}
