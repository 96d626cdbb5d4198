package fluxion.ir;

/// Comparisons, as Java has them: with a NaN operand all are false but `ne`, and `0 == -0`.
public enum CompareFn {
    /// `x == y`
    EQ,
    /// `x != y`
    NE,
    /// `x < y`
    LT,
    /// `x <= y`
    LE,
    /// `x > y`
    GT,
    /// `x >= y`
    GE
}
