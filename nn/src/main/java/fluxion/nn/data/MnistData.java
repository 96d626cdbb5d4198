package fluxion.nn.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Hand-written digits, for training and for testing.
public record MnistData(LabelledImages train, LabelledImages test) {
    private static final int DIGITS = 10;

    /// Reads the four files of the MNIST distribution from a folder: `train-images-idx3-ubyte`,
    /// `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each plain or with `.gz`.
    ///
    /// @throws NoSuchFileException if one of them is in the folder under neither name
    /// @throws IOException if a file cannot be read
    /// @throws fluxion.runtime.FileFormatException if a file is damaged, a label is not a digit, or images and
    /// labels have
    ///     different counts
    public static MnistData load(Path folder) throws IOException {
        return new MnistData(part(folder, "train"), part(folder, "t10k"));
    }

    /// The small set kept in this library: the first 400 training and the first 100 test images of each digit of
    /// MNIST.
    ///
    /// [LeCun, Cortes, Burges: The MNIST database of handwritten digits]
    public static MnistData small() throws IOException {
        return new MnistData(smallPart("train"), smallPart("t10k"));
    }

    private static LabelledImages part(Path folder, String name) throws IOException {
        return LabelledImages.read(
                find(folder, name + "-images-idx3-ubyte"), find(folder, name + "-labels-idx1-ubyte"), DIGITS);
    }

    private static Path find(Path folder, String name) throws NoSuchFileException {
        for (var candidate : new String[] {name, name + ".gz"}) {
            var file = folder.resolve(candidate);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new NoSuchFileException(
                folder.resolve(name).toString(), null, "the folder has neither " + name + " nor " + name + ".gz");
    }

    private static LabelledImages smallPart(String name) throws IOException {
        var images = "digits/" + name + "-images-idx3-ubyte.gz";
        var labels = "digits/" + name + "-labels-idx1-ubyte.gz";
        try (var imageStream = MnistData.class.getResourceAsStream(images);
                var labelStream = MnistData.class.getResourceAsStream(labels)) {
            if (imageStream == null || labelStream == null) {
                throw new FileNotFoundException(
                        "the library was built without its resources " + images + ", " + labels);
            }
            return LabelledImages.read(imageStream, images, labelStream, labels, DIGITS);
        }
    }
}
