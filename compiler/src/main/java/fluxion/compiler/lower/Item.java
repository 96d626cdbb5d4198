package fluxion.compiler.lower;

import fluxion.ir.Dim;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// A step of the host level.
abstract sealed class Item {
    /// Where in the order of the items this is.
    final int index;
    /// The stored values that it reads; true where that is at the very index that it writes.
    final Map<Value, Boolean> reads = new LinkedHashMap<>();

    private Item(int index) {
        this.index = index;
    }

    void read(Value value, boolean sameIndex) {
        reads.merge(value, sameIndex, Boolean::logicalAnd);
    }

    /// A kernel that computes several values over one index space.
    static final class Cluster extends Item {
        final List<Dim> space;
        /// How many leading axes of the space are the grid, with values of those axes alone between the loops
        /// over the other axes; -1 if all axes are one flat loop.
        int split;
        final List<Info> members = new ArrayList<>();
        final SequencedSet<Value> buffers = new LinkedHashSet<>();
        int code;

        Cluster(int index, List<Dim> space, int split) {
            super(index);
            this.space = space;
            this.split = split;
        }

        /// Whether `member` has an element for each index of the space.
        boolean isFull(Info member) {
            return member.value.rank() == space.size();
        }
    }

    /// A contraction, or another operation of that role, and what is computed from its elements on the way out.
    static final class Contraction extends Item {
        final Info dot;
        final Info result;

        Contraction(int index, Info dot, Info result) {
            super(index);
            this.dot = dot;
            this.result = result;
        }
    }

    /// Any other operation.
    static final class Step extends Item {
        final Region.Node node;
        final List<Info> results;

        Step(int index, Region.Node node, List<Info> results) {
            super(index);
            this.node = node;
            this.results = results;
        }
    }
}
