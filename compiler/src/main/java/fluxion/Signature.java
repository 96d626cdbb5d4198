package fluxion;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What arguments a compiled form of a function is for: their structures, and the types of their tensors, in which an
/// extent is a number or a symbol.
final class Signature {
    private final List<Structure> structures;
    private final List<TensorType> types;
    // for each leaf and axis the extent, or -1 - the number of the symbol
    private final long[][] extents;
    private final int symbols;

    Signature(List<Structure> structures, List<TensorType> types) {
        this.structures = List.copyOf(structures);
        this.types = List.copyOf(types);
        this.extents = new long[types.size()][];
        var numbers = new LinkedHashMap<Dim, Integer>();
        for (int i = 0; i < extents.length; i++) {
            var shape = types.get(i).shape();
            extents[i] = new long[shape.rank()];
            for (int axis = 0; axis < shape.rank(); axis++) {
                var dim = shape.dim(axis);
                extents[i][axis] =
                        dim.isConstant() ? dim.constant() : -1 - numbers.computeIfAbsent(dim, _ -> numbers.size());
            }
        }
        this.symbols = numbers.size();
    }

    List<Structure> structures() {
        return structures;
    }

    List<TensorType> types() {
        return types;
    }

    /// How many symbols there are; they are numbered in the order of [fluxion.ir.Graph#symbols()].
    int symbols() {
        return symbols;
    }

    int leaves() {
        return types.size();
    }

    /// Whether `arguments` belong to this signature; if so, `leaves` holds their tensors and `values` the values of
    /// the symbols.
    boolean matches(@Nullable Object[] arguments, Tensor[] leaves, long[] values) {
        int at = 0;
        for (int i = 0; i < arguments.length; i++) {
            at = structures.get(i).flatten(arguments[i], leaves, at);
            if (at < 0) {
                return false;
            }
        }
        for (int i = 0; i < symbols; i++) {
            values[i] = -1;
        }
        for (int i = 0; i < extents.length; i++) {
            if (!matches(leaves[i].type(), i, values)) {
                return false;
            }
        }
        return true;
    }

    private boolean matches(TensorType type, int leaf, long[] values) {
        var expected = types.get(leaf);
        if (type == expected) {
            return symbols == 0 || type.shape().isConstant();
        }
        if (type.dtype() != expected.dtype() || type.rank() != expected.rank()) {
            return false;
        }
        for (int axis = 0; axis < type.rank(); axis++) {
            long extent = type.shape().dim(axis).constant();
            long wanted = extents[leaf][axis];
            if (wanted < 0) {
                int symbol = (int) (-1 - wanted);
                if (values[symbol] < 0) {
                    values[symbol] = extent;
                }
                wanted = values[symbol];
            }
            if (wanted != extent) {
                return false;
            }
        }
        return true;
    }

    /// This signature with symbols for the axes at which `other`, of constant extents, differs; null if they differ
    /// otherwise. Axes that had one extent here and have one extent there share a symbol, those that have a symbol
    /// keep it.
    @Nullable
    Signature generalised(Signature other) {
        if (!structures.equals(other.structures) || types.size() != other.types.size()) {
            return null;
        }
        var shared = new LinkedHashMap<List<Object>, Dim>();
        var wider = new ArrayList<TensorType>();
        for (int i = 0; i < types.size(); i++) {
            var mine = types.get(i);
            var its = other.types.get(i);
            if (mine.dtype() != its.dtype() || mine.rank() != its.rank()) {
                return null;
            }
            var dims = new ArrayList<Dim>();
            for (int axis = 0; axis < mine.rank(); axis++) {
                var dim = mine.shape().dim(axis);
                var seen = its.shape().dim(axis);
                dims.add(dim.equals(seen) ? dim : shared.computeIfAbsent(List.of(dim, seen), _ -> symbol(shared)));
            }
            wider.add(mine.with(new Shape(dims)));
        }
        return new Signature(structures, wider);
    }

    private static Dim symbol(Map<List<Object>, Dim> shared) {
        return Dim.symbol("N" + shared.size());
    }

    /// How `other` differs from this, for people.
    String difference(Signature other) {
        if (!structures.equals(other.structures)) {
            return "structure " + other.structures + " after " + structures;
        }
        var differences = new ArrayList<String>();
        for (int i = 0; i < types.size(); i++) {
            if (!types.get(i).equals(other.types.get(i))) {
                differences.add("tensor " + i + " is " + other.types.get(i) + " after " + types.get(i));
            }
        }
        return String.join(", ", differences);
    }

    @Override
    public String toString() {
        return structures + " of " + types;
    }
}
