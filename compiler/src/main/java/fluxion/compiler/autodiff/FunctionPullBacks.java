package fluxion.compiler.autodiff;

import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The pull-backs of called functions, each made once for each choice of operands and results that take part.
final class FunctionPullBacks {
    private final Map<Key, Pair> pairs = new HashMap<>();
    private final ProcedurePullBacks procedures = new ProcedurePullBacks(this);

    private record Key(Function function, List<Integer> sources, List<Integer> targets) {}

    /// A function split for reverse mode.
    ///
    /// @param forward `operands -> (results, residuals)`
    /// @param backward `(operands used, residuals, cotangents of the targets) -> cotangents of the connected
    /// sources`
    /// @param used the operands that the backward is passed again
    /// @param connected the operands that have a cotangent
    record Pair(Function forward, Function backward, List<Integer> used, List<Integer> connected) {}

    /// The pull-backs of procedures.
    ProcedurePullBacks procedures() {
        return procedures;
    }

    /// Splits `function` from the results numbered `targets` to the operands numbered `sources`. Operands that the
    /// backward needs are passed to it again, so residuals are intermediates alone.
    Pair split(Function function, List<Integer> sources, List<Integer> targets) {
        var key = new Key(function, sources, targets);
        var known = pairs.get(key);
        if (known == null) {
            known = function.recompute() ? recomputing(function, sources, targets) : make(function, sources, targets);
            pairs.put(key, known);
        }
        return known;
    }

    private Pair make(Function function, List<Integer> sources, List<Integer> targets) {
        var primal = function.primal();
        var pullBack = pullBack(primal, sources, targets);
        var halves = new Halves(primal.region(), pullBack, primal.parameters());

        var forward = new GraphBuilder();
        var both = halves.forward(forward);
        var results = new ArrayList<>(both.results());
        results.addAll(both.saved());

        var back = new GraphBuilder();
        var copier = new GraphCopier();
        for (int i : halves.used()) {
            var x = primal.parameters().get(i);
            copier.bind(x, back.parameter(x.type()));
        }
        var saved = halves.savedTypes().stream().map(back::parameter).toList();
        var seeds = pullBack.backward().parameters().stream()
                .map(x -> back.parameter(x.type()))
                .toList();
        var cotangents = halves.backward(copier, back, saved, seeds);
        return new Pair(
                Function.of(new Graph(primal.name() + ".forward", forward.finish(results))),
                Function.of(new Graph(primal.name() + ".backward", back.finish(cotangents))),
                halves.used(),
                connected(sources, pullBack));
    }

    /// The primal stays as it is; its backward evaluates it again.
    private Pair recomputing(Function function, List<Integer> sources, List<Integer> targets) {
        var primal = function.primal();
        var pullBack = pullBack(primal, sources, targets);
        var g = new GraphBuilder();
        var copier = new GraphCopier();
        primal.parameters().forEach(x -> copier.bind(x, g.parameter(x.type(), x.position())));
        pullBack.forward(copier, g);
        var seeds = new ArrayList<Value>();
        targets.forEach(i -> seeds.add(g.parameter(primal.results().get(i).type())));
        var cotangents = pullBack.backward(copier, g, seeds);
        var results = new ArrayList<Value>();
        for (var cotangent : cotangents) {
            if (cotangent != null) {
                results.add(cotangent);
            }
        }
        var backward = new Graph(primal.name() + ".backward", g.finish(results));
        return new Pair(
                function,
                new Function(backward, Optional.empty(), Optional.empty(), true),
                IntStream.range(0, primal.parameters().size()).boxed().toList(),
                connected(sources, pullBack));
    }

    private PullBack pullBack(Graph primal, List<Integer> sources, List<Integer> targets) {
        return new PullBack(
                primal.region().body(),
                targets.stream().map(primal.results()::get).toList(),
                sources.stream().map(primal.parameters()::get).toList(),
                List.of(),
                this,
                Checkpointing.NONE,
                false);
    }

    private static List<Integer> connected(List<Integer> sources, PullBack pullBack) {
        var connected = new ArrayList<Integer>();
        for (int i = 0; i < sources.size(); i++) {
            if (pullBack.connected().get(i)) {
                connected.add(sources.get(i));
            }
        }
        return connected;
    }
}
