package fluxion.nn.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// Draws batches from labelled images, in a new order each epoch.
///
/// The order depends on seed and epoch alone, so a training that was stopped goes on with the batches it would have
/// had. An instance keeps the arrays of its batches and fills them again, so a batch is valid until the next one is
/// drawn; one thread at a time may use it.
public final class Batches {
    /// What becomes of the images left over when the batch size does not divide their number.
    public enum Last {
        /// The epoch ends with a smaller batch.
        KEEP,
        /// The epoch ends before them; another epoch's order brings them in.
        DROP
    }

    /// Some images and their classes; the arrays are filled anew by the next batch.
    ///
    /// @param size the number of images
    /// @param images [size, features], 0 to 1
    /// @param labels [size]
    @SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
    public record Batch(int size, float[] images, int[] labels) {}

    private final LabelledImages data;
    private final Shuffle shuffle;
    private final int[] order;
    private final int wholes;
    private final Batch whole;
    private final Batch rest;

    /// @param batchSize the number of images in a batch, at least 1
    public Batches(LabelledImages data, int batchSize, long seed, Last last) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + ", expected at least 1");
        }
        this.data = data;
        this.shuffle = new Shuffle(seed);
        this.order = new int[data.count()];
        this.wholes = data.count() / batchSize;
        this.whole = batch(wholes == 0 ? 0 : batchSize);
        this.rest = batch(
                switch (last) {
                    case KEEP -> data.count() % batchSize;
                    case DROP -> 0;
                });
    }

    private Batch batch(int size) {
        return new Batch(size, new float[Math.multiplyExact(size, data.features())], new int[size]);
    }

    /// The number of batches in an epoch.
    public int perEpoch() {
        return wholes + (rest.size() > 0 ? 1 : 0);
    }

    /// The batches of an epoch, counted from 0. Drawing from one epoch ends those that were begun before.
    public Iterable<Batch> epoch(int epoch) {
        return () -> {
            shuffle.order(epoch, order);
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < perEpoch();
                }

                @Override
                public Batch next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("epoch " + epoch + " has " + perEpoch() + " batches");
                    }
                    var batch = next < wholes ? whole : rest;
                    fill(batch, next++ * whole.size());
                    return batch;
                }
            };
        };
    }

    private void fill(Batch batch, int start) {
        for (int i = 0; i < batch.size(); i++) {
            int image = order[start + i];
            data.scaled(image, batch.images(), i * data.features());
            batch.labels()[i] = data.label(image);
        }
    }
}
