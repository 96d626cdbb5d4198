package fluxion.cli.gradbench.eval;

import fluxion.Fluxion;
import fluxion.cli.gradbench.problem.Hello;
import fluxion.tensor.Tensor;
import java.util.List;

/// `hello`: the input is a number.
public final class HelloEval {
    private HelloEval() {}

    /// The square.
    public static Computation square(Fields fields) {
        double x = fields.asNumber();
        return Computation.ofNumber(() -> Hello.square(x));
    }

    static Computation twice(Fields fields) {
        return twice(fields.asNumber());
    }

    /// The derivative of the square.
    public static Computation twice(double x) {
        var derivative = Fluxion.compile(Fluxion.grad((Tensor at) -> at.square()));
        return TensorComputation.of(derivative, Tensor.of(x), List::of, Tensor::item);
    }
}
