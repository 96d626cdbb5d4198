package fluxion.compiler.jvm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.objectweb.asm.Label;

/// Which instructions of a method belong to which operation, for [MethodSplitter].
final class Pieces {
    /// The code of one operation.
    ///
    /// @param inner that of the regions inside
    record Piece(Label start, Label end, List<Body> inner) {}

    /// The code of the operations of a region, one after the other.
    record Body(List<Piece> pieces) {}

    private final Deque<List<Body>> open = new ArrayDeque<>(List.of(new ArrayList<>()));

    /// The whole program.
    Body root() {
        return open.getFirst().getFirst();
    }

    /// Adds a region to the operation that is being emitted.
    List<Piece> region() {
        var pieces = new ArrayList<Piece>();
        open.getLast().add(new Body(pieces));
        return pieces;
    }

    /// Emits what is no part of any piece by `emission`.
    void apart(Runnable emission) {
        open.addLast(new ArrayList<>());
        emission.run();
        open.removeLast();
    }

    /// Emits an operation by `emission`.
    void piece(List<Piece> region, Code code, Runnable emission) {
        var inner = new ArrayList<Body>();
        open.addLast(inner);
        var start = new Label();
        var end = new Label();
        code.m.visitLabel(start);
        emission.run();
        code.m.visitLabel(end);
        open.removeLast();
        region.add(new Piece(start, end, inner));
    }
}
