package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.ShapeException;

/// What layers require of examples and of their own numbers.
final class Check {
    private Check() {}

    /// @throws ShapeException if the example has fewer axes than `least`
    static void rank(Layer<?, ?> layer, Shape input, int least, String axes) {
        if (input.rank() < least) {
            throw new ShapeException(
                    layer.kind() + ": examples of shape " + input + "; they must have the axes " + axes);
        }
    }

    /// @throws ShapeException if `value` is below 1
    static void positive(String layer, String what, long value) {
        if (value < 1) {
            throw new ShapeException(layer + ": " + what + " " + value + "; it must be at least 1");
        }
    }

    /// @throws ShapeException if the example has not `rank` axes
    static void axes(Layer<?, ?> layer, Shape input, int rank, String axes) {
        rank(layer, input, rank, axes);
        if (input.rank() > rank) {
            throw new ShapeException(
                    layer.kind() + ": examples of shape " + input + "; they must have the axes " + axes);
        }
    }
}
