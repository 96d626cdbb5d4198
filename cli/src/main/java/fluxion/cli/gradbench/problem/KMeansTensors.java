package fluxion.cli.gradbench.problem;

import fluxion.tensor.Tensor;

/// `kmeans` on tensors.
public final class KMeansTensors {
    private KMeansTensors() {}

    /// The sum over all points of the squared distance to the closest centroid, as `|c|^2 - 2 c p + |p|^2`.
    ///
    /// @param centroids [k, d]
    /// @param points [n, d]
    public static Tensor cost(Tensor centroids, Tensor points) {
        var products = points.matmul(centroids.transpose(1, 0));
        var distances = centroids.square().sum(1).sub(products.mul(2));
        return distances.min(1).sum().add(points.square().sum());
    }
}
