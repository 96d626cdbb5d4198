/// The case `compile`: from a function to the first result of it and its gradient.
@NullMarked
package fluxion.benchmarks.compile;

import org.jspecify.annotations.NullMarked;
