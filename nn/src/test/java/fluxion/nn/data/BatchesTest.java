package fluxion.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {
    private static final int COUNT = 23;

    @Test
    void anEpochShowsEveryImageOnceWithItsLabel() {
        assertEquals(
                IntStream.range(0, COUNT).boxed().toList(),
                drawn(new Batches(data(), 5, 1, Batches.Last.KEEP), 0).stream()
                        .sorted()
                        .toList());
    }

    @Test
    void theSameSeedAndEpochGiveTheSameOrderWhateverWasDrawnBefore() {
        var first = new Batches(data(), 5, 42, Batches.Last.KEEP);
        drawn(first, 0);
        var second = new Batches(data(), 5, 42, Batches.Last.KEEP);
        assertEquals(drawn(first, 3), drawn(second, 3));
        assertEquals(List.of(10, 11, 9, 5, 0), drawn(second, 3).subList(0, 5));
    }

    @Test
    void otherSeedsAndEpochsGiveOtherOrders() {
        var batches = new Batches(data(), 5, 42, Batches.Last.KEEP);
        assertNotEquals(drawn(batches, 0), drawn(batches, 1));
        assertNotEquals(drawn(batches, 0), drawn(new Batches(data(), 5, 43, Batches.Last.KEEP), 0));
        assertNotEquals(drawn(batches, 1), drawn(new Batches(data(), 5, 43, Batches.Last.KEEP), 0));
    }

    @Test
    void everyImageComesFirstAboutAsOften() {
        var batches = new Batches(data(), 1, 7, Batches.Last.KEEP);
        var first = new int[COUNT];
        for (int epoch = 0; epoch < 100 * COUNT; epoch++) {
            first[batches.epoch(epoch).iterator().next().labels()[0]]++;
        }
        double chiSquare = 0;
        for (int n : first) {
            chiSquare += (n - 100.0) * (n - 100.0) / 100;
        }
        // 22 degrees of freedom: 60 has a probability of 2e-5.
        assertEquals(0, chiSquare, 60);
    }

    @ParameterizedTest
    @CsvSource({"5,KEEP,5,3", "5,DROP,4,5", "23,KEEP,1,23", "24,KEEP,1,23", "24,DROP,0,0", "1,DROP,23,1"})
    void theLastBatchIsKeptOrDropped(int batchSize, Batches.Last last, int batches, int lastSize) {
        var sizes = new ArrayList<Integer>();
        var drawn = new Batches(data(), batchSize, 1, last);
        for (var batch : drawn.epoch(0)) {
            assertEquals(batch.size(), batch.labels().length);
            assertEquals(batch.size() * 2, batch.images().length);
            sizes.add(batch.size());
        }
        assertEquals(batches, sizes.size());
        assertEquals(batches, drawn.perEpoch());
        assertEquals(lastSize, sizes.isEmpty() ? 0 : sizes.getLast());
    }

    @Test
    void arraysAreFilledAgain() {
        var batches = new Batches(data(), 5, 1, Batches.Last.DROP);
        var first = batches.epoch(0).iterator().next();
        assertSame(first, batches.epoch(1).iterator().next());
    }

    @Test
    void badUseIsNamed() {
        assertEquals(
                "batch size 0, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> new Batches(data(), 0, 1, Batches.Last.KEEP))
                        .getMessage());
        var empty = new Batches(data(), 24, 1, Batches.Last.DROP).epoch(0).iterator();
        assertThrows(NoSuchElementException.class, empty::next);
    }

    /// The labels in the order drawn; each must come with its own image.
    private static List<Integer> drawn(Batches batches, int epoch) {
        var labels = new ArrayList<Integer>();
        for (var batch : batches.epoch(epoch)) {
            for (int i = 0; i < batch.size(); i++) {
                int label = batch.labels()[i];
                assertEquals(label / 255f, batch.images()[2 * i]);
                assertEquals((255 - label) / 255f, batch.images()[2 * i + 1]);
                labels.add(label);
            }
        }
        return labels;
    }

    private static LabelledImages data() {
        var pixels = new byte[COUNT * 2];
        var labels = new byte[COUNT];
        for (int i = 0; i < COUNT; i++) {
            pixels[2 * i] = (byte) i;
            pixels[2 * i + 1] = (byte) (255 - i);
            labels[i] = (byte) i;
        }
        return new LabelledImages(COUNT, 1, 2, COUNT, pixels, labels);
    }
}
