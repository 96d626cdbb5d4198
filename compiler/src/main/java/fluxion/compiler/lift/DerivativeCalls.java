package fluxion.compiler.lift;

import fluxion.annotation.DerivativeKind;
import fluxion.compiler.lift.Derivation.Derived;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.FluxionException;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/// Calls of generated companions and of derivatives in static fields: the graph of the derivative takes the place of
/// the call. So a derivative of a method that calls derivatives is a derivative of graphs that are derivatives, of any
/// order, and no two variables of differentiation can be taken for each other.
final class DerivativeCalls {
    private final Instructions at;
    private final ArrayAccess arrays;

    DerivativeCalls(Instructions at) {
        this.at = at;
        this.arrays = new ArrayAccess(at);
    }

    /// Executes a call of a method of a companion that runs a derivative.
    ///
    /// @param arguments those of the call, the companion first
    Optional<JavaValue> call(CompanionMark mark, List<JavaValue> arguments) {
        var derived = derived(
                "the companion " + mark.owner().name.replace('/', '.'),
                () -> mark.method(at.method().lifting().files()),
                mark.kind());
        var all = parts().of(arguments.subList(1, arguments.size()));
        return results(evaluate(derived, all), all.subList(derived.given(), all.size()));
    }

    /// Executes a call of what a static field holds.
    ///
    /// @param arguments those of the call
    Optional<JavaValue> call(Derivation.Called called, MethodInsnNode call, List<JavaValue> arguments) {
        var exact = called.exact();
        if (exact != null && !exact.descriptorString().equals(call.desc)) {
            throw at.problems()
                    .stop(
                            "a call of the " + called.kind().title() + " of " + called.method() + " as "
                                    + call.desc.replace('/', '.'),
                            "call it with its type, " + exact.descriptorString().replace('/', '.'));
        }
        var derived = derived("a static field", called::method, called.kind());
        var all = parts().of(arguments);
        var results = evaluate(derived, all);
        // an interface may give the results in new arrays, and a record
        return all.size() == derived.given()
                ? Optional.of(parts().made(Type.getReturnType(call.desc), results.iterator()))
                : results(results, all.subList(derived.given(), all.size()));
    }

    private Parts parts() {
        return new Parts(at.method().lifting().files(), at.state(), at.g());
    }

    /// What `derived` computes.
    ///
    /// @param arguments those of the call: of the method, then the derivative's own, then places of results
    private List<Value> evaluate(Derived derived, List<JavaValue> arguments) {
        var graph = derived.graph();
        int given = derived.given();
        var values = new ArrayList<Value>();
        var extents = new HashMap<String, Dim>();
        for (int i = 0; i < derived.own(); i++) {
            values.add(argument(arguments.get(i), graph.parameters().get(i)));
            bind(graph.parameters().get(i).shape(), values.get(i).shape(), extents);
        }
        for (int i = 0; i < derived.hidden().size(); i++) {
            values.add(hidden(derived.hidden().get(i), graph.parameters().get(derived.own() + i), values, extents));
        }
        for (int i = derived.own(); i < given; i++) {
            var parameter = graph.parameters().get(derived.hidden().size() + i);
            values.add(
                    fit(argument(arguments.get(i), parameter), parameter.shape().substitute(extents), "argument " + i));
        }
        var copier = new Specialisation(extents, _ -> at.method().lifting().symbol());
        for (int i = 0; i < values.size(); i++) {
            copier.bind(graph.parameters().get(i), values.get(i));
        }
        copier.copy(graph.region().body(), at.g());
        return copier.copyOf(graph.results());
    }

    /// Finds the method of which a derivative is called.
    private interface Finder {
        DifferentiableMethod find() throws ClassNotFoundException;
    }

    private Derived derived(String what, Finder method, DerivativeKind kind) {
        try {
            return at.method().lifting().derivation().derive(method.find(), kind);
        } catch (ClassNotFoundException | FluxionException e) {
            throw at.problems()
                    .stop(
                            "a call of " + what + ": " + e.getMessage(),
                            "see to it that the method can be differentiated");
        }
    }

