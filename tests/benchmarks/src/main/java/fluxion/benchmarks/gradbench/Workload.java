package fluxion.benchmarks.gradbench;

import fluxion.annotation.MathMode;
import fluxion.cli.gradbench.eval.BaEval;
import fluxion.cli.gradbench.eval.Computation;
import fluxion.cli.gradbench.eval.DetEval;
import fluxion.cli.gradbench.eval.GmmEval;
import fluxion.cli.gradbench.eval.HelloEval;
import fluxion.cli.gradbench.eval.HtEval;
import fluxion.cli.gradbench.eval.KMeansEval;
import fluxion.cli.gradbench.eval.LlsqEval;
import fluxion.cli.gradbench.eval.LseEval;
import fluxion.cli.gradbench.eval.LstmEval;
import fluxion.cli.gradbench.eval.NestedEval;
import fluxion.cli.gradbench.eval.OdeEval;
import fluxion.cli.gradbench.problem.Mode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// A derivative at one input.
///
/// @param name what follows `gradbench/`
/// @param known what the sweep in C++ takes where a core does 240 GFLOP/s, in milliseconds; 0 where that is not known
/// @param fluxion the computation by Fluxion in each mode; objectives of tensors have one only
/// @param cpp the sweep in C++
record Workload(
        String name,
        double known,
        SequencedMap<MathMode, Supplier<Computation>> fluxion,
        Function<CppSweeps, CppCall> cpp) {
    private static final long SEED = 31337;

    /// All workloads whose inputs are there, each with an input as it is given and, if `changed`, with a random
    /// one.
    static List<Workload> all(AdbenchFiles files, boolean changed) {
        var inputs = new Inputs(changed ? SEED + 1 : SEED);
        var all = new ArrayList<Workload>();
        all.add(mixture(files, changed, inputs, 10, 25, 2.6));
        all.add(mixture(files, changed, inputs, 20, 50, 10.3));
        all.add(mixture(files, changed, inputs, 32, 25, 7.8));
        var bundle = files.exist() ? files.bundle() : inputs.ba(49, 7776, 31843);
        all.add(lifted("ba1", 4.1, changed ? inputs.changed(bundle) : bundle, BaEval::jacobian, CppSweeps::ba));
        var text = files.exist() ? files.text() : inputs.lstm(2, 1024, 14);
        all.add(lifted(
                "lstm-l2-c1024", 2.1, changed ? inputs.changed(text) : text, LstmEval::jacobian, CppSweeps::lstm));
        if (files.exist()) {
            all.add(hand(files, changed, inputs, true, 0.19));
            all.add(hand(files, changed, inputs, false, 0));
        }
        all.add(lifted("llsq-n16392", 3.6, inputs.llsq(16392, 128), LlsqEval::gradient, CppSweeps::llsq));
        all.add(of("lse-n1280000", 5.3, inputs.lse(1_280_000), LseEval::gradient, CppSweeps::lse));
        all.add(lifted("ode-n1000-s100", 0, inputs.ode(1_000, 100), OdeEval::gradient, CppSweeps::ode));
        all.add(lifted("ode-n100000-s10", 0, inputs.ode(100_000, 10), OdeEval::gradient, CppSweeps::ode));
        all.add(of(
                "kmeans-k100-n10000-d16", 0, inputs.kmeans(10_000, 100, 16), KMeansEval::direction, CppSweeps::kmeans));
        all.add(lifted("det-9", 0, inputs.det(9), DetEval::gradient, CppSweeps::det));
        double x = changed ? inputs.any() : 3;
        all.add(lifted("hello", 0, x, HelloEval::twice, CppSweeps::hello));
        nested(all, changed ? 0.1 * inputs.any() : 0, changed ? 1 + 0.1 * inputs.any() : 1);
        return List.copyOf(all);
    }

    private interface Derivative<I> {
        Computation of(I input);
    }

    private interface Lifted<I> {
        Computation of(I input, MathMode mode);
    }

    private interface Sweep<I> {
        CppCall of(CppSweeps sweeps, I input);
    }

    private static <I> Workload of(String name, double known, I input, Derivative<I> derivative, Sweep<I> sweep) {
        return new Workload(name, known, strict(() -> derivative.of(input)), sweeps -> sweep.of(sweeps, input));
    }

    private static <I> Workload lifted(String name, double known, I input, Lifted<I> derivative, Sweep<I> sweep) {
        return new Workload(name, known, modes(math -> derivative.of(input, math)), sweeps -> sweep.of(sweeps, input));
    }

    private static SequencedMap<MathMode, Supplier<Computation>> modes(Function<MathMode, Computation> computation) {
        var modes = strict(() -> computation.apply(MathMode.STRICT));
        modes.put(MathMode.RELAXED, () -> computation.apply(MathMode.RELAXED));
        return modes;
    }

    private static SequencedMap<MathMode, Supplier<Computation>> strict(Supplier<Computation> computation) {
        return new LinkedHashMap<>(Map.of(MathMode.STRICT, computation));
    }

    private static Workload mixture(AdbenchFiles files, boolean changed, Inputs inputs, int d, int k, double known) {
        GmmEval.Input input;
        if (files.exist()) {
            var in = files.mixture(d, k);
            var given =
                    new GmmEval.Input(in.alpha(), in.mu(), in.diagonals(), in.rest(), in.x(), d, in.m(), in.gamma());
            input = changed ? inputs.changed(given) : given;
        } else {
            input = inputs.gmm(1000, d, k);
        }
        return of("gmm-d" + d + "-k" + k, known, input, GmmEval::jacobian, CppSweeps::gmm);
    }

    private static Workload hand(AdbenchFiles files, boolean changed, Inputs inputs, boolean simple, double known) {
        var given = files.hand(simple, 1);
        var name = simple ? "ht-simple-1" : "ht-complicated-1";
        return lifted(name, known, changed ? inputs.changed(given) : given, HtEval::jacobian, CppSweeps::ht);
    }

    /// The pairs of modes.
    private static void nested(List<Workload> all, double w, double start) {
        double[] at = {start, start};
        for (var outer : Mode.values()) {
            for (var inner : Mode.values()) {
                var letters = (outer.name().substring(0, 1) + inner.name().charAt(0)).toLowerCase(Locale.ROOT);
                all.add(new Workload(
                        "particle-" + letters,
                        0,
                        modes(math -> NestedEval.particle(w, outer, inner, math)),
                        sweeps -> sweeps.particle(w)));
                all.add(new Workload(
                        "saddle-" + letters,
                        0,
                        strict(() -> NestedEval.saddle(at, outer, inner)),
                        sweeps -> sweeps.saddle(at)));
            }
        }
    }
}
