package fluxion.ir.interp;

import org.jspecify.annotations.Nullable;

/// An immutable list. Appending and replacing share all but one path of a tree with 32 branches a node.
public final class ListValue implements Datum {
    /// The empty list.
    public static final ListValue EMPTY = new ListValue(new Object[0], 0, 0);

    private static final int BITS = 5;

    // the leaves are Object[] of elements; `shift` is what selects the branch of the root
    private final Object[] root;
    private final int shift;
    private final int size;

    private ListValue(Object[] root, int shift, int size) {
        this.root = root;
        this.shift = shift;
        this.size = size;
    }

    /// The list of `elements`.
    public static ListValue of(Datum... elements) {
        var list = EMPTY;
        for (var element : elements) {
            list = list.append(element);
        }
        return list;
    }

    /// The number of elements.
    public int size() {
        return size;
    }

    /// Element `index`.
    ///
    /// @throws IndexOutOfBoundsException if there is none
    public Datum get(int index) {
        java.util.Objects.checkIndex(index, size);
        var node = root;
        for (int level = shift; level > 0; level -= BITS) {
            node = (Object[]) node[(index >>> level) & 31];
        }
        return (Datum) node[index & 31];
    }

    /// This list with `element` at its end.
    public ListValue append(Datum element) {
        if (size == 1L << (shift + BITS)) {
            return new ListValue(with(new Object[] {root}, shift + BITS, size, element), shift + BITS, size + 1);
        }
        return new ListValue(with(root, shift, size, element), shift, size + 1);
    }

    /// This list with `element` in place of element `index`.
    public ListValue replace(int index, Datum element) {
        java.util.Objects.checkIndex(index, size);
        return new ListValue(with(root, shift, index, element), shift, size);
    }

    private static Object[] with(Object[] node, int level, int index, Datum element) {
        int branch = (index >>> level) & 31;
        var copy = java.util.Arrays.copyOf(node, Math.max(node.length, branch + 1));
        if (level == 0) {
            copy[branch] = element;
        } else {
            var child = branch < node.length ? (Object[]) node[branch] : new Object[0];
            copy[branch] = with(child, level - BITS, index, element);
        }
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        if (!(o instanceof ListValue other) || size != other.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!get(i).equals(other.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < size; i++) {
            hash = 31 * hash + get(i).hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("list {");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(get(i));
        }
        return text.append("}").toString();
    }
}
