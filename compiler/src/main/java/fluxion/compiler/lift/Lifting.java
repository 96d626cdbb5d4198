package fluxion.compiler.lift;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is common to a method and all that it calls while it is lifted.
final class Lifting {
    private final ClassFiles files;
    private final Problems problems;
    private final Extents extents = new Extents(this);
    private final GraphBuilder top;
    private final Derivation derivation;
    private final RecursiveCalls recursion;
    private final Set<String> symbols;
    private final boolean isWhole;
    private final Map<LiftedMethod.Hidden, Value> hidden = new LinkedHashMap<>();

    /// @param top the whole graph, which takes further parameters as they are needed
    /// @param derivation where the derivatives that are called come from
    Lifting(ClassFiles files, Problems problems, GraphBuilder top, Derivation derivation) {
        this(files, problems, top, derivation, new RecursiveCalls(files), new HashSet<>(), true);
    }

    private Lifting(
            ClassFiles files,
            Problems problems,
            GraphBuilder top,
            Derivation derivation,
            RecursiveCalls recursion,
            Set<String> symbols,
            boolean isWhole) {
        this.symbols = symbols;
        this.recursion = recursion;
        this.isWhole = isWhole;
        this.derivation = derivation;
        this.files = files;
        this.problems = problems;
        this.top = top;
    }

    /// The same for the body of a procedure: its graph is one of its own.
    Lifting inside() {
        return new Lifting(files, problems, new GraphBuilder(), derivation, recursion, symbols, false);
    }

    GraphBuilder top() {
        return top;
    }

    RecursiveCalls recursion() {
        return recursion;
    }

    ClassFiles files() {
        return files;
    }

    Problems problems() {
        return problems;
    }

    Derivation derivation() {
        return derivation;
    }

    Extents extents() {
        return extents;
    }

    /// The elements of the array that `field` holds when the function is called.
    Value array(Field field, TensorType type) {
        return hidden(new LiftedMethod.Hidden.StaticArray(field), type);
    }

    /// The dimension that is the value of the parameter `n`, an `i32`; nothing for another value.
    Optional<Dim> extent(Value n) {
        int parameter = top.parameters().indexOf(n);
        // a procedure would have another extent in each evaluation
        if (!isWhole || parameter < 0 || !n.type().equals(TensorType.scalar(DType.I32))) {
            return Optional.empty();
        }
        var dim = Dim.symbol("n" + parameter);
        hidden(new LiftedMethod.Hidden.Length(parameter), new TensorType(DType.BOOL, Shape.of(Dim.ZERO, dim)));
        return Optional.of(dim);
    }

    /// A symbol that nothing else is called by.
    Dim symbol() {
        var name = "e" + symbols.size();
        symbols.add(name);
        return Dim.symbol(name);
    }

    /// Whether `type` names a symbol that [#symbol] gave.
    boolean isBound(Type type) {
        return type.symbols().stream().anyMatch(symbols::contains);
    }

    private Value hidden(LiftedMethod.Hidden what, TensorType type) {
        return hidden.computeIfAbsent(what, _ -> top.parameter(type));
    }

    /// The static arrays that were asked for so far, with their types, in order.
    Map<Field, TensorType> statics() {
        var statics = new LinkedHashMap<Field, TensorType>();
        hidden.forEach((what, value) -> {
            if (what instanceof LiftedMethod.Hidden.StaticArray(var field)) {
                statics.put(field, value.tensorType());
            }
        });
        return statics;
    }

    /// The hidden parameters so far, in order.
    List<LiftedMethod.Hidden> hidden() {
        return List.copyOf(hidden.keySet());
    }
}
