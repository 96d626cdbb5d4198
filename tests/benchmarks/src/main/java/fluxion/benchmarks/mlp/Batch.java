package fluxion.benchmarks.mlp;

/// A batch as plain Java arrays, the input of a timed step.
///
/// @param images `[batch, 784]`, 0 to 1
/// @param labels `[batch]`, 0 to 9
/// @param oneHot `[batch, 10]`, the labels again, for systems that take them so
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
public record Batch(float[] images, int[] labels, float[] oneHot) {}
