package fluxion.cli.explain;

import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// How a value is made of tensors, as far as its Java type says.
sealed interface Part {
    /// A tensor.
    ///
    /// @param path where it is: `p.w1`
    record Leaf(String path) implements Part {}

    /// A record.
    record OfRecord(Class<?> type, List<Part> parts) implements Part {}

    /// How a value of the Java type `type` is made.
    ///
    /// @throws IllegalArgumentException if the type does not say which tensors there are
    static Part of(String path, Type type) {
        return of(path, type, Map.of(), List.of());
    }

    private static Part of(String path, Type type, Map<Type, Type> variables, List<Class<?>> around) {
        var inside = new HashMap<>(variables);
        var raw = type;
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> c) {
            raw = c;
            for (int i = 0; i < c.getTypeParameters().length; i++) {
                var argument = generic.getActualTypeArguments()[i];
                inside.put(c.getTypeParameters()[i], variables.getOrDefault(argument, argument));
            }
        }
        if (raw == Tensor.class || raw == TensorLike.class) {
            return new Leaf(path);
        }
        if (!(raw instanceof Class<?> record) || !record.isRecord() || around.contains(record)) {
            throw new IllegalArgumentException(
                    path + " has type " + type.getTypeName()
                            + ", which does not say what tensors there are; explain a method of tensors and records of tensors");
        }
        var nowAround = new ArrayList<>(around);
        nowAround.add(record);
        return new OfRecord(
                record,
                Arrays.stream(record.getRecordComponents())
                        .map(c -> of(
                                path + "." + c.getName(),
                                inside.getOrDefault(c.getGenericType(), c.getGenericType()),
                                inside,
                                nowAround))
                        .toList());
    }

    /// The paths of the tensors, in order.
    default List<String> paths() {
        return switch (this) {
            case Leaf(var path) -> List.of(path);
            case OfRecord(var _, var parts) ->
                parts.stream().flatMap(part -> part.paths().stream()).toList();
        };
    }

    /// A value of the next of `leaves`.
    default Object build(Iterator<Tensor> leaves) throws ReflectiveOperationException {
        return switch (this) {
            case Leaf _ -> leaves.next();
            case OfRecord(var type, var parts) -> {
                var components = new Object[parts.size()];
                for (int i = 0; i < components.length; i++) {
                    components[i] = parts.get(i).build(leaves);
                }
                var constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                yield constructor.newInstance(components);
            }
        };
    }
}
