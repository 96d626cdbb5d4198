package fluxion.tensor;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a value is made of tensors: a tensor, a record, a list, a map with string keys, or an array of such values,
/// nested as deep as one likes. What is none of these (a number, a string, an enum constant, a [Variable], null) is
/// part of the structure itself, compared by `equals`.
///
/// The leaves are the tensors in order: the components of a record as they are declared, the entries of a map as it
/// iterates. Two values have equal structures if they differ in their leaves only.
public sealed interface Structure {
    /// The structure of `value`.
    ///
    /// @throws StructureException if a part can have no structure: a primitive array, a set, a map with other keys,
    ///     or a record that cannot be read by reflection
    static Structure of(@Nullable Object value) {
        return of(value, false);
    }

    /// The structure of `value` in which variables are leaves too.
    ///
    /// @throws StructureException as [#of(Object)] does
    static Structure withVariables(@Nullable Object value) {
        return of(value, true);
    }

    private static Structure of(@Nullable Object value, boolean variables) {
        return switch (value) {
            case Tensor _ -> Leaf.LEAF;
            case Variable variable -> variables ? Leaf.LEAF : new Fixed(variable);
            case Record record -> {
                var type = RecordType.of(record.getClass());
                yield new OfRecord(type, parts(type.components(record), variables));
            }
            case List<?> list -> new OfList(parts(list, variables));
            case Map<?, ?> map -> {
                var keys = keys(map);
                yield new OfMap(keys, map instanceof SortedMap<?, ?>, parts(values(keys, map), variables));
            }
            case Object[] array ->
                new OfArray(array.getClass().getComponentType(), parts(Arrays.asList(array), variables));
            case null -> new Fixed(null);
            case java.util.Set<?> set ->
                throw new StructureException("a set of " + set.size() + " elements has no fixed order; use a list");
            default -> {
                if (value.getClass().isArray()) {
                    throw new StructureException(
                            "an array of class " + value.getClass().getSimpleName()
                                    + " may change after the call; make a tensor of it: Tensor.of(array)");
                }
                yield new Fixed(value);
            }
        };
    }

    private static List<@Nullable Object> values(List<String> keys, Map<?, ?> map) {
        var values = new ArrayList<@Nullable Object>();
        keys.forEach(key -> values.add(map.get(key)));
        return values;
    }

    private static List<Structure> parts(Iterable<? extends @Nullable Object> values, boolean variables) {
        var parts = new ArrayList<Structure>();
        for (var value : values) {
            parts.add(of(value, variables));
        }
        return parts;
    }

    private static List<String> keys(Map<?, ?> map) {
        var keys = new ArrayList<String>();
        for (var key : map.keySet()) {
            if (!(key instanceof String text)) {
                throw new StructureException("a map with the key " + key + "; the keys of a structure are strings");
            }
            keys.add(text);
        }
        if (!(map instanceof SortedMap) && !(map instanceof LinkedHashMap)) {
            // maps without an order of their own get one, so that equal maps have equal structures
            keys.sort(null);
        }
        return keys;
    }

    /// Writes the leaves of `value` to `leaves`, from index `at` on; makes no objects.
    ///
    /// @return the index behind the last leaf, or -1 if `value` has another structure
    int flatten(@Nullable Object value, Tensor[] leaves, int at);

    /// How many leaves there are.
    int size();

    /// A value of this structure with the next tensors of `leaves`, null where they have null.
    @Nullable
    Object rebuild(Iterator<? extends @Nullable Tensor> leaves);

    /// The leaves of `value`, which has this structure.
    ///
    /// @throws StructureException if it has another
    default List<Tensor> leaves(@Nullable Object value) {
        var leaves = new Tensor[size()];
        if (flatten(value, leaves, 0) != leaves.length) {
            throw new StructureException(
                    "a value of structure " + of(value) + " where one of " + this + " is expected");
        }
        return List.of(leaves);
    }

    /// The tensors and variables that are leaves of `value`, which has this structure.
    default List<TensorLike> leavesWithVariables(@Nullable Object value) {
        var leaves = new ArrayList<TensorLike>();
        collect(this, value, leaves);
        return leaves;
    }

    private static void collect(Structure structure, @Nullable Object value, List<TensorLike> leaves) {
        switch (structure) {
            case Leaf _ -> leaves.add((TensorLike) Objects.requireNonNull(value));
            case Fixed _ -> {}
            case OfRecord it -> collect(it.parts(), it.type().components(Objects.requireNonNull(value)), leaves);
            case OfList it -> collect(it.parts(), (List<?>) Objects.requireNonNull(value), leaves);
            case OfMap it -> collect(it.parts(), values(it.keys(), (Map<?, ?>) Objects.requireNonNull(value)), leaves);
            case OfArray it -> collect(it.parts(), Arrays.asList((Object[]) Objects.requireNonNull(value)), leaves);
        }
    }

    private static void collect(
            List<Structure> parts, List<? extends @Nullable Object> values, List<TensorLike> leaves) {
        for (int i = 0; i < parts.size(); i++) {
            collect(parts.get(i), values.get(i), leaves);
        }
    }

    /// A tensor.
    enum Leaf implements Structure {
        /// The only instance.
        LEAF;

