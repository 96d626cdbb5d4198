/// `conv`: a convolution and its two derivatives, against the peers.
@org.jspecify.annotations.NullMarked
package fluxion.benchmarks.conv;
