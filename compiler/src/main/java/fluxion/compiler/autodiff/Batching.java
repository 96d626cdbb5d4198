package fluxion.compiler.autodiff;

import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.FluxionException;
import fluxion.ir.FrameType;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.Procedure;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Batching: a function of one example as a function of many, with a batch axis in front of each batched value.
///
/// Each example gives what it would give alone. Where examples part in a branch, both branches are evaluated and
/// the results selected; a loop runs until the last example is done, and leaves the others as they are. Failures
/// are those of examples that take the branch or are still in the loop; prints show all. Lists are in step:
/// element i of the list of each example is what it appended in round i.
public final class Batching {
    private final Dim extent;
    private final Map<Key, Batched> functions = new HashMap<>();

    private final Map<ProcedureKey, Procedure> procedures = new HashMap<>();

    private record ProcedureKey(Procedure procedure, List<Boolean> batched) {}

    private record Key(Function function, List<Boolean> batched) {}

    /// A batched graph.
    ///
    /// @param graph the graph
    /// @param batched for each result, whether it has the batch axis; a result that depends on no batched
    ///     parameter has not
    public record Batched(Graph graph, List<Boolean> batched) {
        /// Copies the list.
        public Batched {
            batched = List.copyOf(batched);
        }
    }

    /// Creates a batching over `extent` examples.
    Batching(Dim extent) {
        this.extent = extent;
    }

    /// The batched form of a function.
    ///
    /// @param f a graph
    /// @param batched for each parameter, whether it gets a batch axis in front
    /// @param extent the extent of that axis, a number or a symbol
    /// @return a graph of the batched parameters, and which of its results are batched
    /// @throws FluxionException if `batched` has not an entry for each parameter
    public static Batched vmap(Graph f, List<Boolean> batched, Dim extent) {
        return new Batching(extent).apply(f, checked(f, batched), false);
    }

    /// The same with the batch axis in front of every result.
    ///
    /// @throws FluxionException if `batched` has not an entry for each parameter
    public static Graph vmapAll(Graph f, List<Boolean> batched, Dim extent) {
        return new Batching(extent).apply(f, checked(f, batched), true).graph();
    }

    private static List<Boolean> checked(Graph f, List<Boolean> batched) {
        if (batched.size() != f.parameters().size()) {
            throw new FluxionException("vmap of '" + f.name() + "' was told of " + batched.size()
                    + " parameters; the function has " + f.parameters().size());
        }
        return batched;
    }

    private Batched apply(Graph f, List<Boolean> batched, boolean all) {
        var flags = new ArrayList<Boolean>();
        var varying = new HashSet<Value>();
        for (int i = 0; i < batched.size(); i++) {
            if (batched.get(i)) {
                varying.add(f.parameters().get(i));
            }
        }
        Dependence.VALUE.forward(f.region().body(), varying);
        f.results().forEach(y -> flags.add(all || varying.contains(y)));
        return new Batched(apply(f, batched, flags), flags);
    }

    /// @param results which results get the batch axis: all that differ, at least
    private Graph apply(Graph f, List<Boolean> batched, List<Boolean> results) {
        var g = new GraphBuilder();
        var arguments = new ArrayList<Value>();
        for (int i = 0; i < batched.size(); i++) {
            var x = f.parameters().get(i);
            arguments.add(g.parameter(batched.get(i) ? lifted(x.type()) : x.type(), x.position()));
        }
        var scope = scope(f.region(), arguments, batched, g);
        scope.run(f.region().body());
        var yields = new ArrayList<Value>();
        for (int i = 0; i < results.size(); i++) {
            yields.add(scope.lift(f.results().get(i), results.get(i)));
        }
        return new Graph(f.name() + ".vmap", g.finish(yields));
    }

    /// Appends `region` to `g` and gives its results, all batched.
    List<Value> inline(Region region, List<Value> arguments, List<Boolean> batched, GraphBuilder g) {
        var scope = scope(region, arguments, batched, g);
        scope.run(region.body());
        return region.yields().stream().map(scope::lift).toList();
    }

    private BatchScope scope(Region region, List<Value> arguments, List<Boolean> batched, GraphBuilder g) {
        var varying = new HashSet<Value>();
        var copier = new GraphCopier();
        for (int i = 0; i < arguments.size(); i++) {
            var x = region.parameters().get(i);
            copier.bind(x, arguments.get(i));
            if (batched.get(i)) {
                varying.add(x);
            }
        }
        Dependence.VALUE.forward(region.body(), varying);
        return new BatchScope(this, copier, varying, g, null);
    }

    /// The extent of the batch axis.
    Dim extent() {
        return extent;
    }

    /// `type` with the batch axis in front; a list has it in front of its elements.
    Type lifted(Type type) {
        return switch (type) {
            case TensorType tensor -> tensor.with(tensor.shape().insert(0, extent));
            case ListType(var element) -> new ListType(lifted(element));
            case FrameType frame -> frame;
            case BufferType _ -> throw new IrException("a buffer cannot be batched");
        };
    }

    /// The graph of a called function with the operands in `batched` batched.
    Batched function(Function function, List<Boolean> batched) {
        var key = new Key(function, List.copyOf(batched));
        var known = functions.get(key);
        if (known == null) {
            known = apply(function.primal(), batched, false);
            functions.put(key, known);
        }
        return known;
    }

    /// `procedure` with the operands in `batched` batched, and the results that depend on those.
    Procedure procedure(Procedure procedure, List<Boolean> batched) {
        var key = new ProcedureKey(procedure, List.copyOf(batched));
        var known = procedures.get(key);
        if (known == null) {
            var varying = varying(procedure, batched);
            known = Procedure.declare(
                    procedure.name() + ".vmap",
                    symbols(procedure),
                    lifted(procedure.parameterTypes(), batched),
                    lifted(procedure.resultTypes(), varying),
                    procedure.inPlace());
            procedures.put(key, known);
            known.define(apply(procedure.body(), batched, varying).region());
        }
        return known;
    }

    /// The symbols of `procedure`, and those of the extent of the batch, which mean the same in each evaluation.
    private List<String> symbols(Procedure procedure) {
        var symbols = new LinkedHashSet<>(procedure.symbols());
        symbols.addAll(extent.symbols());
        return List.copyOf(symbols);
    }

    /// The values of the symbols of the batched form of what `op` invokes.
    List<Dim> extents(ControlOp.Invoke op) {
        var extents = new ArrayList<>(op.extents());
        symbols(op.procedure()).stream().skip(extents.size()).map(Dim::symbol).forEach(extents::add);
        return extents;
    }

    /// The results of `procedure` that differ between examples where the operands in `batched` do.
    List<Boolean> varying(Procedure procedure, List<Boolean> batched) {
        return new ProcedureFlow(Dependence.VALUE)
                .of(procedure).stream()
                        .map(from -> from.stream().anyMatch(batched::get))
                        .toList();
    }

    private List<Type> lifted(List<Type> types, List<Boolean> batched) {
        var lifted = new ArrayList<Type>();
        for (int i = 0; i < types.size(); i++) {
            lifted.add(batched.get(i) ? lifted(types.get(i)) : types.get(i));
        }
        return lifted;
    }

    /// `function` with all operands and results batched, its rules likewise.
    Function everywhere(Function function) {
        return new Function(
                everywhere(function.primal()),
                function.pullBack().map(this::everywhere),
                function.pushForward().map(this::everywhere),
                function.recompute());
    }

    private Graph everywhere(Graph graph) {
        return apply(graph, Collections.nCopies(graph.parameters().size(), true), true)
                .graph();
    }
}