        @Override
        public int flatten(@Nullable Object value, Tensor[] leaves, int at) {
            if (value instanceof Tensor tensor && at < leaves.length) {
                leaves[at] = tensor;
                return at + 1;
            }
            return -1;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public @Nullable Object rebuild(Iterator<? extends @Nullable Tensor> leaves) {
            return leaves.next();
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    /// A value that is no tensor and holds none.
    record Fixed(@Nullable Object value) implements Structure {
        @Override
        public int flatten(@Nullable Object other, Tensor[] leaves, int at) {
            return Objects.equals(value, other) ? at : -1;
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public @Nullable Object rebuild(Iterator<? extends @Nullable Tensor> leaves) {
            return value;
        }

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /// A record.
    record OfRecord(RecordType type, List<Structure> parts) implements Structure {
        /// Copies the list.
        public OfRecord {
            parts = List.copyOf(parts);
        }

        @Override
        public int flatten(@Nullable Object value, Tensor[] leaves, int at) {
            if (value == null || value.getClass() != type.type()) {
                return -1;
            }
            for (int i = 0; i < parts.size() && at >= 0; i++) {
                at = parts.get(i).flatten(type.component(value, i), leaves, at);
            }
            return at;
        }

        @Override
        public int size() {
            return Structure.size(parts);
        }

        @Override
        public @Nullable Object rebuild(Iterator<? extends @Nullable Tensor> leaves) {
            return type.create(Structure.values(parts, leaves));
        }

        @Override
        public String toString() {
            return type.type().getSimpleName() + Structure.text(parts, "(", ")");
        }
    }

    /// A list.
    record OfList(List<Structure> parts) implements Structure {
        /// Copies the list.
        public OfList {
            parts = List.copyOf(parts);
        }

        @Override
        public int flatten(@Nullable Object value, Tensor[] leaves, int at) {
            if (!(value instanceof List<?> list) || list.size() != parts.size()) {
                return -1;
            }
            for (int i = 0; i < parts.size() && at >= 0; i++) {
                at = parts.get(i).flatten(list.get(i), leaves, at);
            }
            return at;
        }

        @Override
        public int size() {
            return Structure.size(parts);
        }

        @Override
        public @Nullable Object rebuild(Iterator<? extends @Nullable Tensor> leaves) {
            return java.util.Collections.unmodifiableList(Structure.values(parts, leaves));
        }

        @Override
        public String toString() {
            return Structure.text(parts, "[", "]");
        }
    }

    /// A map.
    ///
    /// @param keys the keys, in order
    /// @param sorted whether it is a sorted map, of natural order
    /// @param parts the structures of the values, in order of the keys
    record OfMap(List<String> keys, boolean sorted, List<Structure> parts) implements Structure {
        /// Copies the lists.
        public OfMap {
            keys = List.copyOf(keys);
            parts = List.copyOf(parts);
        }

        @Override
        public int flatten(@Nullable Object value, Tensor[] leaves, int at) {
            if (!(value instanceof Map<?, ?> map) || map.size() != keys.size()) {
                return -1;
            }
            for (int i = 0; i < parts.size() && at >= 0; i++) {
                at = parts.get(i).flatten(map.get(keys.get(i)), leaves, at);
            }
            return at;
        }

        @Override
        public int size() {
            return Structure.size(parts);
        }

        @Override
        public @Nullable Object rebuild(Iterator<? extends @Nullable Tensor> leaves) {
            Map<String, @Nullable Object> map = sorted ? new TreeMap<>() : new LinkedHashMap<>();
            for (int i = 0; i < parts.size(); i++) {
                map.put(keys.get(i), parts.get(i).rebuild(leaves));
            }
            return map;
        }

        @Override
        public String toString() {
            return keys + Structure.text(parts, "{", "}");
        }
    }

    /// An array of objects.
    record OfArray(Class<?> component, List<Structure> parts) implements Structure {
        /// Copies the list.
        public OfArray {
            parts = List.copyOf(parts);
        }

        @Override
        public int flatten(@Nullable Object value, Tensor[] leaves, int at) {
            if (!(value instanceof Object[] array)
                    || array.length != parts.size()
                    || array.getClass().getComponentType() != component) {
                return -1;
            }
            for (int i = 0; i < parts.size() && at >= 0; i++) {
                at = parts.get(i).flatten(array[i], leaves, at);
            }
            return at;
        }

        @Override
        public int size() {
            return Structure.size(parts);
        }

        @Override
        public @Nullable Object rebuild(Iterator<? extends @Nullable Tensor> leaves) {
            var array = (@Nullable Object[]) Array.newInstance(component, parts.size());
            for (int i = 0; i < array.length; i++) {
                array[i] = parts.get(i).rebuild(leaves);
            }
            return array;
        }

        @Override
        public String toString() {
            return component.getSimpleName() + Structure.text(parts, "[", "]");
        }
    }

    private static int size(List<Structure> parts) {
        int size = 0;
        for (int i = 0; i < parts.size(); i++) {
            size += parts.get(i).size();
        }
        return size;
    }

    private static List<@Nullable Object> values(List<Structure> parts, Iterator<? extends @Nullable Tensor> leaves) {
        var values = new ArrayList<@Nullable Object>(parts.size());
        for (var part : parts) {
            values.add(part.rebuild(leaves));
        }
        return values;
    }

    private static String text(List<Structure> parts, String open, String close) {
        return parts.stream().map(Structure::toString).collect(java.util.stream.Collectors.joining(", ", open, close));
    }
}
