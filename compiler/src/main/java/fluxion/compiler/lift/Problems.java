package fluxion.compiler.lift;

import fluxion.ir.SourcePosition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands in the way of lifting one method.
final class Problems {
    private final String method;
    private final List<LiftException.Problem> found = new ArrayList<>();
    private @Nullable SourcePosition position;

    /// @param method the method that the user wants lifted
    Problems(String method) {
        this.method = method;
    }

    /// Says where the following is.
    void at(@Nullable SourcePosition place) {
        this.position = place;
    }

    @Nullable
    SourcePosition position() {
        return position;
    }

    /// Notes a construct.
    void add(String construct, String remedy) {
        var problem = new LiftException.Problem(position == null ? method : position.toString(), construct, remedy);
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    /// Notes a construct without which there is no going on.
    LiftException stop(String construct, String remedy) {
        add(construct, remedy);
        return new LiftException(method, found);
    }

    /// Two ways meet, or a round of a loop ends, with names for arrays that cannot be told apart.
    LiftException undecided() {
        return stop(
                "a variable that names one array or another, depending on the way that was taken",
                "let each variable name one array, or copy the elements");
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /// Fails if anything was noted.
    void check() {
        if (!found.isEmpty()) {
            throw new LiftException(method, found);
        }
    }
}
