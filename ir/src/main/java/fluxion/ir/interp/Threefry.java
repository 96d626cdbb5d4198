package fluxion.ir.interp;

/// The counter-based generator Threefry-2x32 with 20 rounds [Salmon et al. 2011, Parallel random numbers].
final class Threefry {
    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};
    private static final int PARITY = 0x1BD11BDA;

    private Threefry() {}

    /// The block of two words at `counter` under `key`: the first word is the high half. Of key and counter the low
    /// half is the first word.
    static long block(long key, long counter) {
        int[] schedule = {(int) key, (int) (key >>> 32), PARITY ^ (int) key ^ (int) (key >>> 32)};
        int x0 = (int) counter + schedule[0];
        int x1 = (int) (counter >>> 32) + schedule[1];
        for (int round = 0; round < 20; round++) {
            x0 += x1;
            x1 = Integer.rotateLeft(x1, ROTATIONS[round % 8]) ^ x0;
            if (round % 4 == 3) {
                int s = round / 4 + 1;
                x0 += schedule[s % 3];
                x1 += schedule[(s + 1) % 3] + s;
            }
        }
        return (long) x0 << 32 | Integer.toUnsignedLong(x1);
    }
}
