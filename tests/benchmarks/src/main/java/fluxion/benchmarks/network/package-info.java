/// The cases `cnn-step`, `lstm-step` and `attention-step`: one training step of a network, the same for every system,
/// checked before it is timed.
@NullMarked
package fluxion.benchmarks.network;

import org.jspecify.annotations.NullMarked;
