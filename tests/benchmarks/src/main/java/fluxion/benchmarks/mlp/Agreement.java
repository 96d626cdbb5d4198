package fluxion.benchmarks.mlp;

/// How far two systems are apart after the same steps.
///
/// @param system the system
/// @param loss the relative difference of the last loss
/// @param parameters the largest relative difference of a parameter array, `|a - b| / |b|` in the Euclidean norm
public record Agreement(String system, double loss, double parameters) {
    /// What is allowed.
    public static final double TOLERANCE = 1e-4;

    /// The steps after which systems are compared.
    public static final int STEPS = 10;

    /// Takes [#STEPS] steps with `candidate` and with the reference.
    public static Agreement of(String system, TrainingStep candidate, TrainingStep reference, MlpInputs inputs) {
        float loss = 0;
        float expected = 0;
        for (int i = 0; i < STEPS; i++) {
            loss = candidate.step(inputs.batch(i));
            expected = reference.step(inputs.batch(i));
        }
        return new Agreement(
                system,
                Math.abs(loss - expected) / Math.abs(expected),
                distance(candidate.parameters(), reference.parameters()));
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
