package fluxion.runtime.generated;

import fluxion.ir.EvaluationException;

/// Scalar operations that take more than an instruction, and checks, for generated code.
public final class Scalars {
    private Scalars() {}

    /// [fluxion.ir.BinaryFn#MAX]
    public static float max(float x, float y) {
        return x >= y || Float.isNaN(x) ? x : y;
    }

    /// [fluxion.ir.BinaryFn#MAX]
    public static double max(double x, double y) {
        return x >= y || Double.isNaN(x) ? x : y;
    }

    /// [fluxion.ir.BinaryFn#MIN]
    public static float min(float x, float y) {
        return x <= y || Float.isNaN(x) ? x : y;
    }

    /// [fluxion.ir.BinaryFn#MIN]
    public static double min(double x, double y) {
        return x <= y || Double.isNaN(x) ? x : y;
    }

    /// `x / y`
    ///
    /// @throws EvaluationException if `y` is 0
    public static int div(int x, int y) {
        return y != 0 ? x / y : divisionByZero(x, "/");
    }

    /// `x / y`
    ///
    /// @throws EvaluationException if `y` is 0
    public static long div(long x, long y) {
        return y != 0 ? x / y : divisionByZero(x, "/");
    }

    /// `x % y`
    ///
    /// @throws EvaluationException if `y` is 0
    public static int rem(int x, int y) {
        return y != 0 ? x % y : divisionByZero(x, "%");
    }

    /// `x % y`
    ///
    /// @throws EvaluationException if `y` is 0
    public static long rem(long x, long y) {
        return y != 0 ? x % y : divisionByZero(x, "%");
    }

    private static int divisionByZero(long x, String operator) {
        throw EvaluationException.divisionByZero(x, operator);
    }
}
