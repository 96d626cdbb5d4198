package fluxion.cli.gradbench.eval;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.problem.Mode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
                                "objective",
                                fields -> BaEval.objective(BaEval.Input.read(fields)),
                                "jacobian",
                                fields -> BaEval.jacobian(BaEval.Input.read(fields), MathMode.STRICT))),
                eval("det", Map.of("primal", fields -> DetEval.primal(DetEval.Input.read(fields)))),
                eval(
                        "gmm",
                        Map.of(
                                "objective",
                                fields -> GmmEval.objective(GmmEval.Input.read(fields)),
                                "jacobian",
                                fields -> GmmEval.jacobian(GmmEval.Input.read(fields)))),
                eval("hello", Map.of("square", HelloEval::square, "double", HelloEval::twice)),
                eval(
                        "ht",
                        Map.of(
                                "objective",
                                fields -> HtEval.objective(HtEval.Input.read(fields)),
                                "jacobian",
                                fields -> HtEval.jacobian(HtEval.Input.read(fields), MathMode.STRICT))),
                eval(
                        "kmeans",
                        Map.of(
                                "cost",
                                fields -> KMeansEval.cost(KMeansEval.Input.read(fields)),
                                "dir",
                                fields -> KMeansEval.direction(KMeansEval.Input.read(fields)))),
                eval(
                        "llsq",
                        Map.of(
                                "primal",
                                fields -> LlsqEval.primal(LlsqEval.Input.read(fields)),
                                "gradient",
                                fields -> LlsqEval.gradient(LlsqEval.Input.read(fields), MathMode.STRICT))),
                eval(
                        "lse",
                        Map.of(
                                "primal",
                                fields -> LseEval.primal(LseEval.Input.read(fields)),
                                "gradient",
                                fields -> LseEval.gradient(LseEval.Input.read(fields)))),
                eval(
                        "lstm",
                        Map.of(
                                "objective",
                                fields -> LstmEval.objective(LstmEval.Input.read(fields)),
                                "jacobian",
                                fields -> LstmEval.jacobian(LstmEval.Input.read(fields), MathMode.STRICT))),
                eval(
                        "ode",
                        Map.of(
                                "primal",
                                fields -> OdeEval.primal(OdeEval.Input.read(fields)),
                                "gradient",
                                fields -> OdeEval.gradient(OdeEval.Input.read(fields), MathMode.STRICT))),
                eval("particle", modes(NestedEval::particle)),
                eval("saddle", modes(NestedEval::saddle)));
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
