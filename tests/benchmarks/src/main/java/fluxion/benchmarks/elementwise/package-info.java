/// The case `elementwise`: fused chains, softmax and sums against loops written by hand with the Vector API.
@NullMarked
package fluxion.benchmarks.elementwise;

import org.jspecify.annotations.NullMarked;
