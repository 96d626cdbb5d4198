package fluxion.ir.interp;

import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.EvaluationException;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the values of symbols in the shapes of arguments.
final class Symbols {
    private record Equation(Dim dim, long extent) {}

    private final List<Equation> equations = new ArrayList<>();
    private final Map<String, Long> values = new TreeMap<>();

    private Symbols() {}

    /// The values of the symbols in `types`, to which `arguments` belong.
    ///
    /// @throws EvaluationException if an argument is not of its type
    static Map<String, Long> bind(List<? extends Type> types, List<? extends Datum> arguments) {
        if (types.size() != arguments.size()) {
            throw new EvaluationException(arguments.size() + " arguments for " + types.size() + " parameters");
        }
        var symbols = new Symbols();
        for (int i = 0; i < types.size(); i++) {
            symbols.match(types.get(i), arguments.get(i), i);
        }
        symbols.solve();
        return symbols.values;
    }

    private void match(Type type, Datum argument, int index) {
        switch (type) {
            case TensorType(var dtype, var shape)
            when argument instanceof TensorValue tensor && tensor.dtype() == dtype && tensor.rank() == shape.rank() -> {
                for (int i = 0; i < shape.rank(); i++) {
                    equations.add(new Equation(shape.dim(i), tensor.extent(i)));
                }
            }
            case ListType(var element)
            when argument instanceof ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    match(element, list.get(i), index);
                }
            }
            case BufferType(var dtype, var size)
            when argument instanceof BufferValue buffer && buffer.dtype() == dtype ->
                equations.add(new Equation(size, buffer.size()));
            case FrameType _ when argument instanceof FrameValue -> {}
            case TensorType _, ListType _, FrameType _, BufferType _ ->
                throw new EvaluationException("argument " + index + " is " + argument + ", expected " + type);
        }
    }

    /// Solves the equations that are linear in one unknown, until none is left that can be; then checks all.
    private void solve() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (var equation : equations) {
                progress |= solve(equation);
            }
        }
        for (var equation : equations) {
            var dim = equation.dim().substitute(constants());
            if (!dim.is(equation.extent())) {
                throw new EvaluationException("an axis has " + equation.extent() + " elements where its type says "
                        + equation.dim() + (values.isEmpty() ? "" : ", with " + values));
            }
        }
    }

    private Map<String, Dim> constants() {
        var constants = new TreeMap<String, Dim>();
        values.forEach((name, value) -> constants.put(name, Dim.of(value)));
        return constants;
    }

    private boolean solve(Equation equation) {
        var dim = equation.dim().substitute(constants());
        var unknown = linear(dim);
        if (unknown == null) {
            return false;
        }
        long rest = dim.substitute(Map.of(unknown, Dim.ZERO)).constant();
        long slope = dim.substitute(Map.of(unknown, Dim.ONE)).constant() - rest;
        if ((equation.extent() - rest) % slope != 0 || (equation.extent() - rest) / slope < 0) {
            throw new EvaluationException(
                    "an axis has " + equation.extent() + " elements where its type says " + equation.dim());
        }
        values.put(unknown, (equation.extent() - rest) / slope);
        return true;
    }

    /// The symbol S if `dim` is `a*S + b` for numbers a and b; null otherwise.
    private static @Nullable String linear(Dim dim) {
        String unknown = null;
        for (var term : dim.terms()) {
            if (term.factors().isEmpty()) {
                continue;
            }
            if (unknown != null
                    || !(term.factors().getFirst() instanceof Dim.Factor.Symbol(var name))
                    || term.factors().size() > 1) {
                return null;
            }
            unknown = name;
        }
        return unknown;
    }
}
