package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.DType;
import fluxion.tensor.DTypeException;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import fluxion.tests.ChildJvm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Data of the program into tensors and back, for every dtype, rank and byte order, and tensors as text.
final class HostDataTest {
    private static final List<ByteOrder> ORDERS = List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN);

    private static Class<?> javaType(DType dtype) {
        return switch (dtype) {
            case BOOL -> boolean.class;
            case I32 -> int.class;
            case I64 -> long.class;
            case F32 -> float.class;
            case F64 -> double.class;
        };
    }

    /// Six elements of `dtype`, in an array.
    private static Object six(DType dtype) {
        return switch (dtype) {
            case BOOL -> new boolean[] {true, false, false, true, true, false};
            case I32 -> new int[] {1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0, 6};
            case I64 -> new long[] {1, -2, Long.MAX_VALUE, Long.MIN_VALUE, 0, 6};
            case F32 -> new float[] {1.5f, -0f, Float.MAX_VALUE, Float.MIN_VALUE, Float.NEGATIVE_INFINITY, 6};
            case F64 -> new double[] {1.5, -0.0, Double.MAX_VALUE, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, 6};
        };
    }

    private static Object elements(Tensor x) {
        return switch (x.dtype()) {
            case BOOL -> x.toBooleanArray();
            case I32 -> x.toIntArray();
            case I64 -> x.toLongArray();
            case F32 -> x.toFloatArray();
            case F64 -> x.toDoubleArray();
        };
    }

    private static void same(Object expected, Object found, String what) {
        assertTrue(
                Arrays.deepEquals(new Object[] {expected}, new Object[] {found}),
                () -> what + ": " + Arrays.deepToString(new Object[] {found}));
    }

    private static Object of(Class<?>[] types, Object... arguments) {
        try {
            return Tensor.class.getMethod("of", types).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The elements of `flat` as an array of arrays of the given extents.
    private static Object nested(Object flat, int[] next, int... shape) {
        var array = Array.newInstance(flat.getClass().componentType(), shape);
        for (int i = 0; i < shape[0]; i++) {
            Array.set(
                    array,
                    i,
                    shape.length == 1
                            ? Array.get(flat, next[0]++)
                            : nested(flat, next, Arrays.copyOfRange(shape, 1, shape.length)));
        }
        return array;
    }

    @ParameterizedTest
    @EnumSource
    void arraysOfRank0To4(DType dtype) {
        var flat = six(dtype);
        var scalar = (Tensor) of(new Class<?>[] {javaType(dtype)}, Array.get(flat, 0));
        assertEquals(dtype.toString(), scalar.type().toString());
        assertEquals(Array.get(flat, 0), Array.get(elements(scalar), 0));
        for (int[] shape : new int[][] {{6}, {2, 3}, {3, 1, 2}, {1, 3, 2, 1}}) {
            var array = nested(flat, new int[1], shape);
            var extents = Arrays.stream(shape).asLongStream().toArray();
            for (var x : List.of((Tensor) of(new Class<?>[] {array.getClass()}, array), (Tensor)
                    of(new Class<?>[] {flat.getClass(), long[].class}, flat, extents))) {
                assertEquals(dtype, x.dtype());
                assertArrayEquals(extents, x.shape().constants());
                same(flat, elements(x), x.type().toString());
            }
        }
        assertThrows(
                ShapeException.class, () -> of(new Class<?>[] {flat.getClass(), long[].class}, flat, new long[] {5}));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCopiedDoesNotChangeWithTheArray(DType dtype) throws ReflectiveOperationException {
        var array = six(dtype);
        var copied = (Tensor) of(new Class<?>[] {array.getClass()}, array);
        var wrapped = (Tensor)
                Tensor.class.getMethod("wrap", array.getClass(), long[].class).invoke(null, array, new long[] {6});
        var before = Array.get(array, 0);
        Array.set(array, 0, Array.get(array, 1));
        assertEquals(before, Array.get(elements(copied), 0));
        assertEquals(Array.get(array, 1), Array.get(elements(wrapped), 0), "wrap takes the array itself");
        var out = elements(copied);
        Array.set(out, 0, Array.get(out, 1));
        assertEquals(before, Array.get(elements(copied), 0));
    }

    @ParameterizedTest
    @EnumSource
    void buffersAndSegmentsOfEitherByteOrder(DType dtype) {
        var flat = six(dtype);
        var x = (Tensor) of(new Class<?>[] {flat.getClass(), long[].class}, flat, new long[] {2, 3});
        int bytes = 6 * dtype.bytes();
        for (var order : ORDERS) {
            for (var buffer : List.of(ByteBuffer.allocate(bytes + 5), ByteBuffer.allocateDirect(bytes + 5))) {
                // neither aligned nor at the start
                buffer.order(order).position(3);
                x.copyTo(buffer);
                assertEquals(bytes + 3, buffer.position());
                buffer.flip().position(3);
                var back = Tensor.of(dtype, buffer, 2, 3);
                assertEquals(3, buffer.position(), "the buffer is not moved");
                same(flat, elements(back), order + " " + buffer);
            }
            try (var arena = Arena.ofConfined()) {
                for (var segment : List.of(arena.allocate(bytes), MemorySegment.ofArray(new byte[bytes]))) {
                    x.copyTo(segment, order);
                    var back = Tensor.of(dtype, segment, order, 3, 2);
                    same(flat, elements(back), order + " " + segment);
                    if (dtype == DType.I32) {
                        assertEquals(
                                order == ByteOrder.BIG_ENDIAN ? 1 : 0,
                                segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)[3]);
                    }
                }
                var small = arena.allocate(bytes - 1);
                assertThrows(ShapeException.class, () -> x.copyTo(small, order));
                assertThrows(ShapeException.class, () -> Tensor.of(dtype, small, order, 2, 3));
            }
        }
    }

    @Test
    void typedBuffersOfEitherByteOrder() {
        for (var order : ORDERS) {
            var bytes = ByteBuffer.allocateDirect(48).order(order);
            bytes.asFloatBuffer().put(new float[] {9, 1, 2});
            assertArrayEquals(
                    new float[] {1, 2},
                    Tensor.of(bytes.asFloatBuffer().slice(1, 2), 2).toFloatArray());
            bytes.asDoubleBuffer().put(new double[] {9, 1, 2});
            assertArrayEquals(
                    new double[] {1, 2},
                    Tensor.of(bytes.asDoubleBuffer().slice(1, 2), 2).toDoubleArray());
            bytes.asIntBuffer().put(new int[] {9, 1, 2});
            assertArrayEquals(
                    new int[] {1, 2},
                    Tensor.of(bytes.asIntBuffer().slice(1, 2), 1, 2).toIntArray());
            bytes.asLongBuffer().put(new long[] {9, 1, 2});
            assertArrayEquals(
                    new long[] {1, 2},
                    Tensor.of(bytes.asLongBuffer().slice(1, 2), 2, 1).toLongArray());
            var target = ByteBuffer.allocate(12).order(order).asFloatBuffer();
            Tensor.of(new float[] {3, 4}).copyTo(target);
            assertEquals(2, target.position());
            assertArrayEquals(new float[] {3, 4}, new float[] {target.get(0), target.get(1)});
        }
        var moved = FloatBuffer.wrap(new float[] {1, 2, 3});
        moved.get();
        assertArrayEquals(new float[] {2, 3}, Tensor.of(moved, 2).toFloatArray());
        assertThrows(ShapeException.class, () -> Tensor.of(moved, 3));
    }

    @ParameterizedTest
    @EnumSource
    void npyFiles(DType dtype, @TempDir Path folder) throws IOException {
        var flat = six(dtype);
        for (long[] shape : new long[][] {{6}, {2, 3}, {1, 3, 2}}) {
            var x = (Tensor) of(new Class<?>[] {flat.getClass(), long[].class}, flat, shape);
            var file = folder.resolve("x.npy");
            x.save(file);
            var back = Tensor.load(file);
            assertEquals(x.type(), back.type());
            same(flat, elements(back), x.type().toString());
        }
        var scalar = (Tensor) of(new Class<?>[] {javaType(dtype)}, Array.get(flat, 0));
        scalar.save(folder.resolve("scalar.npy"));
        assertEquals(
                scalar.toString(), Tensor.load(folder.resolve("scalar.npy")).toString());
        var nothing = Tensor.zeros(dtype, 0, 3);
        nothing.save(folder.resolve("nothing.npy"));
        assertEquals(nothing.type(), Tensor.load(folder.resolve("nothing.npy")).type());
    }

    @Test
    void elementsOfTheWrongDtypeAreRefused() {
        var x = Tensor.of(new float[] {1, 2});
        for (var read : Stream.<Runnable>of(
                        x::toDoubleArray,
                        x::toIntArray,
                        x::toLongArray,
                        x::toBooleanArray,
                        () -> x.copyTo(new double[2]),
                        x::itemLong,
                        x::itemBoolean,
                        x::toDoubleArray2D)
                .toList()) {
            var e = assertThrows(DTypeException.class, read::run);
            assertTrue(e.getMessage().contains("f32[2]"), e::toString);
        }
        assertThrows(ShapeException.class, x::item);
        assertThrows(ShapeException.class, x::toArray2D);
        assertThrows(ShapeException.class, () -> x.copyTo(new float[1]));
    }

    // ---------------------------------------------------------------- text

    @Test
    void textOfEachRank() {
        var cube = Tensor.arange(DType.I32, 8).reshape(2, 2, 2);
        assertEquals("""
                Tensor([[[0, 1],
                         [2, 3]],

                        [[4, 5],
                         [6, 7]]], i32[2, 2, 2])""", cube.toString());
        assertEquals("Tensor([], f32[0])", Tensor.zeros(0).toString());
        assertEquals("Tensor(-0.0, f64[])", Tensor.of(-0.0).toString());
        assertEquals(
                "Tensor([NaN, Infinity], f32[2])",
                Tensor.of(new float[] {Float.NaN, 1 / 0f}).toString());
        assertEquals(
                """
                Tensor([[0, 1, 2, ..., 37, 38, 39],
                        [40, 41, 42, ..., 77, 78, 79],
                        [80, 81, 82, ..., 117, 118, 119],
                        ...,
                        [1080, 1081, 1082, ..., 1117, 1118, 1119],
                        [1120, 1121, 1122, ..., 1157, 1158, 1159],
                        [1160, 1161, 1162, ..., 1197, 1198, 1199]], i64[30, 40])""", Tensor.arange(DType.I64, 1200).reshape(30, 40).evaluate().toString());
        assertTrue(!Tensor.arange(DType.I32, 1000).evaluate().toString().contains("..."));
        assertEquals(
                "Variable(rate, Tensor(0.5, f64[]))",
                Variable.of(0.5).named("rate").toString());
    }

    /// What a debugger shows of tensors that are not known yet; the classes that are loaded are listed beside it.
    static final class Shown {
        private Shown() {}

        public static void main(String[] arguments) {
            var x = Tensor.of(new float[] {1, 2});
            System.out.println("small " + x.exp().mul(0).add(x).toString().replace('\n', ' '));
            var large = Tensor.ones(DType.F32, 400, 400);
            System.out.println("large " + large.matmul(large).matmul(large));
            System.out.println("variable " + Variable.of(x.add(1)));
            System.out.println("now compile");
            System.out.println("read " + x.exp().mul(3).sum().item());
        }
    }

    @Test
    void aDebuggersTextNeverCompiles() throws IOException, InterruptedException {
        var out = ChildJvm.withFluxion(HostDataTest.class)
                .options("--add-modules", "jdk.incubator.vector", "-Xlog:class+load=info:stdout")
                .run(Shown.class.getName())
                .outOrFail()
                .lines()
                .filter(line -> !line.startsWith("[") || line.contains("org.objectweb.asm.ClassWriter"))
                .map(line -> line.startsWith("[") ? "compiles" : line)
                .toList();
        assertEquals(
                List.of(
                        "small Tensor([1.0, 2.0], f32[2])",
                        "large Tensor(<pending>, f32[400, 400])",
                        "variable Variable(Tensor([2.0, 3.0], f32[2]))",
                        "now compile",
                        "compiles"),
                out.subList(0, 5));
        assertTrue(out.get(5).startsWith("read 30.3"), out::toString);
    }
}
