package fluxion.cli.gradbench.eval;

import fluxion.Derivatives;
import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Hello;
import java.util.function.DoubleUnaryOperator;

/// `hello`: the input is a number.
public final class HelloEval {
    private HelloEval() {}

    /// The square.
    public static Computation square(Fields fields) {
        double x = fields.asNumber();
        return Computation.ofNumber(() -> Hello.square(x));
    }

    static Computation twice(Fields fields) {
        return twice(fields.asNumber(), MathMode.STRICT);
    }

    /// The derivative of the square.
    public static Computation twice(double x, MathMode mode) {
        var square = Derivatives.of(Hello.class, "square", double.class);
        var derivative = square.math(mode).gradient().as(DoubleUnaryOperator.class);
        return Computation.ofNumber(() -> derivative.applyAsDouble(x));
    }
}
