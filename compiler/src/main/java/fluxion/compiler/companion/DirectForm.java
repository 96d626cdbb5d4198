package fluxion.compiler.companion;

import fluxion.compiler.jvm.DirectMethod;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.IrException;
import fluxion.ir.Region;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Set;

/// A graph compiled to one static Java method, and that method with the types of a [Signature]: arrays of rows are
/// copied into flat arrays and back, all else is handed on as it is.
final class DirectForm {
    private final Graph graph;
    private final Signature signature;
    private final DirectMethod method;

    private DirectForm(Graph graph, Signature signature, long budget) {
        this.graph = graph;
        this.signature = signature;
        this.method = Pipeline.direct(returnedFirst(graph, signature), Set.of(), budget);
    }

    /// What computes `graph`, of the type that `signature` says.
    ///
    /// @param budget the bytes that its lists may take
    /// @throws fluxion.compiler.jvm.NotDirectException if no method can
    static MethodHandle of(Graph graph, Signature signature, long budget) {
        var form = new DirectForm(graph, signature, budget);
        return form.rowsOfResults(form.arguments());
    }

    /// A method returns its first result, if that is a number.
    private static Graph returnedFirst(Graph graph, Signature signature) {
        var results = new ArrayList<>(graph.results());
        if (signature.returned() > 0) {
            results.addFirst(results.remove(signature.returned()));
        }
        return new Graph(
                graph.name(), new Region(graph.parameters(), graph.region().body(), results));
    }

    /// The method with the arguments that the signature says; each result has one dimension still.
    private MethodHandle arguments() {
        var handle = method.handle();
        var types = signature.arguments();
        var order = new ArrayList<Integer>();
        for (int i = 0; i < types.size(); i++) {
            if (isExtent(i)) {
                handle = MethodHandles.filterArguments(handle, i, Rows.empty());
            } else if (JavaTypes.rank(types.get(i)) == 2) {
                handle = MethodHandles.filterArguments(handle, i, Rows.flattener(types.get(i)));
            }
            order.add(i);
        }
        for (var symbol : method.extents()) {
            int argument = argumentWith(Dim.symbol(symbol));
            var shape = graph.parameters().get(argument).shape();
            boolean isLength = shape.dim(0).equals(Dim.symbol(symbol));
            var type = types.get(argument);
            handle = MethodHandles.filterArguments(
                    handle,
                    order.size(),
                    isExtent(argument) ? Rows.extent() : isLength ? Rows.length(type) : Rows.width(type));
            order.add(argument);
        }
        // what is left takes results
        var parameters = new ArrayList<>(types);
        for (int at = order.size(); at < handle.type().parameterCount(); at++) {
            order.add(parameters.size());
            parameters.add(handle.type().parameterType(at));
        }
        return MethodHandles.permuteArguments(
                handle,
                MethodType.methodType(handle.type().returnType(), parameters),
                order.stream().mapToInt(i -> i).toArray());
    }

    /// Whether a number stands for argument `i`, a tensor with that extent.
    private boolean isExtent(int i) {
        return signature.arguments().get(i) == int.class
                && graph.parameters().get(i).rank() == 2;
    }

    /// The number of the argument of which `symbol` is an extent.
    private int argumentWith(Dim symbol) {
        for (int i = 0; i < graph.parameters().size(); i++) {
            if (graph.parameters().get(i).shape().dims().contains(symbol)) {
                return i;
            }
        }
        throw new IrException("no argument of '" + graph.name() + "' has the extent " + symbol);
    }

    /// `handle` with an array of rows for each result that is one.
    private MethodHandle rowsOfResults(MethodHandle handle) {
        var wanted = signature.handle();
        for (int at = signature.arguments().size(); at < wanted.parameterCount(); at++) {
            if (JavaTypes.rank(wanted.parameterType(at)) == 2) {
                handle = rowsAt(at, wanted.parameterType(at), handle);
            }
        }
        return handle;
    }

    /// `handle` with an array of rows in place of the flat array that is parameter `at`: makes a flat one, hands
    /// that on, and copies what is in it then.
    private static MethodHandle rowsAt(int at, Class<?> rows, MethodHandle handle) {
        var type = handle.type();
        var flat = type.parameterType(at);
        // (flat, parameters with rows) -> result of the handle
        var outer = type.changeParameterType(at, rows);
        var both = outer.insertParameterTypes(0, flat);
        var order = new int[type.parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == at ? 0 : i + 1;
        }
        var call = MethodHandles.permuteArguments(handle, both, order);
        var copy = Rows.copier(rows);
        var result = type.returnType();
        MethodHandle copyAfter;
        if (result == void.class) {
            var after = MethodHandles.permuteArguments(copy, both, 0, at + 1);
            copyAfter = MethodHandles.foldArguments(after, call);
        } else {
            var withResult = both.insertParameterTypes(0, result);
            var give = MethodHandles.dropArguments(MethodHandles.identity(result), 1, both.parameterList());
            var after = MethodHandles.permuteArguments(copy, withResult.changeReturnType(void.class), 1, at + 2);
            copyAfter = MethodHandles.foldArguments(MethodHandles.foldArguments(give, after), call);
        }
        var make = MethodHandles.permuteArguments(Rows.maker(rows), outer.changeReturnType(flat), at);
        return MethodHandles.foldArguments(copyAfter, make);
    }
}
