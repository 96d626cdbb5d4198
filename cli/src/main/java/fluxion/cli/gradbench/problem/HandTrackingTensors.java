package fluxion.cli.gradbench.problem;

import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `ht` on tensors; see [HandTracking].
public final class HandTrackingTensors {
    private static final int FINGERS = 5;
    private static final int FIRST_ANGLE = 6;
    private static final double NO_ANGLE = 1e-4;

    private HandTrackingTensors() {}

    /// A hand at rest.
    ///
    /// @param parents the bone that each hangs on, which comes before it, or -1
    /// @param relatives [bones, 4, 4]: how a bone lies relative to its parent
    /// @param inverses [bones, 4, 4]: the inverse of how it lies in the hand
    /// @param positions [vertices, 4]: in homogeneous coordinates
    /// @param weights [vertices, bones]
    public record Hand(List<Integer> parents, Tensor relatives, Tensor inverses, Tensor positions, Tensor weights) {
        /// Copies the list.
        public Hand {
            parents = List.copyOf(parents);
        }
    }

    /// The distances of measured points from the vertices that they belong to, all coordinates in one axis.
    ///
    /// @param correspondences the vertex of each point
    /// @param points [n, 3]
    public static Tensor simple(Tensor pose, Hand hand, Tensor correspondences, Tensor points) {
        return points.sub(vertices(pose, hand).gather(correspondences, 0)).reshape(points.size());
    }

    /// The distances of measured points from the places in triangles that they belong to.
    ///
    /// @param us [n, 2]: where in its triangle each point lies, in barycentric coordinates
    /// @param corners [n, 3]: the vertices of the triangle of each point
    public static Tensor complicated(Tensor pose, Tensor us, Hand hand, Tensor corners, Tensor points) {
        var vertices = vertices(pose, hand);
        var third = us.sum(true, 1).rsub(1);
        var shares = List.of(us.slice(1, 0, 1), us.slice(1, 1, 2), third);
        var distances = points;
        for (int i = 0; i < shares.size(); i++) {
            var corner = corners.slice(1, i, i + 1).reshape(points.size(0));
            distances = distances.sub(shares.get(i).mul(vertices.gather(corner, 0)));
        }
        return distances.reshape(points.size());
    }

    /// The vertices of the posed hand, [vertices, 3].
    private static Tensor vertices(Tensor pose, Hand hand) {
        var positions = hand.positions();
        long count = positions.size(0);
        long bones = hand.parents().size();
        var followed =
                hand.weights().matmul(transforms(pose, hand).reshape(bones, 16)).reshape(count, 4, 4);
        var skin = followed.mul(positions.expandDims(1)).sum(2).slice(1, 0, 3);
        return skin.matmul(rotation(pose.slice(0, 0, 3)).transpose(1, 0)).add(pose.slice(0, 3, 6));
    }

    /// What takes a vertex from where it is at rest to where each bone moves it, [bones, 4, 4].
    private static Tensor transforms(Tensor pose, Hand hand) {
        var turned = hand.relatives().matmul(turns(pose, hand.parents().size()));
        var absolutes = new ArrayList<Tensor>();
        for (int bone = 0; bone < hand.parents().size(); bone++) {
            int parent = hand.parents().get(bone);
            var own = turned.get(bone);
            absolutes.add(parent < 0 ? own : absolutes.get(parent).matmul(own));
        }
        return Tensor.stack(0, absolutes).matmul(hand.inverses());
    }

    /// How each bone turns, about x and then about z: [bones, 4, 4]. A finger has four bones, of which the first is
    /// stiff and the second alone turns about z.
    private static Tensor turns(Tensor pose, int bones) {
        int zero = (int) pose.size();
        var aboutX = new int[bones];
        var aboutZ = new int[bones];
        Arrays.fill(aboutX, zero);
        Arrays.fill(aboutZ, zero);
        for (int finger = 0; finger < FINGERS; finger++) {
            int from = FIRST_ANGLE + 4 * finger;
            int bone = 2 + 4 * finger;
            aboutX[bone] = from;
            aboutZ[bone] = from + 1;
            aboutX[bone + 1] = from + 2;
            aboutX[bone + 2] = from + 3;
        }
        var angles = Tensor.concat(0, pose, Tensor.zeros(pose.dtype(), 1));
        var x = angles.gather(Tensor.of(aboutX), 0);
        var z = angles.gather(Tensor.of(aboutZ), 0);
        var cx = x.cos();
        var sx = x.sin();
        var cz = z.cos();
        var sz = z.sin();
        var none = Tensor.zerosLike(x);
        var one = Tensor.onesLike(x);
        return Tensor.stack(
                        1,
                        cz,
                        sz.mul(cx).neg(),
                        sz.mul(sx),
                        none,
                        sz,
                        cz.mul(cx),
                        cz.mul(sx).neg(),
                        none,
                        none,
                        sx,
                        cx,
                        none,
                        none,
                        none,
                        none,
                        one)
                .reshape(bones, 4, 4);
    }

    /// The rotation about the axis `r` by an angle, which is its length; [3, 3].
    private static Tensor rotation(Tensor r) {
        var square = r.square().sum();
        var small = square.lt(NO_ANGLE * NO_ANGLE);
        var angle = Tensor.where(small, Tensor.onesLike(square), square).sqrt();
        var u = r.div(angle);
        var none = Tensor.of(0.0);
        var cross = Tensor.stack(
                        0,
                        none,
                        u.get(2).neg(),
                        u.get(1),
                        u.get(2),
                        none,
                        u.get(0).neg(),
                        u.get(1).neg(),
                        u.get(0),
                        none)
                .reshape(3, 3);
        var outer = u.expandDims(1).mul(u.expandDims(0));
        var still = Tensor.eye(r.dtype(), 3);
        var turned = outer.mul(angle.cos().rsub(1)).add(still.mul(angle.cos())).add(cross.mul(angle.sin()));
        return Tensor.where(small, still, turned);
    }
}
