package fluxion.compiler.autodiff;

import fluxion.ir.FrameType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Procedure;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The pull-backs of procedures, each made once for each choice of operands and results that take part: a procedure
/// that invokes itself has a backward that invokes itself. The forward of an evaluation hands over one frame, in which
/// the frames of the evaluations inside of it are.
final class ProcedurePullBacks {
    private final FunctionPullBacks functions;
    private final Map<Key, Pair> pairs = new HashMap<>();

    ProcedurePullBacks(FunctionPullBacks functions) {
        this.functions = functions;
    }

    private record Key(Procedure procedure, List<Integer> sources, List<Integer> targets) {}

    /// A procedure split for reverse mode.
    ///
    /// @param forward `operands -> (results, frame)`
    /// @param backward `(operands passed, frame, cotangents of the targets, cotangents so far of those summed) ->
    ///     cotangents of the sources`
    /// @param passed the operands that the backward is passed again: those that are not consumed
    /// @param summed the sources to whose cotangents the backward adds in place: arrays that are not consumed
    record Pair(Procedure forward, Procedure backward, List<Integer> passed, List<Integer> summed) {}

    /// Splits `procedure` from the results numbered `targets` to the operands numbered `sources`.
    Pair split(Procedure procedure, List<Integer> sources, List<Integer> targets) {
        var key = new Key(procedure, sources, targets);
        var known = pairs.get(key);
        if (known == null) {
            known = declare(procedure, sources, targets);
            pairs.put(key, known);
            define(procedure, sources, targets, known);
        }
        return known;
    }

    private static Pair declare(Procedure procedure, List<Integer> sources, List<Integer> targets) {
        var parameters = procedure.parameterTypes();
        var passed = Axes.range(0, parameters.size()).stream()
                .filter(i -> !procedure.inPlace().contains(i))
                .toList();
        var summed = sources.stream()
                .filter(i -> passed.contains(i) && parameters.get(i) instanceof TensorType type && type.rank() > 0)
                .toList();
        var forward = Procedure.declare(
                procedure.name() + ".forward",
                procedure.symbols(),
                parameters,
                plus(procedure.resultTypes(), new FrameType()),
                plus(procedure.inPlace(), -1));
        var before = plus(passed.stream().map(parameters::get).toList(), new FrameType());
        targets.forEach(i -> before.add(procedure.resultTypes().get(i)));
        var inPlace = sources.stream()
                .map(i -> summed.contains(i) ? before.size() + summed.indexOf(i) : -1)
                .toList();
        var backward = Procedure.declare(
                procedure.name() + ".backward",
                procedure.symbols(),
                Stream.concat(before.stream(), summed.stream().map(parameters::get))
                        .toList(),
                sources.stream().map(parameters::get).toList(),
                inPlace);
        return new Pair(forward, backward, passed, summed);
    }

    private static <T> List<T> plus(List<? extends T> list, T last) {
        var longer = new ArrayList<T>(list);
        longer.add(last);
        return longer;
    }

    private void define(Procedure procedure, List<Integer> sources, List<Integer> targets, Pair pair) {
        var region = procedure.body().region();
        var pullBack = new PullBack(
                region.body(),
                targets.stream().map(region.yields()::get).toList(),
                sources.stream().map(region.parameters()::get).toList(),
                pair.summed().stream().map(region.parameters()::get).toList(),
                functions,
                Checkpointing.NONE,
                true);
        var halves = new Halves(
                region,
                pullBack,
                pair.passed().stream().map(region.parameters()::get).toList());

        var forward = new GraphBuilder();
        var both = halves.forward(forward);
        var frameOfAll = forward.add(new TensorOp.Pack(both.saved()));
        pair.forward().define(BranchFrames.of(forward.finish(plus(both.results(), frameOfAll))));

        var back = new GraphBuilder();
        var copier = new GraphCopier();
        for (int i : pair.passed()) {
            var x = region.parameters().get(i);
            copier.bind(x, back.parameter(x.type(), x.position()));
        }
        var frame = back.parameter(new FrameType());
        var seeds = pullBack.backward().parameters().stream()
                .map(x -> back.parameter(x.type()))
                .toList();
        var saved = halves.savedTypes().isEmpty()
                ? Collections.<fluxion.ir.Value>emptyList()
                : back.append(new TensorOp.Unpack(frame, halves.savedTypes()));
        var cotangents = halves.backward(copier, back, saved, seeds);
        var results = new ArrayList<fluxion.ir.Value>();
        int k = 0;
        for (int s = 0; s < sources.size(); s++) {
            Type type = procedure.parameterTypes().get(sources.get(s));
            results.add(pullBack.connected().get(s) ? cotangents.get(k++) : back.zero(type));
        }
        pair.backward().define(back.finish(results));
    }
}
