package fluxion.benchmarks.conv;

/// What is computed of a convolution.
public enum Part {
    /// The result.
    FORWARD("forward"),
    /// The cotangent of the images.
    BACKWARD_DATA("backward-data"),
    /// The cotangent of the filter.
    BACKWARD_FILTER("backward-filter");

    private final String label;

    Part(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
