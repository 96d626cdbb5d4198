package fluxion.cli.gradbench.problem;

import fluxion.tensor.Tensor;
import java.util.List;

/// `ba` on tensors; see [BundleAdjustment].
public final class BundleAdjustmentTensors {
    private BundleAdjustmentTensors() {}

    /// One of the two errors of an observation.
    ///
    /// @param parameters the 11 numbers of the camera, the 3 of the point, and the weight, all scalars
    /// @param feature what was observed of the error's coordinate
    /// @param coordinate 0 or 1
    public static Tensor error(List<Tensor> parameters, Tensor feature, int coordinate) {
        var rx = parameters.get(0);
        var ry = parameters.get(1);
        var rz = parameters.get(2);
        var x = parameters.get(11).sub(parameters.get(3));
        var y = parameters.get(12).sub(parameters.get(4));
        var z = parameters.get(13).sub(parameters.get(5));
        var square = rx.square().add(ry.square()).add(rz.square());
        // Where nothing is rotated, the branch that is not taken must not divide by zero.
        var still = square.eq(0);
        var angle = Tensor.where(still, Tensor.onesLike(square), square).sqrt();
        var cos = angle.cos();
        var sin = angle.sin();
        var vx = rx.div(angle);
        var vy = ry.div(angle);
        var vz = rz.div(angle);
        var along = vx.mul(x).add(vy.mul(y)).add(vz.mul(z)).mul(cos.rsub(1));
        var cx = rotated(still, x, ry.mul(z).sub(rz.mul(y)), vy.mul(z).sub(vz.mul(y)), vx.mul(along), cos, sin);
        var cy = rotated(still, y, rz.mul(x).sub(rx.mul(z)), vz.mul(x).sub(vx.mul(z)), vy.mul(along), cos, sin);
        var cz = rotated(still, z, rx.mul(y).sub(ry.mul(x)), vx.mul(y).sub(vy.mul(x)), vz.mul(along), cos, sin);
        var px = cx.div(cz);
        var py = cy.div(cz);
        var radius = px.square().add(py.square());
        var distortion = parameters
                .get(9)
                .mul(radius)
                .add(parameters.get(10).mul(radius.square()))
                .add(1);
        var projected =
                parameters.get(6).mul(coordinate == 0 ? px : py).mul(distortion).add(parameters.get(7 + coordinate));
        return parameters.get(14).mul(projected.sub(feature));
    }

    private static Tensor rotated(
            Tensor still, Tensor x, Tensor moved, Tensor across, Tensor along, Tensor cos, Tensor sin) {
        return Tensor.where(still, x.add(moved), x.mul(cos).add(across.mul(sin)).add(along));
    }
}
