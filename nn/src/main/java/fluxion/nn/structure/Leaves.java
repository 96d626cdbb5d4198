package fluxion.nn.structure;

import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// Structures of tensors, leaf by leaf.
public final class Leaves {
    private Leaves() {}

    /// A structure like `value` with `f` of each leaf.
    public static <P> P map(P value, UnaryOperator<Tensor> f) {
        return like(value, of(value).stream().map(f).toList());
    }

    /// A structure like `value` with `f` of each leaf and that of `other` at the same place.
    ///
    /// @throws fluxion.tensor.StructureException if `other` has another structure
    public static <P> P map(P value, P other, BinaryOperator<Tensor> f) {
        var structure = Structure.of(value);
        var left = structure.leaves(value);
        var right = structure.leaves(other);
        var leaves = new ArrayList<Tensor>();
        for (int i = 0; i < left.size(); i++) {
            leaves.add(f.apply(left.get(i), right.get(i)));
        }
        return like(value, leaves);
    }

    /// The leaves of `value`, in order.
    public static List<Tensor> of(Object value) {
        return Structure.of(value).leaves(value);
    }

    /// A structure like `value` with `leaves`, one for each of its own.
    @SuppressWarnings({"unchecked", "NullAway"}) // a structure of P rebuilds a P, and is null for null alone
    public static <P> P like(P value, List<Tensor> leaves) {
        return (P) Structure.of(value).rebuild(leaves.iterator());
    }

    /// A structure like `value` whose leaves are computed and share no memory with it: what was read of it stays
    /// when a step works in place.
    public static <P> P copy(P value) {
        return map(value, Leaves::copy);
    }

    private static Tensor copy(Tensor x) {
        long[] shape = x.shape().constants();
        return switch (x.dtype()) {
            case BOOL -> Tensor.of(x.toBooleanArray(), shape);
            case I32 -> Tensor.of(x.toIntArray(), shape);
            case I64 -> Tensor.of(x.toLongArray(), shape);
            case F32 -> Tensor.of(x.toFloatArray(), shape);
            case F64 -> Tensor.of(x.toDoubleArray(), shape);
        };
    }

    /// How many numbers the leaves of `value` hold together.
    public static long count(Object value) {
        return of(value).stream().mapToLong(leaf -> leaf.shape().elements()).sum();
    }

    /// The leaves of `value` under their names, in order: the names of record components, the keys of maps and the
    /// indices in lists on the way to a leaf, joined by dots, as in `dense_1.weight`. A tensor alone has the name
    /// ``.
    ///
    /// @throws fluxion.tensor.StructureException if two leaves have one name, as with a map that has dots in its
    /// keys
    public static SequencedMap<String, Tensor> named(Object value) {
        var structure = Structure.of(value);
        var names = new ArrayList<String>();
        collect(structure, "", names);
        var leaves = structure.leaves(value);
        var named = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < leaves.size(); i++) {
            if (named.put(names.get(i), leaves.get(i)) != null) {
                throw new fluxion.tensor.StructureException(
                        "two leaves are named " + names.get(i) + "; keys of maps must not hold dots");
            }
        }
        return Collections.unmodifiableSequencedMap(named);
    }

    private static void collect(Structure structure, String name, List<String> names) {
        switch (structure) {
            case Structure.Leaf _ -> names.add(name);
            case Structure.Fixed _ -> {}
            case Structure.OfRecord it -> {
                var components = it.type().type().getRecordComponents();
                for (int i = 0; i < it.parts().size(); i++) {
                    collect(it.parts().get(i), within(name, components[i].getName()), names);
                }
            }
            case Structure.OfMap it -> {
                for (int i = 0; i < it.parts().size(); i++) {
                    collect(it.parts().get(i), within(name, it.keys().get(i)), names);
                }
            }
            case Structure.OfList it -> collect(it.parts(), name, names);
            case Structure.OfArray it -> collect(it.parts(), name, names);
        }
    }

    private static void collect(List<Structure> parts, String name, List<String> names) {
        for (int i = 0; i < parts.size(); i++) {
            collect(parts.get(i), within(name, Integer.toString(i)), names);
        }
    }

    private static String within(String outer, String name) {
        return outer.isEmpty() ? name : outer + "." + name;
    }
}
