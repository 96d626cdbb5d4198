package fluxion.runtime.kernel;

import java.util.Arrays;

/// Prints a hash of the results of a few contractions: run in another virtual machine to compare bits.
final class ContractChecksum {
    private ContractChecksum() {}

    public static void main(String[] arguments) {
        System.out.println(text());
    }

    static String text() {
        int hash = 0;
        for (var c : new ContractCase[] {
            ContractCase.of(1, 9, 21, 35, 0, 0),
            ContractCase.of(2, 14, 5, 18, 1, 1),
            ContractCase.of(1, 30, 40, 12, 2, 1)
        }) {
            float[] f32 = new float[c.sizeC()];
            Contract.f32(
                    c.floats(c.sizeA(), 1),
                    c.atA(),
                    c.aBatch(),
                    c.aRow(),
                    c.aInner(),
                    c.floats(c.sizeB(), 2),
                    c.atB(),
                    c.bBatch(),
                    c.bInner(),
                    c.bColumn(),
                    f32,
                    c.atC(),
                    c.cBatch(),
                    c.cRow(),
                    c.batch(),
                    c.rows(),
                    c.columns(),
                    c.inner(),
                    null);
            double[] f64 = new double[c.sizeC()];
            Contract.f64(
                    c.doubles(c.sizeA(), 1),
                    c.atA(),
                    c.aBatch(),
                    c.aRow(),
                    c.aInner(),
                    c.doubles(c.sizeB(), 2),
                    c.atB(),
                    c.bBatch(),
                    c.bInner(),
                    c.bColumn(),
                    f64,
                    c.atC(),
                    c.cBatch(),
                    c.cRow(),
                    c.batch(),
                    c.rows(),
                    c.columns(),
                    c.inner(),
                    null);
            hash = 31 * (31 * hash + Arrays.hashCode(f32)) + Arrays.hashCode(f64);
        }
        return Integer.toHexString(hash);
    }
}
