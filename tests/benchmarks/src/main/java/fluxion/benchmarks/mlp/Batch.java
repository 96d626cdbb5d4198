package fluxion.benchmarks.mlp;

/// A batch as plain Java arrays, the input of a timed step.
///
/// @param images `[batch, 784]`, 0 to 1; in other benchmarks what the network takes
/// @param labels `[batch]`, 0 to 9
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public record Batch(float[] images, int[] labels) {}
