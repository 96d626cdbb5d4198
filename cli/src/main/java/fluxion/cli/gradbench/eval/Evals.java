package fluxion.cli.gradbench.eval;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Mode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/// All evals of GradBench.
public final class Evals {
    private Evals() {}

    /// The evals, by name.
    public static List<Eval> all() {
        return List.of(
                eval(
                        "ba",
                        Map.of(
                                "objective", of(BaEval.Input::read, BaEval::objective),
                                "jacobian", strict(BaEval.Input::read, BaEval::jacobian))),
                eval(
                        "det",
                        Map.of(
                                "primal", of(DetEval.Input::read, DetEval::primal),
                                "gradient", strict(DetEval.Input::read, DetEval::gradient))),
                eval(
                        "gmm",
                        Map.of(
                                "objective", of(GmmEval.Input::read, GmmEval::objective),
                                "jacobian", of(GmmEval.Input::read, GmmEval::jacobian))),
                eval("hello", Map.of("square", HelloEval::square, "double", HelloEval::twice)),
                eval(
                        "ht",
                        Map.of(
                                "objective", of(HtEval.Input::read, HtEval::objective),
                                "jacobian", strict(HtEval.Input::read, HtEval::jacobian))),
                eval(
                        "kmeans",
                        Map.of(
                                "cost", of(KMeansEval.Input::read, KMeansEval::cost),
                                "dir", of(KMeansEval.Input::read, KMeansEval::direction))),
                eval(
                        "llsq",
                        Map.of(
                                "primal", of(LlsqEval.Input::read, LlsqEval::primal),
                                "gradient", strict(LlsqEval.Input::read, LlsqEval::gradient))),
                eval(
                        "lse",
                        Map.of(
                                "primal", of(LseEval.Input::read, LseEval::primal),
                                "gradient", of(LseEval.Input::read, LseEval::gradient))),
                eval(
                        "lstm",
                        Map.of(
                                "objective", of(LstmEval.Input::read, LstmEval::objective),
                                "jacobian", strict(LstmEval.Input::read, LstmEval::jacobian))),
                eval(
                        "ode",
                        Map.of(
                                "primal", of(OdeEval.Input::read, OdeEval::primal),
                                "gradient", strict(OdeEval.Input::read, OdeEval::gradient))),
                eval("particle", modes(NestedEval::particle)),
                eval("saddle", modes(NestedEval::saddle)));
    }

    private static <I> Function<Fields, Computation> of(Function<Fields, I> input, Function<I, Computation> function) {
        return fields -> function.apply(input.apply(fields));
    }

    /// The protocol asks for results alone, so they are computed as Java does.
    private static <I> Function<Fields, Computation> strict(
            Function<Fields, I> input, BiFunction<I, MathMode, Computation> function) {
        return fields -> function.apply(input.apply(fields), MathMode.STRICT);
    }

    private interface Nested {
        Computation in(Fields fields, Mode outer, Mode inner);
    }

    /// The functions `ff`, `fr`, `rf` and `rr`: the mode of the outer derivative and that of the inner one.
    private static Map<String, Function<Fields, Computation>> modes(Nested nested) {
        return Map.of(
                "ff", fields -> nested.in(fields, Mode.FORWARD, Mode.FORWARD),
                "fr", fields -> nested.in(fields, Mode.FORWARD, Mode.REVERSE),
                "rf", fields -> nested.in(fields, Mode.REVERSE, Mode.FORWARD),
                "rr", fields -> nested.in(fields, Mode.REVERSE, Mode.REVERSE));
    }

    private static Eval eval(String name, Map<String, Function<Fields, Computation>> functions) {
        return new Eval(name, new TreeMap<>(functions));
    }
}
