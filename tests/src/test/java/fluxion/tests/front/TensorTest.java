package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.Fluxion;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tensors: data in and out, text, and operations that are composed of others, against plain Java.
final class TensorTest {
    private static final Tensor M = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});

    @Test
    void dataGoesInAndComesBack() {
        assertArrayEquals(new float[][] {{1, 2, 3}, {4, 5, 6}}, M.toArray2D());
        assertArrayEquals(new long[] {7}, Tensor.of(new long[][][] {{{7}}}).toLongArray());
        assertEquals(
                "bool[1, 1, 1, 2]",
                Tensor.of(new boolean[][][][] {{{{true, false}}}}).type().toString());
        assertThrows(ShapeException.class, () -> Tensor.of(new int[][] {{1, 2}, {3}}));
        assertThrows(ShapeException.class, () -> Tensor.of(new int[] {1, 2, 3}, 2, 2));
        for (var order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            var buffer = ByteBuffer.allocate(16).order(order);
            buffer.putDouble(1.5).putDouble(-2).flip();
            assertArrayEquals(
                    new double[] {1.5, -2}, Tensor.of(DType.F64, buffer, 2).toDoubleArray());
            try (var arena = Arena.ofConfined()) {
                var segment = arena.allocate(24);
                M.copyTo(segment, order);
                assertArrayEquals(
                        M.toFloatArray(),
                        Tensor.of(DType.F32, segment, order, 6).toFloatArray());
            }
        }
        var target = new float[8];
        M.copyTo(target);
        assertEquals(6, target[5]);
        var copied = new float[] {1, 2};
        var tensor = Tensor.of(copied);
        copied[0] = 9;
        assertEquals(1, tensor.get(0).item());
    }

    @Test
    void npyFiles(@TempDir Path folder) throws IOException {
        for (var tensor :
                List.of(M, Tensor.of(2.5), Tensor.of(new long[] {1, -2}), Tensor.of(new boolean[][] {{true}}))) {
            var file = folder.resolve("tensor.npy");
            tensor.save(file);
            assertEquals(tensor.toString(), Tensor.load(file).toString());
        }
    }

    @Test
    void text() {
        assertEquals("Tensor(80.0, f32[])", Tensor.of(2f).pow(4).mul(5).toString());
        assertEquals("Tensor([[1.0, 2.0, 3.0],\n        [4.0, 5.0, 6.0]], f32[2, 3])", M.toString());
        assertEquals(
                "Tensor([true, false], bool[2])",
                Tensor.of(new boolean[] {true, false}).toString());
        assertEquals(
                "Tensor([0, 1, 2, ..., 1998, 1999, 2000], i32[2001])",
                Tensor.arange(DType.I32, 2001).toString());
        var traced = new String[1];
        Fluxion.compile((Tensor x) -> {
                    traced[0] = x.mul(2).toString();
                    return x;
                })
                .apply(M);
        assertEquals("Tensor(<pending>, f32[2, 3])", traced[0]);
    }

    @Test
    void shapes() {
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, M.transpose().toFloatArray());
        assertArrayEquals(new float[] {3, 2, 1, 6, 5, 4}, M.flip(-1).toFloatArray());
        assertArrayEquals(new float[] {1, 3, 4, 6}, M.slice(1, 0, 3, 2).toFloatArray());
        assertArrayEquals(
                new float[] {2, 3, 5, 6}, M.slice(1, -2, Long.MAX_VALUE).toFloatArray());
        assertArrayEquals(new float[] {4, 5, 6}, M.get(-1).toFloatArray());
        assertArrayEquals(new float[] {3, 1, 2, 6, 4, 5}, M.roll(1, 1).toFloatArray());
        assertArrayEquals(
                new float[] {1, 1, 2, 2},
                Tensor.of(new float[] {1, 2}).repeat(0, 2).toFloatArray());
        assertArrayEquals(
                new float[] {1, 2, 1, 2}, Tensor.of(new float[] {1, 2}).tile(2).toFloatArray());
        assertArrayEquals(
                new float[] {0, 1, 2, 9},
                Tensor.of(new float[] {1, 2})
                        .pad(0, new long[] {1}, new long[] {0})
                        .pad(9, new long[] {0}, new long[] {1})
                        .toFloatArray());
        assertEquals("f32[2, 1, 3]", M.expandDims(1).type().toString());
        assertEquals("f32[2, 3]", M.expandDims(1).squeeze(1).type().toString());
        assertArrayEquals(new float[] {3, 6}, M.split(1, 3).get(2).toFloatArray());
        assertArrayEquals(
                new float[] {1, 2, 1, 2, 3, 4},
                Tensor.concat(0, Tensor.of(new float[] {1, 2}), Tensor.arange(DType.F32, 1, 1, 4))
                        .toFloatArray());
        assertEquals("f32[2, 2, 3]", Tensor.stack(1, M, M).type().toString());
        assertArrayEquals(new float[] {1, 0, 0, 4, 5, 0}, M.tril(0).toFloatArray());
    }

    @Test
    void reductions() {
        assertArrayEquals(new float[] {5, 7, 9}, M.sum(0).toFloatArray());
        assertEquals("f32[2, 1]", M.max(true, 1).type().toString());
        assertEquals(3.5, M.mean().item());
        assertEquals(35.0 / 12, M.var().item(), 1e-6);
        assertArrayEquals(new long[] {2, 2}, M.argMax(1).toLongArray());
        assertArrayEquals(new float[] {1, 3, 6, 4, 9, 15}, M.cumSum(1).toFloatArray());
        assertEquals(Math.sqrt(91), M.norm().item(), 1e-5);
        var infinite = Tensor.of(new double[] {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY});
        assertEquals(Double.NEGATIVE_INFINITY, infinite.logSumExp().item());
        assertEquals(
                1000 + Math.log(2),
                Tensor.of(new double[] {1000, 1000}).logSumExp().item(),
                1e-9);
    }

    @Test
    void contractions() {
        assertArrayEquals(new float[] {14, 32, 32, 77}, M.matmul(M.transpose()).toFloatArray());
        assertArrayEquals(
                new float[] {14, 32}, M.matmul(Tensor.of(new float[] {1, 2, 3})).toFloatArray());
        var batch = Tensor.arange(DType.F32, 24).reshape(2, 3, 4);
        var weights = Tensor.arange(DType.F32, 8).reshape(4, 2);
        assertArrayEquals(
                Tensor.einsum("bij,jk->bik", batch, weights).toFloatArray(),
                batch.matmul(weights).toFloatArray());
        var row = Tensor.arange(DType.F32, 3);
        assertEquals("f32[2, 4]", row.matmul(batch).type().toString());
        assertArrayEquals(
                Tensor.einsum("i,bij->bj", row, batch).toFloatArray(),
                row.matmul(batch).toFloatArray());
        assertEquals(
                1 + 5 + 9,
                Tensor.einsum("ii", Tensor.arange(DType.F32, 1, 1, 9).reshape(3, 3))
                        .item());
        assertArrayEquals(
                new float[] {1, 4, 2, 5, 3, 6}, Tensor.einsum("ij->ji", M).toFloatArray());
    }

    @Test
    void activations() {
        var x = Tensor.of(new double[] {-1000, -1, 0, 1, 1000});
        assertArrayEquals(new double[] {0, 0, 0, 1, 1000}, x.relu().toDoubleArray());
        assertArrayEquals(
                new double[] {0, Math.log1p(Math.exp(-1)), Math.log(2), 1 + Math.log1p(Math.exp(-1)), 1000},
                x.softplus().toDoubleArray(),
                1e-12);
        assertArrayEquals(
                new double[] {0, 0.2689414213699951, 0.5, 0.7310585786300049, 1},
                Fluxion.grad((Tensor t) -> t.softplus().sum()).apply(x).toDoubleArray(),
                1e-12);
        assertEquals(1, x.softmax().sum().item(), 1e-12);
        var logits = Tensor.of(new double[][] {{1, 2, 3}, {0, 0, 1000}});
        var byClass = logits.softmaxCrossEntropy(Tensor.of(new int[] {2, 2}));
        var byProbability =
                logits.softmaxCrossEntropy(Tensor.of(new int[] {2, 2}).oneHot(3, DType.F64));
        assertArrayEquals(byProbability.toDoubleArray(), byClass.toDoubleArray(), 1e-12);
        assertEquals(0, byClass.get(1).item(), 0);
    }

    @Test
    void randomNumbers() {
        var u = RandomKey.of(1).uniform(DType.F64, 4000).toDoubleArray();
        assertEquals(0.5, Arrays.stream(u).average().orElseThrow(), 0.02);
        assertTrue(Arrays.stream(u).allMatch(v -> v >= 0 && v < 1));
        var n = RandomKey.of(2).normal(DType.F64, 4000);
        assertEquals(0, n.mean().item(), 0.05);
        assertEquals(1, n.var().item(), 0.08);
        var order = RandomKey.of(3).permutation(50).toLongArray();
        assertArrayEquals(
                IntStream.range(0, 50).asLongStream().toArray(),
                Arrays.stream(order).sorted().toArray());
        assertArrayEquals(order, RandomKey.of(3).permutation(50).toLongArray());
        var dropped = Tensor.ones(1000).dropout(RandomKey.of(4), 0.25);
        assertEquals(1, dropped.mean().item(), 0.1);
        assertTrue(dropped.eq(0).or(dropped.sub(1 / 0.75).abs().lt(1e-6)).all().itemBoolean());
    }

    @Test
    void pendingOperationsStayBounded() {
        var w = Tensor.zeros(2);
        for (int i = 0; i < 25_000; i++) {
            w = w.add(1);
        }
        assertArrayEquals(new float[] {25_000, 25_000}, w.toFloatArray());
        var v = Variable.of(0f);
        for (int i = 0; i < 2_000; i++) {
            v.assignAdd(1);
        }
        assertEquals(2_000, v.tensor().item());
    }

    @Test
    void valuesThatAreReadAgainAreKept() {
        var w = Tensor.of(1.0);
        for (int i = 0; i < 300; i++) {
            w = w.mul(1.001).add(0.001);
            var loss = w.square();
            assertTrue(loss.item() > 0);
        }
        double expected = 1;
        for (int i = 0; i < 300; i++) {
            expected = expected * 1.001 + 0.001;
        }
        assertEquals(expected, w.item(), 1e-12);
    }
}
