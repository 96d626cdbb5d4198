package fluxion.nn.data;

/// The order in which an epoch goes through examples: a function of seed and epoch alone, so a training that was
/// stopped goes on with the batches it would have had.
///
/// @param seed of all epochs
public record Shuffle(long seed) {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /// Puts 0 .. n-1 into `order`, of length n, as epoch `epoch`, from 0, has them: Fisher and Yates' shuffle, on
    /// SplitMix64 numbers. Both are written out here because `java.util` does not promise the same sequence for
    /// ever. [Steele, Lea, Flood 2014]
    public void order(int epoch, int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        long state = mixed(mixed(seed) + epoch);
        for (int i = order.length - 1; i > 0; i--) {
            state += GOLDEN_GAMMA;
            // The upper half of a product is below the factor: a bias of at most 2^-32 is of no account here.
            int j = (int) (((mixed(state) >>> 32) * (i + 1)) >>> 32);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    private static long mixed(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
