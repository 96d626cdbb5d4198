package fluxion.runtime.kernel;

import org.jspecify.annotations.Nullable;

/// A convolution that copies the tensor to [Strips] if it sums over channels that lie next to each other.
abstract class StripConvolution<W extends StripConvolution.Workspace> extends Convolution<W> {
    /// What a thread has for itself.
    abstract static class Workspace extends Convolution.Workspace {
        final Strips strips = new Strips();
        /// Where the first tile is in the result, and how far its rows and the tiles are apart.
        int to;

        int toRow;
        int toStep;
    }

    private boolean inStrips;

    /// Rows of a tile of strips, at most eight.
    abstract int stripRows();

    /// How many elements a strip has room for, and how far the strips are apart.
    abstract int room();

    abstract int rowStride();

    /// Copies `times` runs of `count` elements, `step` apart from element `from` of the tensor on, to `to` in the
    /// strips, where they follow each other.
    abstract void copy(W workspace, int to, int from, int times, int step, int count);

    /// Copies `times` runs of `count` elements, `step` apart from element `from` of the tensor on, to `to` in the
    /// strips, where they are `toStep` apart.
    abstract void spread(W workspace, int to, int toStep, int from, int step, int count, int times);

    /// Makes the first `count` elements of the accumulators zero.
    abstract void clear(W workspace, int count);

    /// Copies `count` elements of the result, from element `from` on, to `at` in the accumulators.
    abstract void load(W workspace, int at, int from, int count);

    /// Copies `count` accumulators from `at` on to the result.
    abstract void store(W workspace, int at, int to, int count);

    /// Adds the products of one stretch to `count` tiles of [#stripRows] rows, which lie one after the other in the
    /// accumulators, or in the result if `out`.
    ///
    /// @param a where the stretch begins in the first strip; for the next tile it is `apart` further
    /// @param panel where it begins in the packed filter, of whose panel `width` are the columns
    /// @param zero whether the accumulators start at +0.0
    abstract void rows(
            W workspace, int a, int apart, int panel, int width, int depth, int count, boolean zero, boolean out);

    /// Whether the workspaces need strips.
    final boolean inStrips() {
        return inStrips;
    }

    @Override
    final long units(long lines) {
        var s = shape;
        inStrips = !s.overBatch && s.aInner == 1 && s.inner > 0 && s.taps > 0 && depth() > 0;
        if (!inStrips) {
            return lines;
        }
        W workspace = takeWorkspace();
        long work = workspace.strips.work(s, stripRows());
        giveWorkspace(workspace);
        return work;
    }

    @Override
    final int mostDepth() {
        return inStrips ? depth() : super.mostDepth();
    }

    @Override
    final void units(W workspace, long from, long to, @Nullable Epilogue after) {
        if (inStrips) {
            workspace.strips.run(this, workspace, from, to, after);
        } else {
            super.units(workspace, from, to, after);
        }
    }

    /// How many taps of the first axis the strips have room for, at least where it is only one position.
    private int depth() {
        var s = shape;
        int last = s.space - 1;
        int tap = s.pixels(last);
        if (last == 0) {
            return s.inner > room() ? 0 : (room() / s.inner - 1) / tap + 1;
        }
        long others = s.taps / s.taps(0) / s.taps(last);
        return (int) (room() / (others * ((s.taps(last) - 1L) * tap + 1) * s.inner));
    }
}