    /// What the parameter gets. It may overwrite its arrays, which are copies.
    private Value argument(JavaValue argument, Value parameter) {
        var value = switch (argument) {
            case JavaValue.Scalar(var number) -> number;
            case JavaValue.Comparison comparison -> Arithmetic.number(comparison, at.g());
            case JavaValue.Reference _, JavaValue.Row _ ->
                at.g().add(new TensorOp.Copy(ArrayIntrinsics.content(argument, at)));
            case JavaValue.Text _, JavaValue.Null _ ->
                throw at.problems().stop("a companion called with null", "give it an array");
        };
        return value.rank() == 0 && parameter.dtype() == DType.BOOL ? Arithmetic.toBool(value, at.g()) : value;
    }

    private static void bind(Shape symbols, Shape shape, Map<String, Dim> extents) {
        for (int i = 0; i < symbols.rank(); i++) {
            var symbol = symbols.dim(i);
            if (symbol.symbols().size() == 1
                    && symbol.equals(Dim.symbol(symbol.symbols().getFirst()))) {
                extents.put(symbol.symbols().getFirst(), shape.dim(i));
            }
        }
    }

    private Value hidden(LiftedMethod.Hidden hidden, Value parameter, List<Value> values, Map<String, Dim> extents) {
        return switch (hidden) {
            case LiftedMethod.Hidden.StaticArray(var field) ->
                at.method().lifting().array(field, parameter.tensorType());
            case LiftedMethod.Hidden.Length(int number) -> {
                var extent = at.method().lifting().extents().of(values.get(number), at);
                var shape = Shape.of(Dim.ZERO, extent);
                bind(parameter.shape(), shape, extents);
                yield at.g().zero(new TensorType(DType.BOOL, shape));
            }
        };
    }

    /// `value`, an array, with the extents `shape`; equal as they must be, they may be written in another way.
    private Value fit(Value value, Shape shape, String what) {
        if (value.shape().equals(shape)) {
            return value;
        }
        if (shape.rank() != 1 || value.rank() != 1) {
            throw at.problems()
                    .stop(
                            what + " of a companion, of extents " + value.shape() + " where " + shape + " are needed",
                            "make it with the lengths of the arrays that the derivative is for");
        }
        var g = at.g();
        g.append(new TensorOp.RequireEqual(
                value.shape().dim(0), shape.dim(0), what + " of the companion has another length"));
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        fluxion.ir.Type type = new TensorType(value.dtype(), shape);
        var carried = body.parameter(type);
        var next = body.add(new TensorOp.Store(carried, List.of(i), body.add(new TensorOp.Load(value, List.of(i)))));
        return g.append(new ControlOp.For(
                        g.size(shape.dim(0), DType.I64),
                        List.of(arrays.zeros(new TensorType(value.dtype(), shape))),
                        body.finish(List.of(next))))
                .getFirst();
    }

    /// Puts results into the arrays that are given for them; the first number that has none is what the call
    /// returns.
    private Optional<JavaValue> results(List<Value> results, List<JavaValue> holders) {
        var left = new ArrayList<>(results);
        Optional<JavaValue> returned = Optional.empty();
        if (holders.size() < results.size()) {
            int number = 0;
            while (left.get(number).rank() > 0) {
                number++;
            }
            returned = Optional.of(new JavaValue.Scalar(left.remove(number)));
        }
        for (int i = 0; i < left.size(); i++) {
            if (!(holders.get(i) instanceof JavaValue.Reference(var name))) {
                throw at.problems().stop("a row as the place of a derivative", "give an array of its own");
            }
            var old = at.state().elements(name);
            var result = left.get(i);
            arrays.set(
                    name,
                    result.rank() == 0
                            ? at.g().add(new TensorOp.Store(old, List.of(at.g().constant(DType.I64, 0L)), result))
                            : fit(at.g().add(new TensorOp.Copy(result)), old.shape(), "array " + i));
        }
        return returned;
    }
}
