/// The case `conv`: a convolution and its two derivatives, against the peers.
@NullMarked
package fluxion.benchmarks.conv;

import org.jspecify.annotations.NullMarked;
