package fluxion.nn.metric;

/// A mean that is told its numbers piece by piece; one thread at a time may use it.
public final class Mean {
    private double sum;
    private long count;

    /// A mean of nothing.
    public Mean() {}

    /// Takes in `count` numbers whose sum is `sum`.
    public void add(double sum, long count) {
        this.sum += sum;
        this.count += count;
    }

    /// How many numbers there were.
    public long count() {
        return count;
    }

    /// The mean so far, NaN of nothing.
    public double value() {
        return sum / count;
    }
}
