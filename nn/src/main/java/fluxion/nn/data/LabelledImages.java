package fluxion.nn.data;

import fluxion.runtime.FileFormatException;
import fluxion.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Grey images, each with the number of its class.
///
/// @param count the number of images
/// @param rows the height of an image
/// @param columns the width of an image
/// @param classes the number of classes; labels are 0 to `classes - 1`
/// @param pixels [count, rows, columns], 0 (background) to 255, unsigned; not copied
/// @param labels [count], not copied
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public record LabelledImages(int count, int rows, int columns, int classes, byte[] pixels, byte[] labels) {
    /// Checks that counts and arrays agree.
    public LabelledImages {
        if ((long) count * rows * columns != pixels.length || count != labels.length) {
            throw new IllegalArgumentException(count + " images of " + rows + " x " + columns + " do not fit "
                    + pixels.length + " pixels and " + labels.length + " labels");
        }
    }

    /// Reads a pair of IDX files, plain or gzip.
    ///
    /// @throws IOException if a file cannot be opened or read
    /// @throws FileFormatException if a file is damaged, a label is not below `classes`, or the files have
    ///     different counts
    public static LabelledImages read(Path images, Path labels, int classes) throws IOException {
        try (var imageStream = Files.newInputStream(images);
                var labelStream = Files.newInputStream(labels)) {
            return read(imageStream, images.toString(), labelStream, labels.toString(), classes);
        }
    }

    /// Reads a pair of IDX streams, plain or gzip; they are not closed.
    ///
    /// @throws IOException if a stream cannot be read
    /// @throws FileFormatException if a stream is damaged, a label is not below `classes`, or the streams have
    ///     different counts
    public static LabelledImages read(
            InputStream images, String imageSource, InputStream labels, String labelSource, int classes)
            throws IOException {
        var pixels = unsignedBytes(IdxFile.read(images, imageSource), 3, imageSource);
        var numbers = unsignedBytes(IdxFile.read(labels, labelSource), 1, labelSource);
        List<Integer> shape = pixels.shape();
        int count = shape.get(0);
        if (numbers.values().length != count) {
            throw new FileFormatException.Mismatch(
                    labelSource, "labels", numbers.values().length, "the image file " + imageSource, count);
        }
        for (int i = 0; i < count; i++) {
            int label = Byte.toUnsignedInt(numbers.values()[i]);
            if (label >= classes) {
                throw new FileFormatException.ValueOutOfRange(labelSource, "label", i, label, 0, classes - 1);
            }
        }
        return new LabelledImages(count, shape.get(1), shape.get(2), classes, pixels.values(), numbers.values());
    }

    private static IdxArray.UnsignedBytes unsignedBytes(IdxArray array, int rank, String source) {
        if (array instanceof IdxArray.UnsignedBytes bytes && bytes.shape().size() == rank) {
            return bytes;
        }
        throw new FileFormatException.WrongMagic(
                source,
                "unsigned bytes with " + rank + (rank == 1 ? " dimension (labels)" : " dimensions (images)"),
                array.getClass().getSimpleName() + " of shape " + array.shape());
    }

    /// The pixels of an image, `rows * columns`.
    public int features() {
        return rows * columns;
    }

    /// The class of image `i`.
    public int label(int i) {
        return Byte.toUnsignedInt(labels[i]);
    }

    /// Writes the pixels of image `i`, divided by 255, to `out[offset]` and on.
    public void scaled(int i, float[] out, int offset) {
        int features = features();
        int at = Math.multiplyExact(i, features);
        for (int j = 0; j < features; j++) {
            out[offset + j] = Byte.toUnsignedInt(pixels[at + j]) / 255f;
        }
    }

    /// These images as examples for training: an input is the pixels of an image, divided by 255, an `f32` of
    /// extents `shape`, and a target the number of its class, an `i32`.
    ///
    /// @throws fluxion.tensor.ShapeException when a batch is drawn, if `shape` has not as many elements as an image
    public Examples examples(long... shape) {
        var row = shape.clone();
        return new Examples() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Batch batch(int[] order, int from, int size) {
                var x = new float[Math.multiplyExact(size, features())];
                var classes = new int[size];
                for (int i = 0; i < size; i++) {
                    scaled(order[from + i], x, i * features());
                    classes[i] = label(order[from + i]);
                }
                return new Batch(Tensor.wrap(x, Examples.batched(size, row)), Tensor.wrap(classes, size));
            }
        };
    }
}
