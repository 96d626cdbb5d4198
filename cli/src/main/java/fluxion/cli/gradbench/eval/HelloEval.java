package fluxion.cli.gradbench.eval;

import fluxion.cli.gradbench.problem.Hello;

/// `hello`: the input is a number.
final class HelloEval {
    private HelloEval() {}

    public static Computation square(Fields fields) {
        double x = fields.asNumber();
        return Computation.ofNumber(() -> Hello.square(x));
    }
}
