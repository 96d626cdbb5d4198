package fluxion.nn.recurrent;

import fluxion.Control;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.layer.Layer;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import java.util.List;

/// What recurrent layers share: a step for each element of a sequence, as a loop.
final class Cell {
    private Cell() {}

    /// One step.
    ///
    /// @param <C> what is carried from step to step
    @FunctionalInterface
    interface Step<C> {
        /// What is carried after the element whose projection is `projected`, `[batch, ...]`.
        C next(C carried, Tensor projected);
    }

    /// The last part of what is carried that a layer shows.
    @FunctionalInterface
    interface Shown<C> {
        /// `[batch, units]`
        Tensor of(C carried);
    }

    /// What a loop carries.
    ///
    /// @param carried from step to step
    /// @param shown `[time, batch, units]`, what was shown so far; of no elements if nobody wants it
    private record Loop<C>(C carried, Tensor shown) {}

    /// The shape of a result for examples of shape `input`, which must be `[time, inputs]`.
    static Shape output(Layer<?, ?> layer, Shape input, long units, boolean sequence) {
        if (input.rank() != 2) {
            throw new ShapeException(
                    layer.kind() + ": examples of shape " + input + "; they must have the axes [time, inputs]");
        }
        var last = Shape.of(units);
        return sequence ? last.insert(0, input.dim(0)) : last;
    }

    /// Zeros `[batch, units]` for the batch `x`, `[batch, time, inputs]`.
    static Tensor zeros(Tensor x, long units) {
        var row = Shape.of(x.shape().dim(0), Dim.of(units));
        return Tensor.scalar(x.dtype(), 0).broadcastTo(row);
    }

    /// Runs over a sequence.
    ///
    /// @param projected `[batch, time, n]`
    /// @param sequence whether to give what is shown after each step, `[batch, time, units]`, or after the last
    /// alone,
    ///     `[batch, units]`
    static <C> Tensor run(Tensor projected, C initial, Step<C> step, Shown<C> shown, boolean sequence) {
        var byTime = projected.swapAxes(0, 1);
        var first = shown.of(initial);
        var time = byTime.shape().dim(0);
        var all = Tensor.scalar(first.dtype(), 0).broadcastTo(first.shape().insert(0, sequence ? time : Dim.ZERO));
        if (time.is(0)) {
            return sequence ? all.swapAxes(0, 1) : first;
        }
        var zero = Tensor.scalar(DType.I64, 0);
        var result = Control.forLoop(count(time), new Loop<>(initial, all), (t, loop) -> {
            var next = step.next(loop.carried(), byTime.gather(t, 0));
            var seen = sequence
                    ? loop.shown()
                            .dynamicUpdate(
                                    List.of(t, zero, zero), shown.of(next).expandDims(0))
                    : loop.shown();
            return new Loop<>(next, seen);
        });
        return sequence ? result.shown().swapAxes(0, 1) : shown.of(result.carried());
    }

    /// An extent as an `i64` scalar.
    private static Tensor count(Dim time) {
        return time.isConstant()
                ? Tensor.scalar(DType.I64, (double) time.constant())
                : Tensor.of(1L).broadcastTo(Shape.of(time)).sum();
    }
}
