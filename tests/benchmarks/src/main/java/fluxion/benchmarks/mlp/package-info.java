/// The case `mlp-step`: one training step, the same for every system, checked before it is timed.
@NullMarked
package fluxion.benchmarks.mlp;

import org.jspecify.annotations.NullMarked;
