package fluxion.cli.bench;

/// A benchmark that has no valid result: systems that disagree, a baseline below its mark, a peer that is not there.
/// The message is one sentence for the user; the exit code is 1.
public final class BenchmarkFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A failure with the sentence for the user.
    public BenchmarkFailure(String message) {
        super(message);
    }
}
