package fluxion.ir.verify;

import fluxion.ir.Op;
import fluxion.ir.SourcePosition;
import org.jspecify.annotations.Nullable;

/// One error in a graph or program.
///
/// @param graph the name of the graph
/// @param op the operation; null if the error is in the graph as a whole
/// @param line the operation as the text form prints it, without its regions; empty if there is none
/// @param message what is wrong
/// @param position the line of Java that made the operation, if it is known
public record Finding(
        String graph,
        @Nullable Op op,
        String line,
        String message,
        @Nullable SourcePosition position) {
    @Override
    public String toString() {
        return "@" + graph + ": " + message + (line.isEmpty() ? "" : "\n    in `" + line + "`")
                + (position == null ? "" : "\n    at " + position);
    }
}
