package fluxion;

import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.tensor.Handles;
import fluxion.tensor.Structure;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Functions that are called as one operation, so that their reverse can be another than that of what they compute.
final class Custom {
    private Custom() {}

    /// `f`, the intermediates of which the reverse computes again.
    static @Nullable Object recompute(Packed f, Object... arguments) {
        var traced = Traced.applied("recomputed", f, arguments);
        checkPure(traced);
        var graph = traced.function().graph();
        var operands = new ArrayList<>(Traced.leaves(traced.arguments(), arguments));
        operands.addAll(GraphTracer.current().bind(traced.function().hidden()));
        return call(new Function(graph, Optional.empty(), Optional.empty(), true), traced, operands);
    }

    /// `f`, with the reverse that `vjp` gives for (arguments, result, cotangent of the result).
    static @Nullable Object call(Packed f, Packed vjp, Object... arguments) {
        var traced = Traced.applied("custom", f, arguments);
        checkPure(traced);
        var primal = traced.function().graph();
        var leaves = Traced.leaves(traced.arguments(), arguments);
        var structures = new ArrayList<>(traced.arguments());
        structures.add(traced.result());
        structures.add(traced.result());
        var types = new ArrayList<>(Traced.types(leaves));
        primal.results().forEach(result -> types.add(result.tensorType()));
        primal.results().forEach(result -> types.add(result.tensorType()));
        Packed single = arguments.length > 1 ? vjp : x -> new Args.Of1<>(vjp.apply(x));
        var reverse = Traced.applied("custom.vjp", single, structures, types);
        checkPure(reverse);

        var hidden = GraphTracer.current().bind(traced.function().hidden());
        var more = GraphTracer.current().bind(reverse.function().hidden());
        var operands = new ArrayList<>(leaves);
        operands.addAll(hidden);
        operands.addAll(more);
        var function = new Function(
                widened(primal, Traced.types(more)),
                Optional.of(pullBack(traced, reverse, leaves, hidden, more)),
                Optional.empty(),
                false);
        return call(function, traced, operands);
    }

    private static @Nullable Object call(Function function, Traced traced, List<Tensor> operands) {
        var handles = operands.stream().map(Handles::of).toList();
        var results = GraphTracer.current().record(new TensorOp.Call(function, handles), operands);
        return traced.result().rebuild(results.iterator());
    }

    private static void checkPure(Traced traced) {
        if (!traced.function().written().isEmpty()) {
            throw new TraceException(
                    "a function with its own gradient rule assigns a variable; give the value back and assign it"
                            + " outside");
        }
    }

    /// `graph` with further parameters, which it does not use.
    private static Graph widened(Graph graph, List<TensorType> more) {
        var g = new GraphBuilder();
        var copier = new GraphCopier();
        graph.parameters().forEach(parameter -> copier.bind(parameter, g.parameter(parameter.type())));
        more.forEach(g::parameter);
        copier.copy(graph.region().body(), g);
        return new Graph(graph.name(), g.finish(copier.copyOf(graph.results())));
    }

    /// `(operands, results, cotangents of the float results) -> cotangents of the float operands`. What the
    /// functions take from outside gets zeros: the rule speaks of the arguments.
    private static Graph pullBack(
            Traced primal, Traced reverse, List<Tensor> leaves, List<Tensor> hidden, List<Tensor> more) {
        var g = new GraphBuilder();
        var graph = reverse.function().graph();
        var own = parameters(g, leaves);
        var taken = parameters(g, hidden);
        var takenByReverse = parameters(g, more);
        var arguments = new ArrayList<>(own);
        var results = primal.function().graph().results().stream()
                .map(result -> g.parameter(result.type()))
                .toList();
        arguments.addAll(results);
        for (var result : results) {
            arguments.add(result.dtype().isFloat() ? g.parameter(result.type()) : g.zero(result.type()));
        }
        arguments.addAll(takenByReverse);
        var copier = new GraphCopier();
        for (int i = 0; i < arguments.size(); i++) {
            copier.bind(graph.parameters().get(i), arguments.get(i));
        }
        copier.copy(graph.region().body(), g);
        var given = given(primal, reverse, copier.copyOf(graph.results()));
        var yields = new ArrayList<Value>();
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).dtype().isFloat()) {
                var cotangent = given.get(i);
                if (cotangent != null && !cotangent.type().equals(own.get(i).type())) {
                    throw new StructureException(
                            "customGradient: the rule gives a cotangent of type " + cotangent.type()
                                    + " for an argument of type " + own.get(i).type() + "; both must be the same");
                }
                yields.add(cotangent != null ? cotangent : g.zero(own.get(i).type()));
            }
        }
        for (var outside : List.of(taken, takenByReverse)) {
            for (var value : outside) {
                if (value.dtype().isFloat()) {
                    yields.add(g.zero(value.type()));
                }
            }
        }
        return new Graph("custom.pullback", g.finish(yields));
    }

    private static List<Value> parameters(GraphBuilder g, List<Tensor> tensors) {
        return tensors.stream().map(tensor -> g.parameter(tensor.type())).toList();
    }

    /// What the rule gives for each leaf of the arguments: the structure of an argument, or null for zeros.
    private static List<@Nullable Value> given(Traced primal, Traced reverse, List<Value> results) {
        if (!(reverse.result() instanceof Structure.OfRecord args)
                || args.parts().size() != primal.arguments().size()) {
            throw new StructureException("customGradient: the rule gives " + reverse.result()
                    + " where Args with a cotangent for each argument are needed");
        }
        var given = new ArrayList<@Nullable Value>();
        int next = 0;
        for (int i = 0; i < primal.arguments().size(); i++) {
            var expected = primal.arguments().get(i);
            var part = args.parts().get(i);
            if (part.equals(expected)) {
                given.addAll(results.subList(next, next + part.size()));
            } else if (part.size() == 0) {
                given.addAll(java.util.Collections.<@Nullable Value>nCopies(expected.size(), null));
            } else {
                throw new StructureException(
                        "customGradient: the rule gives " + part + " for argument " + i + " of structure " + expected);
            }
            next += part.size();
        }
        return given;
    }
}
