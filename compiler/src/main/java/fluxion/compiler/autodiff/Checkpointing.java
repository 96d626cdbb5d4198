package fluxion.compiler.autodiff;

/// What the backward of a loop is given by the forward. Either way gives the same bits.
public enum Checkpointing {
    /// What it needs of each round.
    NONE,
    /// What is carried into each block of rounds. The backward evaluates one block after another again, from the
    /// last to the first, and keeps what it needs of the rounds of one block only. Blocks have about the square
    /// root of the number of rounds, and more where what is carried is larger than what a round computes, such as
    /// an array of which each round changes an element: with N rounds, memory for about the square root of N
    /// instead of N, for one more forward. Loops in loops are cut too, each level for one more forward of its own,
    /// unless the number of their rounds is known and small.
    SQRT
}
