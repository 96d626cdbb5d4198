package fluxion.cli.gradbench.problem;

/// `det`: the determinant by expansion by minors, which takes a number of steps that grows as `n!`.
public final class Determinant {
    private Determinant() {}

    /// The determinant of a square matrix.
    ///
    /// @param a [n, n]
    /// @param n rows and columns, 1 to 30
    public static double determinant(double[] a, int n) {
        return minor(a, n, 0, (1 << n) - 1);
    }

    /// The determinant of what is left of `a` below the first `row` rows, in the columns whose bits are set.
    private static double minor(double[] a, int n, int row, int columns) {
        if (row == n) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int column = 0; column < n; column++) {
            int bit = 1 << column;
            if ((columns & bit) != 0) {
                sum += sign * a[row * n + column] * minor(a, n, row + 1, columns ^ bit);
                sign = -sign;
            }
        }
        return sum;
    }
}
