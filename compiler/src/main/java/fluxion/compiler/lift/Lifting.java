package fluxion.compiler.lift;

import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is common to a method and all that it calls while it is lifted.
final class Lifting {
    private final ClassFiles files;
    private final Problems problems;
    private final Extents extents = new Extents();
    private final GraphBuilder top;
    private final Map<Field, Value> captured = new LinkedHashMap<>();

    /// @param top the whole graph, which takes the arrays of static fields as further parameters
    Lifting(ClassFiles files, Problems problems, GraphBuilder top) {
        this.files = files;
        this.problems = problems;
        this.top = top;
    }

    ClassFiles files() {
        return files;
    }

    Problems problems() {
        return problems;
    }

    Extents extents() {
        return extents;
    }

    /// The elements of the array that `field` holds when the function is called.
    Value captured(Field field, TensorType type) {
        return captured.computeIfAbsent(field, _ -> top.parameter(type));
    }

    /// The fields captured so far, in the order of the parameters.
    List<Field> captured() {
        return List.copyOf(captured.keySet());
    }
}
