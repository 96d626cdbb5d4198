package fluxion.compiler.lower;

import fluxion.ir.GraphOp;
import fluxion.ir.Region;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// What the plan of a region knows of one of its values.
final class Info {
    final Value value;
    final Role role;
    final @Nullable GraphOp op;

    /// How many operations, and places of the yields, use the value.
    int uses;
    /// The last operation that uses the value; the only one if `uses` is 1.
    Region.@Nullable Node consumer;
    /// Whether it must be stored.
    boolean required;
    /// Whether elements are asked for more often than there are.
    boolean many;
    /// Whether a scalar is needed on the host level.
    boolean onHost;
    /// Whether a store changes its buffer in the end.
    boolean consumed;
    /// Which yield of the region it is, or -1.
    int yield = -1;

    /// Whether its elements are computed in one place, and others read them.
    boolean root;
    /// Whether it has a buffer: some read it from there.
    boolean stored;
    /// The value with the same buffer that comes next: a reshaped or changed form of this one.
    @Nullable
    Info successor;
    /// The value whose buffer this one has too.
    @Nullable
    Info predecessor;

    /// Scalar operations that an element takes, those of operands that are not stored included.
    int code;
    /// Whether an element takes a loop.
    boolean folds;
    /// Buffers that an element is computed from.
    int leaves;
    /// The longest way to a stored value.
    int depth;
    /// The contraction that its elements are made from, when that is not stored itself.
    @Nullable
    Info dot;

    /// The index of the item after which it can be used; -1 from the start.
    int ready = -1;
    /// What computes it.
    @Nullable
    Item item;
    /// After how many loops over the inner axes of its kernel it is computed.
    int phase;

    Info(Value value, Role role, @Nullable GraphOp op) {
        this.value = value;
        this.role = role;
        this.op = op;
    }

    /// Whether it takes so little that it is computed again for each that needs it.
    boolean isCheap() {
        return !folds && dot == null && code <= 2 && leaves <= 3;
    }

    /// Which yield ends up in the buffer of this value, or -1.
    int destination() {
        var last = this;
        while (last.successor != null) {
            last = last.successor;
        }
        return last.yield;
    }
}
