package fluxion.benchmarks.mlp;

/// How far one system is from another after the same steps.
///
/// @param system the system
/// @param other what it is compared with
/// @param loss the relative difference of the last loss
/// @param parameters the largest relative difference of a parameter array, `|a - b| / |b|` in the Euclidean norm
public record Agreement(String system, String other, double loss, double parameters) {
    /// What is allowed.
    public static final double TOLERANCE = 1e-4;

    /// Compares two outcomes.
    public static Agreement between(Outcome found, Outcome expected) {
        return new Agreement(
                found.system(),
                expected.system(),
                Math.abs(found.loss() - expected.loss()) / Math.abs(expected.loss()),
                distance(found.parameters(), expected.parameters()));
    }

    private static double distance(float[][] found, float[][] expected) {
        double largest = 0;
        for (int p = 0; p < expected.length; p++) {
            double difference = 0;
            double norm = 0;
            for (int i = 0; i < expected[p].length; i++) {
                double d = (double) found[p][i] - expected[p][i];
                difference += d * d;
                norm += (double) expected[p][i] * expected[p][i];
            }
            largest = Math.max(largest, Math.sqrt(difference / norm));
        }
        return largest;
    }

    /// Whether both differences are within [#TOLERANCE]; not if one is NaN.
    public boolean holds() {
        return loss <= TOLERANCE && parameters <= TOLERANCE;
    }
}
