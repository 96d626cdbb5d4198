package fluxion.compiler.companion;

import fluxion.compiler.companion.Lifting.Hidden;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The extents of the arguments and results of a graph.
public final class Extents {
    private final String name;
    private final List<TensorType> arguments;
    private final List<TensorType> results;

    private final int own;
    private final List<Hidden> hidden;

    /// Those of `graph`, the parameters of which from number `own` on are `hidden`.
    Extents(Graph graph, int own, List<Hidden> hidden) {
        this.own = own;
        this.hidden = hidden;
        this.name = graph.name();
        this.arguments = graph.parameters().stream().map(Value::tensorType).toList();
        this.results = graph.results().stream().map(Value::tensorType).toList();
    }

    /// What the graph is called.
    String name() {
        return name;
    }

    /// The values of the symbols that the shapes of the arguments have.
    ///
    /// @throws ShapeException if they do not fit each other
    Map<String, Long> of(@Nullable Object[] given) {
        var values = new ArrayList<@Nullable Object>(Arrays.asList(given));
        for (int i = 0; i < hidden.size(); i++) {
            values.add(
                    own + i,
                    switch (hidden.get(i)) {
                        case Hidden.Array(var array) -> array;
                        case Hidden.Length(var parameter) -> given[parameter];
                    });
        }
        var symbols = new HashMap<String, Long>();
        for (int i = 0; i < arguments.size(); i++) {
            var value = values.get(i);
            if (value == null) {
                throw new ShapeException("argument " + i + " of '" + name + "' is null");
            }
            var type = arguments.get(i);
            var shape = Rows.shape(value, type);
            for (int axis = 0; axis < Math.min(shape.length, type.rank()); axis++) {
                var dim = type.shape().dim(axis);
                for (var symbol : dim.symbols()) {
                    if (dim.equals(Dim.symbol(symbol))) {
                        symbols.putIfAbsent(symbol, shape[axis]);
                    }
                }
            }
            check("argument " + i, shape, type, symbols);
        }
        return symbols;
    }

    /// The extents of result `i`.
    int[] result(int i, Map<String, Long> symbols) {
        return results.get(i).shape().dims().stream()
                .mapToInt(dim -> Math.toIntExact(dim.evaluate(symbols)))
                .toArray();
    }

    /// Checks that `array` can hold result `i`.
    ///
    /// @throws ShapeException if not
    void checkResult(int i, Object array, Map<String, Long> symbols) {
        check("the array for result " + i, Rows.shape(array, results.get(i)), results.get(i), symbols);
    }

    private void check(String what, long[] shape, TensorType type, Map<String, Long> symbols) {
        var expected = type.shape().dims().stream()
                .mapToLong(dim -> dim.evaluate(symbols))
                .toArray();
        // a result that is a number goes into an array of one element
        var held = shape.length == 1 && expected.length == 0 ? new long[] {1} : expected;
        if (!Arrays.equals(shape, held)) {
            throw new ShapeException(what + " of '" + name + "' has extents " + Arrays.toString(shape) + ", expected "
                    + Arrays.toString(held));
        }
    }
}
