package fluxion.runtime.kernel;

import org.jspecify.annotations.Nullable;

/// The packed right operand of a contraction that is computed several times with the same one, as in a loop that does
/// not change it: the first computation packs, those after it find it packed.
///
/// It belongs to one contraction, with the same extents and strides each time, and to one call at a time. Who changes
/// the operand says so by [#forget].
public final class KeptPanels {
    /// For each part of the contraction, a workspace a block in the order of the blocks.
    private @Nullable Object[][] parts = {};

    private boolean filled;

    /// Nothing packed yet.
    public KeptPanels() {}

    /// The operand may have changed: the next computation packs it. Memory is kept.
    public void forget() {
        filled = false;
    }

    /// Begins a computation in `count` parts.
    void begin(int count) {
        if (parts.length != count) {
            parts = new @Nullable Object[count][0];
            filled = false;
        }
    }

    /// Ends a computation: all blocks are packed.
    void end() {
        filled = true;
    }

    /// Whether the blocks are packed.
    boolean isFilled() {
        return filled;
    }

    /// The workspace of a block of `part`, or null if it has none yet. Parts may ask at the same time.
    @Nullable
    Object workspace(int part, int block) {
        return block < parts[part].length ? parts[part][block] : null;
    }

    /// Keeps the workspace of the block after all that `part` has.
    void keep(int part, Object workspace) {
        int count = parts[part].length;
        var longer = new @Nullable Object[count + 1];
        System.arraycopy(parts[part], 0, longer, 0, count);
        longer[count] = workspace;
        parts[part] = longer;
    }
}
