/// The cases of `fluxion bench`, and the systems that they are measured against.
@NullMarked
package fluxion.benchmarks;

import org.jspecify.annotations.NullMarked;
