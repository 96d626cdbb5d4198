package fluxion.runtime.companion;

import fluxion.ir.FluxionException;

/// Says in which of many rows an exception was thrown. It is suppressed by that exception, which is the one that the
/// row alone would have thrown.
public final class RowException extends FluxionException {
    private static final long serialVersionUID = 1L;

    private final int row;

    /// Creates one for `row`, from 0.
    public RowException(int row) {
        super("in row " + row);
        this.row = row;
    }

    /// The number of the row, from 0.
    public int row() {
        return row;
    }

    /// None: that of the exception says where.
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
