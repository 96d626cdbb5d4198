package fluxion.benchmarks.elementwise;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/// What is computed, on which sizes, and how fast a loop written by hand must be to count as a baseline.
public enum ElementwiseCase {
    /// The sum of the squares of doubles.
    SUM_OF_SQUARES_F64(true, 4_096, 1, 0.06),
    /// The sum of the squares of floats.
    SUM_OF_SQUARES_F32(false, 8_192, 1, 0.03),
    /// `exp(x)` of doubles.
    EXP_F64(true, 16_384, 1, 0.6),
    /// `exp(x)` of floats.
    EXP_F32(false, 16_384, 1, 0.3),
    /// `e = exp(x * x * -0.5); (tanh((e + x) * 0.75) + 1) * 0.5 * x - e` of floats, ten operations.
    CHAIN_F32(false, 16_384, 1, Double.NaN),
    /// Softmax of each row of `[1024, 10]` floats.
    SOFTMAX_10_F32(false, 1_024, 10, Double.NaN),
    /// Softmax of each row of `[32, 1000]` floats.
    SOFTMAX_1000_F32(false, 32, 1_000, Double.NaN);

    private static final double MARK_PEAK = 240;

    private final boolean wide;
    private final int rows;
    private final int columns;
    private final double mark;

    ElementwiseCase(boolean wide, int rows, int columns, double mark) {
        this.wide = wide;
        this.rows = rows;
        this.columns = columns;
        this.mark = mark;
    }

    /// The name in results, for example `exp-f64`.
    public String caseName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether its results have the name of the benchmark alone.
    public boolean isDefault() {
        return this == CHAIN_F32;
    }

    /// Whether the elements are doubles; else they are floats.
    public boolean wide() {
        return wide;
    }

    /// The rows of the input; the whole length where there is one column.
    public int rows() {
        return rows;
    }

    /// The columns of the input.
    public int columns() {
        return columns;
    }

    /// The number of input elements.
    public int size() {
        return rows * columns;
    }

    /// The input, seeded: normal numbers times 3. Those of [#wide()] cases are not rounded to floats.
    public double[] input() {
        var random = new SplittableRandom(1);
        var values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            double value = 3 * random.nextGaussian();
            values[i] = wide ? value : (float) value;
        }
        return values;
    }

    /// The result by `java.lang.Math` in doubles.
    double[] expected(double[] in) {
        return switch (this) {
            case SUM_OF_SQUARES_F64, SUM_OF_SQUARES_F32 -> new double[] {sumOfSquares(in)};
            case EXP_F64, EXP_F32 -> mapped(in, Math::exp);
            case CHAIN_F32 -> mapped(in, ElementwiseCase::chain);
            case SOFTMAX_10_F32, SOFTMAX_1000_F32 -> softmax(in);
        };
    }

    /// Whether `found` is a result that a correct program may have.
    boolean accepts(double found, double expected) {
        double scale = switch (this) {
            case CHAIN_F32 -> 1 + Math.abs(expected); // its last difference cancels
            case SUM_OF_SQUARES_F64, SUM_OF_SQUARES_F32, EXP_F64, EXP_F32, SOFTMAX_10_F32, SOFTMAX_1000_F32 ->
                Math.abs(expected);
        };
        return Math.abs(found - expected) <= (wide ? 1e-14 : 4e-6) * scale;
    }

    /// The longest time that a baseline may take, in nanoseconds a call, on a core with this peak of fused
    /// multiply-adds of floats; infinite where there is no mark. The marks are those of a core with 240 GFLOP/s.
    double limit(double peak) {
        return Double.isNaN(mark) ? Double.POSITIVE_INFINITY : mark * size() * MARK_PEAK / peak;
    }

    private static double sumOfSquares(double[] in) {
        double sum = 0;
        for (double x : in) {
            sum += x * x;
        }
        return sum;
    }

    private static double chain(double x) {
        double e = Math.exp(x * x * -0.5);
        return (Math.tanh((e + x) * 0.75) + 1) * 0.5 * x - e;
    }

    private static double[] mapped(double[] in, DoubleUnaryOperator f) {
        var out = new double[in.length];
        for (int i = 0; i < in.length; i++) {
            out[i] = f.applyAsDouble(in[i]);
        }
        return out;
    }

    private double[] softmax(double[] in) {
        var out = mapped(in, Math::exp);
        for (int row = 0; row < out.length; row += columns) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += out[row + j];
            }
            for (int j = 0; j < columns; j++) {
                out[row + j] /= sum;
            }
        }
        return out;
    }
}
