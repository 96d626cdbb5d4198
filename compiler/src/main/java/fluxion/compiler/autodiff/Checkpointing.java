package fluxion.compiler.autodiff;

/// What the backward of a loop that no other contains is given by the forward. Either way gives the same bits.
public enum Checkpointing {
    /// What it needs of each round.
    NONE,
    /// What is carried into each block of about the square root of the number of rounds. The backward evaluates one
    /// block after another again, from the last to the first, and keeps what it needs of the rounds of one block
    /// only: with N rounds, memory for about the square root of N instead of N, for one more forward.
    SQRT
}
