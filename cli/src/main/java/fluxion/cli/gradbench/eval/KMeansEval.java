package fluxion.cli.gradbench.eval;

import fluxion.F1;
import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.KMeans;
import fluxion.cli.gradbench.problem.KMeansTensors;
import fluxion.tensor.Tensor;
import java.util.List;

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

    /// The sum of the squared distances to the nearest centroid.
    public static Computation cost(Input input) {
        return Computation.ofNumber(() -> KMeans.cost(input.points(), input.centroids(), input.d()));
    }

    /// Newton's direction: the gradient, divided by the diagonal of the Hessian. As the Hessian is diagonal, this
    /// diagonal is its product with ones.
    public static Computation direction(Input in) {
        var points = Tensor.of(in.points, in.points.length / in.d, in.d);
        var centroids = Tensor.of(in.centroids, in.centroids.length / in.d, in.d);
        F1<Tensor, Tensor> cost = at -> KMeansTensors.cost(at, points);
        var direction = Fluxion.compile((Tensor at) -> {
            var slopes = Fluxion.jvp(Fluxion.grad(cost), at, Tensor.onesLike(at));
            return slopes.value().div(slopes.tangent());
        });
        return TensorComputation.of(direction, centroids, List::of, Tensor::toDoubleArray2D);
    }
}
