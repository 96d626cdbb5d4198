package fluxion.cli.gradbench.problem;

/// `kmeans`: the cost that k-means clustering makes small.
public final class KMeans {
    private KMeans() {}

    /// The sum over all points of the squared distance to the closest centroid.
    ///
    /// @param points [n, d]
    /// @param centroids [k, d]
    /// @param d dimensions
    public static double cost(double[] points, double[] centroids, int d) {
        int n = points.length / d;
        int k = centroids.length / d;
        double cost = 0;
        for (int i = 0; i < n; i++) {
            double closest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < k; j++) {
                double distance = 0;
                for (int l = 0; l < d; l++) {
                    double difference = points[i * d + l] - centroids[j * d + l];
                    distance += difference * difference;
                }
                if (distance < closest) {
                    closest = distance;
                }
            }
            cost += closest;
        }
        return cost;
    }
}
