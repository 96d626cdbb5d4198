package fluxion.compiler.autodiff;

import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// One of the two rules of a function from the other. Both are linear in the last of their parameters, and each is
/// the transpose of the other; the transpose of a linear function is its pull-back, wherever it is taken.
final class Transposition {
    private Transposition() {}

    /// The pull-back of `function` from its push-forward.
    static Graph pullBack(Function function, Graph pushForward) {
        return transpose(function.name() + ".pullBack", function, pushForward);
    }

    /// The push-forward of `function` from its pull-back.
    static Graph pushForward(Function function, Graph pullBack) {
        return transpose(function.name() + ".pushForward", function, pullBack);
    }

    private static Graph transpose(String name, Function function, Graph rule) {
        int fixed =
                function.primal().parameters().size() + function.resultTypes().size();
        var variables = rule.parameters().subList(fixed, rule.parameters().size());
        var transposed = new PullBack(rule.region().body(), rule.results(), variables);
        var g = new GraphBuilder();
        var copier = new GraphCopier();
        rule.parameters().subList(0, fixed).forEach(x -> copier.bind(x, g.parameter(x.type())));
        var seeds = new ArrayList<Value>();
        rule.results().forEach(x -> seeds.add(g.parameter(x.type())));
        variables.forEach(x -> copier.bind(x, g.zero(x.type())));
        transposed.forward(copier, g);
        var cotangents = transposed.backward(copier, g, seeds);
        var results = new ArrayList<Value>();
        for (int i = 0; i < variables.size(); i++) {
            var cotangent = cotangents.get(i);
            results.add(cotangent == null ? g.zero(variables.get(i).type()) : cotangent);
        }
        return new Graph(name, g.finish(List.copyOf(results)));
    }
}
