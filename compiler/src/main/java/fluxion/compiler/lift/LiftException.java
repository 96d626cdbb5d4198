package fluxion.compiler.lift;

import fluxion.ir.FluxionException;
import java.util.List;
import java.util.stream.Collectors;

/// A method that cannot be lifted: all that stands in the way, each with its place and what to write instead.
public final class LiftException extends FluxionException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /// One construct that cannot be lifted.
    ///
    /// @param place class, method, file and line
    /// @param construct what is there
    /// @param remedy what to write instead
    public record Problem(String place, String construct, String remedy) {
        @Override
        public String toString() {
            return place + ": " + construct + "; " + remedy;
        }
    }

    LiftException(String method, List<Problem> problems) {
        super(method + " cannot be lifted:"
                + problems.stream().map(p -> "\n  " + p).collect(Collectors.joining()));
        this.problems = List.copyOf(problems);
    }

    /// What stands in the way, in the order of the code.
    public List<Problem> problems() {
        return problems;
    }
}
