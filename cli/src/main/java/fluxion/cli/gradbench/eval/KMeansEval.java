package fluxion.cli.gradbench.eval;

import fluxion.cli.gradbench.problem.KMeans;

/// `kmeans`.
public final class KMeansEval {
    private KMeansEval() {}

    /// Points and centroids in `d` dimensions.
    ///
    /// @param points [n, d]
    /// @param centroids [k, d]
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Input(double[] points, double[] centroids, int d) {
        static Input read(Fields fields) {
            int d = fields.columns("points");
            if (fields.columns("centroids") != d) {
                throw new BadInputException("kmeans: points and centroids must have the same dimension");
            }
            return new Input(fields.vector("points", 2), fields.vector("centroids", 2), d);
        }
    }

    public static Computation cost(Input input) {
        return Computation.ofNumber(() -> KMeans.cost(input.points(), input.centroids(), input.d()));
    }
}
