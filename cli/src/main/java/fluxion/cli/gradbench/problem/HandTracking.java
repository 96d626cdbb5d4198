package fluxion.cli.gradbench.problem;

/// `ht`: how far the surface of a posed hand is from measured points.
///
/// The pose has 26 parameters: the rotation of the whole hand (axis times angle), its translation, and four angles for
/// each of the five fingers. Matrices of 4 x 4 elements place the bones; each vertex follows all bones by weights.
public final class HandTracking {
    private static final int FINGERS = 5;
    private static final int MATRIX = 16;

    private HandTracking() {}

    /// The distances of measured points from the vertices that they belong to.
    ///
    /// @param pose [26]
    /// @param parents `[bones]`: the bone that each hangs on, which comes before it, or -1
    /// @param relatives [bones, 4, 4]: how a bone lies relative to its parent, at rest
    /// @param inverses [bones, 4, 4]: the inverse of how it lies in the hand, at rest
    /// @param positions [vertices, 4]: the vertices at rest, in homogeneous coordinates
    /// @param weights [vertices, bones]
    /// @param correspondences `[n]`: the vertex of each measured point
    /// @param points [n, 3]: the measured points
    /// @param errors [n, 3], the result
    public static void simple(
            double[] pose,
            int[] parents,
            double[] relatives,
            double[] inverses,
            double[] positions,
            double[] weights,
            int[] correspondences,
            double[] points,
            double[] errors) {
        double[] vertices = vertices(pose, parents, relatives, inverses, positions, weights);
        for (int i = 0; i < correspondences.length; i++) {
            for (int j = 0; j < 3; j++) {
                errors[3 * i + j] = points[3 * i + j] - vertices[3 * correspondences[i] + j];
            }
        }
    }

    /// The distances of measured points from the places in triangles that they belong to.
    ///
    /// @param us [n, 2]: where in its triangle each point lies, in barycentric coordinates
    /// @param triangles [triangles, 3]: the vertices of each
    /// @param correspondences `[n]`: the triangle of each measured point
    public static void complicated(
            double[] pose,
            double[] us,
            int[] parents,
            double[] relatives,
            double[] inverses,
            double[] positions,
            double[] weights,
            int[] triangles,
            int[] correspondences,
            double[] points,
            double[] errors) {
        double[] vertices = vertices(pose, parents, relatives, inverses, positions, weights);
        for (int i = 0; i < correspondences.length; i++) {
            double u = us[2 * i];
            double v = us[2 * i + 1];
            int triangle = 3 * correspondences[i];
            int a = 3 * triangles[triangle];
            int b = 3 * triangles[triangle + 1];
            int c = 3 * triangles[triangle + 2];
            for (int j = 0; j < 3; j++) {
                double surface = u * vertices[a + j] + v * vertices[b + j] + (1 - u - v) * vertices[c + j];
                errors[3 * i + j] = points[3 * i + j] - surface;
            }
        }
    }

    /// The vertices of the posed hand, [vertices, 3].
    private static double[] vertices(
            double[] pose, int[] parents, double[] relatives, double[] inverses, double[] positions, double[] weights) {
        int bones = parents.length;
        double[] transforms = transforms(angles(pose, bones), parents, relatives, inverses);
        double[] rotation = rotation(pose[0], pose[1], pose[2]);
        int count = positions.length / 4;
        double[] vertices = new double[3 * count];
        for (int vertex = 0; vertex < count; vertex++) {
            double x = 0;
            double y = 0;
            double z = 0;
            for (int bone = 0; bone < bones; bone++) {
                double weight = weights[vertex * bones + bone];
                int t = MATRIX * bone;
                for (int j = 0; j < 4; j++) {
                    double position = weight * positions[4 * vertex + j];
                    x += transforms[t + j] * position;
                    y += transforms[t + 4 + j] * position;
                    z += transforms[t + 8 + j] * position;
                }
            }
            for (int i = 0; i < 3; i++) {
                vertices[3 * vertex + i] =
                        rotation[3 * i] * x + rotation[3 * i + 1] * y + rotation[3 * i + 2] * z + pose[3 + i];
            }
        }
        return vertices;
    }

