package fluxion.cli.gradbench.problem;

/// `ba`: how far points, seen by cameras with a radial distortion, are from where they were observed.
///
/// A camera has 11 parameters: a rotation `r` (axis times angle), its centre `C`, the focal length `f`, the principal
/// point `(u0, v0)` and the distortion `(k1, k2)`.
public final class BundleAdjustment {
    /// Parameters of a camera.
    public static final int CAMERA = 11;

    private BundleAdjustment() {}

    /// The errors of all observations.
    ///
    /// @param cameras [n, 11]
    /// @param points [m, 3]
    /// @param weights `[p]`
    /// @param observations [p, 2]: the camera and the point
    /// @param features [p, 2]: where the point was observed
    /// @param errors [p, 2], the result: the weighted distances from the features
    /// @param weightErrors `[p]`, the result: `1 - w^2`
    public static void objective(
            double[] cameras,
            double[] points,
            double[] weights,
            int[] observations,
            double[] features,
            double[] errors,
            double[] weightErrors) {
        double[] camera = new double[CAMERA];
        double[] point = new double[3];
        double[] feature = new double[2];
        double[] error = new double[2];
        for (int i = 0; i < weights.length; i++) {
            System.arraycopy(cameras, CAMERA * observations[2 * i], camera, 0, CAMERA);
            System.arraycopy(points, 3 * observations[2 * i + 1], point, 0, 3);
            System.arraycopy(features, 2 * i, feature, 0, 2);
            reprojectionError(camera, point, weights[i], feature, error);
            System.arraycopy(error, 0, errors, 2 * i, 2);
            weightErrors[i] = weightError(weights[i]);
        }
    }

    /// The error of one observation.
    ///
    /// `w (f p (1 + k1 |p|^2 + k2 |p|^4) + (u0, v0) - feature)`, where `p` is the projection of the rotated `X -
    /// C`.
    ///
    /// @param camera [11]
    /// @param point [3]
    /// @param feature [2]
    /// @param error [2], the result
    public static void reprojectionError(
            double[] camera, double[] point, double weight, double[] feature, double[] error) {
        double rx = camera[0];
        double ry = camera[1];
        double rz = camera[2];
        double x = point[0] - camera[3];
        double y = point[1] - camera[4];
        double z = point[2] - camera[5];
        double square = rx * rx + ry * ry + rz * rz;
        double cx;
        double cy;
        double cz;
        if (square != 0) {
            double angle = Math.sqrt(square);
            double cos = Math.cos(angle);
            double sin = Math.sin(angle);
            double vx = rx / angle;
            double vy = ry / angle;
            double vz = rz / angle;
            double along = (vx * x + vy * y + vz * z) * (1 - cos);
            cx = x * cos + (vy * z - vz * y) * sin + vx * along;
            cy = y * cos + (vz * x - vx * z) * sin + vy * along;
            cz = z * cos + (vx * y - vy * x) * sin + vz * along;
        } else {
            cx = x + ry * z - rz * y;
            cy = y + rz * x - rx * z;
            cz = z + rx * y - ry * x;
        }
        double px = cx / cz;
        double py = cy / cz;
        double radius = px * px + py * py;
        double distortion = 1 + camera[9] * radius + camera[10] * radius * radius;
        error[0] = weight * (camera[6] * px * distortion + camera[7] - feature[0]);
        error[1] = weight * (camera[6] * py * distortion + camera[8] - feature[1]);
    }

    /// `1 - w^2`
    public static double weightError(double weight) {
        return 1 - weight * weight;
    }
}
