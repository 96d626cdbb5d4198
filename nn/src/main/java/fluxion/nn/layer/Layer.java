package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;

/// A function of parameters, state and a batch. A layer itself holds no tensors: it is a description, and one may be
/// used with many parameters.
///
/// Shapes that a layer is asked about are those of one example; a batch has one more axis before them.
///
/// @param <P> the parameters, a structure of tensors
/// @param <S> what the layer remembers from batch to batch, a structure of tensors
public interface Layer<P, S> {
    /// What kind of layer this is, for tables and names, such as `Dense`.
    default String kind() {
        return getClass().getSimpleName();
    }

    /// The shape of what the layer makes of an example of shape `input`.
    ///
    /// @throws fluxion.tensor.ShapeException if the layer does not take such examples
    Shape output(Shape input);

    /// Initial parameters for examples of shape `input`, `f32`.
    P params(RandomKey key, Shape input);

    /// The state before the first batch, for examples of shape `input`, `f32`.
    S state(Shape input);

    /// What the layer makes of the batch `x`, and the state after it.
    ///
    /// @param x `[batch, input...]`, of the dtype of the parameters
    Output<S> apply(P params, S state, Tensor x, Mode mode);

    /// Initial parameters and state for examples of extents `input`, computed.
    default Weights<P, S> init(RandomKey key, long... input) {
        var shape = Shape.of(input);
        output(shape);
        return Leaves.map(new Weights<>(params(key, shape), state(shape)), Tensor::evaluate);
    }

    /// What the layer makes of the batch `x` when it is used and not trained.
    default Tensor infer(Weights<P, S> weights, Tensor x) {
        return apply(weights.params(), weights.state(), x, Mode.inference()).value();
    }
}
