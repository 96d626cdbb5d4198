/// The training step in other systems. Only classes that are made when peers are measured name the systems' own.
@NullMarked
package fluxion.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
