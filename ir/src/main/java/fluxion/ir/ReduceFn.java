package fluxion.ir;

/// Associative functions that reductions and cumulative scans combine with.
public enum ReduceFn {
    /// Addition; identity `-0.0`, or 0 for integers.
    SUM,
    /// Multiplication; identity 1.
    PROD,
    /// [BinaryFn#MAX]; identity minus infinity, or the smallest integer.
    MAX,
    /// [BinaryFn#MIN]; identity infinity, or the largest integer.
    MIN,
    /// Conjunction of bools; identity true.
    ALL,
    /// Disjunction of bools; identity false.
    ANY;

    /// How two partial results are combined.
    public BinaryFn combine() {
        return switch (this) {
            case SUM -> BinaryFn.ADD;
            case PROD -> BinaryFn.MUL;
            case MAX -> BinaryFn.MAX;
            case MIN -> BinaryFn.MIN;
            case ALL -> BinaryFn.AND;
            case ANY -> BinaryFn.OR;
        };
    }

    /// The value that changes nothing, bit for bit, when combined with another: where accumulators start.
    public ScalarOp.Constant identity(DType dtype) {
        boolean integer = dtype.isInteger();
        return switch (this) {
            case SUM -> integer ? ScalarOp.Constant.of(dtype, 0L) : ScalarOp.Constant.of(dtype, -0.0);
            case PROD -> ScalarOp.Constant.of(dtype, 1L);
            case MAX ->
                integer
                        ? ScalarOp.Constant.of(dtype, dtype == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE)
                        : ScalarOp.Constant.of(dtype, Double.NEGATIVE_INFINITY);
            case MIN ->
                integer
                        ? ScalarOp.Constant.of(dtype, dtype == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE)
                        : ScalarOp.Constant.of(dtype, Double.POSITIVE_INFINITY);
            case ALL -> ScalarOp.Constant.of(true);
            case ANY -> ScalarOp.Constant.of(false);
        };
    }

    boolean accepts(DType dtype) {
        return switch (this) {
            case SUM, PROD, MAX, MIN -> combine().accepts(dtype);
            case ALL, ANY -> dtype == DType.BOOL;
        };
    }
}