    /// The angles of each bone, [bones, 2]: about x and about z. A finger has four bones, of which the first is
    /// stiff and the second alone turns about z.
    private static double[] angles(double[] pose, int bones) {
        double[] angles = new double[2 * bones];
        for (int finger = 0; finger < FINGERS; finger++) {
            int from = 6 + 4 * finger;
            int bone = 2 + 4 * finger;
            angles[2 * bone] = pose[from];
            angles[2 * bone + 1] = pose[from + 1];
            angles[2 * (bone + 1)] = pose[from + 2];
            angles[2 * (bone + 2)] = pose[from + 3];
        }
        return angles;
    }

    /// What takes a vertex from where it is at rest to where each bone moves it, [bones, 4, 4].
    private static double[] transforms(double[] angles, int[] parents, double[] relatives, double[] inverses) {
        int bones = parents.length;
        double[] absolutes = new double[MATRIX * bones];
        double[] transforms = new double[MATRIX * bones];
        double[] turned = new double[MATRIX];
        for (int bone = 0; bone < bones; bone++) {
            turn(relatives, MATRIX * bone, angles[2 * bone], angles[2 * bone + 1], turned);
            if (parents[bone] < 0) {
                System.arraycopy(turned, 0, absolutes, MATRIX * bone, MATRIX);
            } else {
                multiply(absolutes, MATRIX * parents[bone], turned, 0, absolutes, MATRIX * bone);
            }
            multiply(absolutes, MATRIX * bone, inverses, MATRIX * bone, transforms, MATRIX * bone);
        }
        return transforms;
    }

    /// The matrix at `from` of `matrices`, times a turn about x and then about z.
    private static void turn(double[] matrices, int from, double aboutX, double aboutZ, double[] turned) {
        double cx = Math.cos(aboutX);
        double sx = Math.sin(aboutX);
        double cz = Math.cos(aboutZ);
        double sz = Math.sin(aboutZ);
        for (int row = 0; row < 4; row++) {
            double a = matrices[from + 4 * row];
            double b = matrices[from + 4 * row + 1];
            double c = matrices[from + 4 * row + 2];
            double across = b * cz - a * sz;
            turned[4 * row] = a * cz + b * sz;
            turned[4 * row + 1] = across * cx + c * sx;
            turned[4 * row + 2] = c * cx - across * sx;
            turned[4 * row + 3] = matrices[from + 4 * row + 3];
        }
    }

    /// `result = a b` for 4 x 4 matrices that begin at the given places.
    private static void multiply(double[] a, int atA, double[] b, int atB, double[] result, int atResult) {
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                double sum = 0;
                for (int k = 0; k < 4; k++) {
                    sum += a[atA + 4 * row + k] * b[atB + 4 * k + column];
                }
                result[atResult + 4 * row + column] = sum;
            }
        }
    }

    /// The rotation about an axis by an angle, which is the length of `(x, y, z)`; [3, 3].
    private static double[] rotation(double x, double y, double z) {
        double angle = Math.sqrt(x * x + y * y + z * z);
        if (angle < 1e-4) {
            return new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1};
        }
        double ux = x / angle;
        double uy = y / angle;
        double uz = z / angle;
        double s = Math.sin(angle);
        double c = Math.cos(angle);
        return new double[] {
            ux * ux + (1 - ux * ux) * c,
            ux * uy * (1 - c) - uz * s,
            ux * uz * (1 - c) + uy * s,
            ux * uy * (1 - c) + uz * s,
            uy * uy + (1 - uy * uy) * c,
            uy * uz * (1 - c) - ux * s,
            ux * uz * (1 - c) - uy * s,
            uy * uz * (1 - c) + ux * s,
            uz * uz + (1 - uz * uz) * c
        };
    }
}
