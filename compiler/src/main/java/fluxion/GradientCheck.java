package fluxion;

import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A gradient compared with what differences of the function say.
///
/// @param directions along how many random directions
/// @param largestError the largest difference between the two derivatives along a direction, relative to the larger
///     of 1 and the
///     derivative
/// @param tolerance what is allowed: 1e-6 for f64, 2e-2 where a leaf is f32
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public record GradientCheck(int directions, double largestError, double tolerance) {
    private static final int DIRECTIONS = 4;

    /// Whether the gradient is right up to the tolerance.
    public boolean isOk() {
        return largestError <= tolerance;
    }

    /// Checks the reverse mode of `f`, a float scalar, for all arguments, against central differences and the
    /// forward mode.
    ///
    /// @throws DerivativeException if they differ by more than the tolerance
    static GradientCheck of(Packed f, Object... arguments) {
        var traced = Traced.applied("f", f, arguments);
        var leaves = Traced.leaves(traced.arguments(), arguments);
        var floats = Vjp.floats(leaves);
        boolean single = floats.stream().anyMatch(i -> leaves.get(i).dtype() == DType.F32);
        double step = single ? 1e-2 : 1e-5;
        double tolerance = single ? 2e-2 : 1e-6;
        var opened = new Opened(traced, leaves);
        var y = opened.results().getFirst();
        if (y.rank() != 0 || !y.dtype().isFloat()) {
            throw new DerivativeException(
                    "checkGradient: the function gives " + y.type() + "; it must be an f32 or f64 scalar");
        }
        var gradient = opened.pullBack(List.of(0), List.of(Tensor.onesLike(y)), floats);
        double largest = 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            var direction = direction(leaves, floats, d);
            double difference =
                    (at(f, traced, leaves, floats, direction, step) - at(f, traced, leaves, floats, direction, -step))
                            / (2 * step);
            double reverse = 0;
            var tangents = new ArrayList<>(leaves);
            for (int i = 0; i < floats.size(); i++) {
                var part = gradient.get(i);
                if (part != null) {
                    reverse += part.mul(direction.get(i)).sum().item();
                }
                tangents.set(floats.get(i), direction.get(i));
            }
            var forward = Directional.jvp(f, arguments, Traced.rebuild(traced.arguments(), tangents.iterator()));
            double pushed = traced.result().leaves(forward.tangent()).getFirst().item();
            double scale = Math.max(1, Math.abs(difference));
            largest = Math.max(largest, Math.max(Math.abs(reverse - difference), Math.abs(reverse - pushed)) / scale);
            if (!(largest <= tolerance)) {
                throw new DerivativeException("checkGradient: along direction " + d + " the reverse mode gives "
                        + reverse + ", the forward mode " + pushed + ", and differences of the function " + difference);
            }
        }
        return new GradientCheck(DIRECTIONS, largest, tolerance);
    }

    private static List<Tensor> direction(List<Tensor> leaves, List<Integer> floats, int number) {
        var direction = new ArrayList<Tensor>();
        for (int leaf : floats) {
            var like = leaves.get(leaf);
            var key = RandomKey.of(number).foldIn(leaf);
            direction.add(key.normal(like.dtype(), like.shape().constants()));
        }
        return direction;
    }

    private static double at(
            Packed f, Traced traced, List<Tensor> leaves, List<Integer> floats, List<Tensor> direction, double step) {
        var moved = new ArrayList<>(leaves);
        for (int i = 0; i < floats.size(); i++) {
            int leaf = floats.get(i);
            moved.set(leaf, leaves.get(leaf).add(direction.get(i).mul(step)));
        }
        var value = f.apply(Traced.rebuild(traced.arguments(), moved.iterator()));
        return traced.result().leaves(value).getFirst().item();
    }
}
