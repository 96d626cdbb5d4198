package fluxion.runtime.companion;

import fluxion.annotation.DerivativeKind;
import fluxion.ir.FluxionException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.function.IntFunction;

/// What the code of generated companions calls.
public final class Companions {
    private Companions() {}

    /// The handle of `kind` of `method`, for a constant of generated code. Where there is none, it is one that
    /// throws the reason when it is called, since an exception here would reach the user as that of a class
    /// initialiser.
    ///
    /// @param type what the generated code will call it with
    public static MethodHandle link(DifferentiableMethod method, DerivativeKind kind, MethodType type) {
        try {
            var handle = linker(method).link(method, kind);
            if (!handle.type().equals(type)) {
                throw new NotDifferentiableException(
                        "the companion of " + method + " expects " + kind.title() + " of type " + type + ", found "
                                + handle.type() + "; compile it again with the processor of this version");
            }
            return handle;
        } catch (FluxionException e) {
            var thrower = MethodHandles.throwException(type.returnType(), FluxionException.class);
            return MethodHandles.dropArguments(thrower.bindTo(e), 0, type.parameterList());
        }
    }

    private static DerivativeLinker linker(DifferentiableMethod method) {
        return ServiceLoader.load(DerivativeLinker.class, Companions.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new NotDifferentiableException("no derivatives of " + method
                        + " can be compiled, since fluxion-compiler is neither on the class path nor in the module"
                        + " graph; add it to the dependencies that the program runs with"));
    }

    /// Throws `e`, whatever it is: a handle throws what the method throws.
    ///
    /// @return nothing; for `throw rethrow(e)`, after which the compiler expects no value
    @SuppressWarnings("unchecked") // the caller declares what its method declares
    public static <E extends Throwable> RuntimeException rethrow(Throwable e) throws E {
        throw (E) e;
    }

    /// What `of` gives for the numbers from 0 to `count`, in an array that `array` makes.
    public static <T> T[] each(int count, IntFunction<T[]> array, IntFunction<T> of) {
        var all = array.apply(count);
        Arrays.setAll(all, of);
        return all;
    }

    /// The number of elements of `array`.
    public static int size(double[] array) {
        return array.length;
    }

    /// The number of elements of `rows`.
    public static int size(double[][] rows) {
        return Math.multiplyExact(rows.length, rows.length == 0 ? 0 : rows[0].length);
    }

    /// A new array of the size of `array`.
    public static double[] like(double[] array) {
        return new double[array.length];
    }

    /// New rows of the sizes of `rows`.
    public static double[][] like(double[][] rows) {
        var like = new double[rows.length][];
        for (int i = 0; i < like.length; i++) {
            like[i] = new double[rows[i].length];
        }
        return like;
    }

    /// New matrices of the sizes of `matrices`.
    public static double[][][] like(double[][][] matrices) {
        var like = new double[matrices.length][][];
        for (int i = 0; i < like.length; i++) {
            like[i] = like(matrices[i]);
        }
        return like;
    }

    /// A copy of `rows`.
    public static double[][] copy(double[][] rows) {
        var copy = rows.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /// The rows of a matrix that stands in `flat` row by row.
    public static double[][] rows(double[] flat, int rows, int columns) {
        var matrix = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(flat, i * columns, matrix[i], 0, columns);
        }
        return matrix;
    }

    /// The number of elements of `array`.
    public static int size(float[] array) {
        return array.length;
    }

    /// The number of elements of `rows`.
    public static int size(float[][] rows) {
        return Math.multiplyExact(rows.length, rows.length == 0 ? 0 : rows[0].length);
    }

    /// A new array of the size of `array`.
    public static float[] like(float[] array) {
        return new float[array.length];
    }

    /// New rows of the sizes of `rows`.
    public static float[][] like(float[][] rows) {
        var like = new float[rows.length][];
        for (int i = 0; i < like.length; i++) {
            like[i] = new float[rows[i].length];
        }
        return like;
    }

    /// New matrices of the sizes of `matrices`.
    public static float[][][] like(float[][][] matrices) {
        var like = new float[matrices.length][][];
        for (int i = 0; i < like.length; i++) {
            like[i] = like(matrices[i]);
        }
        return like;
    }

    /// A copy of `rows`.
    public static float[][] copy(float[][] rows) {
        var copy = rows.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    /// The rows of a matrix that stands in `flat` row by row.
    public static float[][] rows(float[] flat, int rows, int columns) {
        var matrix = new float[rows][columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(flat, i * columns, matrix[i], 0, columns);
        }
        return matrix;
    }
}
