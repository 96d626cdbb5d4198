package fluxion.cli.gradbench.problem;

import fluxion.Control;
import fluxion.F1;
import fluxion.Fluxion;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Gradient descent as `particle` and `saddle` ask for it: the rate doubles after ten successes and halves after a
/// failure.
///
/// Points are lists of scalars. All of it is traced, so that a descent may be differentiated like anything else.
final class Descent {
    private static final double TOLERANCE = 1e-5;
    private static final double FIRST_RATE = 1e-5;
    private static final int SUCCESSES = 10;

    private Descent() {}

    private record State(
            List<Tensor> x, Tensor value, List<Tensor> gradient, Tensor rate, Tensor successes, Tensor done) {}

    /// Where `f` is small.
    ///
    /// @param mode how the gradient of `f` is computed
    static List<Tensor> argmin(F1<List<Tensor>, Tensor> f, Mode mode, List<Tensor> start) {
        var gradient = gradient(f, mode);
        var first = new State(
                start, f.apply(start), gradient.apply(start), Tensor.of(FIRST_RATE), Tensor.of(0), Tensor.of(false));
        return Control.whileLoop(first, state -> state.done().not(), state -> step(f, gradient, state))
                .x();
    }

    /// Where `f` is large.
    static List<Tensor> argmax(F1<List<Tensor>, Tensor> f, Mode mode, List<Tensor> start) {
        return argmin(x -> f.apply(x).neg(), mode, start);
    }

    private static State step(F1<List<Tensor>, Tensor> f, F1<List<Tensor>, List<Tensor>> gradient, State state) {
        return Control.cond(
                length(state.gradient()).le(TOLERANCE),
                () -> stopped(state),
                () -> Control.cond(
                        state.successes().eq(SUCCESSES),
                        () -> withRate(state, state.rate().mul(2)),
                        () -> move(f, gradient, state)));
    }

    private static State move(F1<List<Tensor>, Tensor> f, F1<List<Tensor>, List<Tensor>> gradient, State state) {
        var move = state.gradient().stream().map(g -> g.mul(state.rate())).toList();
        var next = new ArrayList<Tensor>();
        for (int i = 0; i < move.size(); i++) {
            next.add(state.x().get(i).sub(move.get(i)));
        }
        return Control.cond(length(move).le(TOLERANCE), () -> stopped(state), () -> {
            var reached = f.apply(next);
            return Control.cond(
                    reached.lt(state.value()),
                    () -> new State(
                            List.copyOf(next),
                            reached,
                            gradient.apply(next),
                            state.rate(),
                            state.successes().add(1),
                            state.done()),
                    () -> withRate(state, state.rate().div(2)));
        });
    }

    private static State stopped(State state) {
        return new State(state.x(), state.value(), state.gradient(), state.rate(), state.successes(), Tensor.of(true));
    }

    private static State withRate(State state, Tensor rate) {
        return new State(state.x(), state.value(), state.gradient(), rate, Tensor.of(0), state.done());
    }

    private static Tensor length(List<Tensor> x) {
        return x.stream().map(Tensor::square).reduce(Tensor::add).orElseThrow().sqrt();
    }

    /// The gradient of `f`, in reverse mode or one direction after the other.
    static F1<List<Tensor>, List<Tensor>> gradient(F1<List<Tensor>, Tensor> f, Mode mode) {
        return switch (mode) {
            case REVERSE -> Fluxion.grad(f);
            case FORWARD ->
                x -> {
                    var gradient = new ArrayList<Tensor>();
                    for (int i = 0; i < x.size(); i++) {
                        var direction = new ArrayList<>(Collections.nCopies(x.size(), Tensor.of(0.0)));
                        direction.set(i, Tensor.of(1.0));
                        gradient.add(Fluxion.jvp(f, x, direction).tangent());
                    }
                    return gradient;
                };
        };
    }
}
