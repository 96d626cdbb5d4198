package fluxion.ir.text;

import fluxion.ir.IrException;

/// Text that is not a graph: says where, what stands there, and what was expected.
public final class ParseException extends IrException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /// Creates an exception about the token at `line` and `column`, both counted from 1.
    public ParseException(int line, int column, String message) {
        super("line " + line + ", column " + column + ": " + message);
        this.line = line;
        this.column = column;
    }

    /// The line of the token, counted from 1.
    public int line() {
        return line;
    }

    /// The column of the token, counted from 1.
    public int column() {
        return column;
    }
}
