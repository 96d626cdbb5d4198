package fluxion.runtime.generated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.runtime.Storage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels go over from scalar to vector code without missing an index.
class KernelTaskTest {
    /// One kernel that counts how often each index was seen by either code, and takes the time it is told to.
    private static final class Counting extends GeneratedProgram {
        private final int[] scalar;
        private final int[] vector;
        private final long scalarTime;

        Counting(boolean hasScalar, boolean hasVector, int n, long scalarTime) {
            super(hasScalar, hasVector);
            scalar = new int[n];
            vector = new int[n];
            this.scalarTime = scalarTime;
        }

        void call() {
            run(new Storage[0], new Storage[0], new long[0]);
        }

        @Override
        protected int argumentCount() {
            return 0;
        }

        @Override
        protected int resultCount() {
            return 0;
        }

        @Override
        protected int bufferCount() {
            return 0;
        }

        @Override
        protected int scalarCount() {
            return 0;
        }

        @Override
        protected int listCount() {
            return 0;
        }

        @Override
        protected int kernelCount() {
            return 1;
        }

        @Override
        protected void prepare(Frame frame) {}

        @Override
        protected void execute(Frame frame) {
            launch(frame, 0, scalar.length, 0);
        }

        @Override
        protected void scalarKernel(Frame frame, int kernel, int from, int to) {
            count(scalar, from, to, scalarTime);
        }

        @Override
        protected void vectorKernel(Frame frame, int kernel, int from, int to) {
            count(vector, from, to, 0);
        }

        @Override
        protected void scalarEpilogue(
                Frame frame, int kernel, int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
            count(scalar, rowFrom, rowTo, scalarTime);
        }

        @Override
        protected void vectorEpilogue(
                Frame frame, int kernel, int batch, int rowFrom, int rowTo, int columnFrom, int columnTo) {
            count(vector, rowFrom, rowTo, 0);
        }

        private static void count(int[] seen, int from, int to, long nanosAnIndex) {
            long end = System.nanoTime() + nanosAnIndex * (to - from);
            for (int i = from; i < to; i++) {
                seen[i]++;
            }
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 7, 63, 64, 65, 127, 1000, 40_000})
    void eachIndexIsComputedOnce(int n) {
        var program = new Counting(true, true, n, 2_000_000 / Math.max(1, n));
        for (int call = 1; call <= 50; call++) {
            program.call();
            for (int i = 0; i < n; i++) {
                assertEquals(call, program.scalar[i] + program.vector[i], "index " + i);
            }
        }
        assertTrue(n == 0 || (program.vector[0] > 0 && program.scalar[0] > 0), "both took their part");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1000})
    void eachRowOfAnEpilogueIsComputedOnce(int rows) {
        var program = new Counting(true, true, rows, 2_000_000 / rows);
        var task = new KernelTask(program, new Frame(program), 0, program.tier(0));
        for (int call = 1; call <= 50; call++) {
            task.apply(0, 0, rows, 0, 10);
            for (int i = 0; i < rows; i++) {
                assertEquals(call, program.scalar[i] + program.vector[i], "row " + i);
            }
        }
        assertTrue(program.vector[0] > 0 && program.scalar[0] > 0, "both took their part");
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true"})
    void codeOfOneKindDoesAll(boolean hasScalar, boolean hasVector) {
        var program = new Counting(hasScalar, hasVector, 100, 0);
        for (int call = 0; call < 20; call++) {
            program.call();
        }
        assertEquals(20, (hasScalar ? program.scalar : program.vector)[99]);
    }
}
