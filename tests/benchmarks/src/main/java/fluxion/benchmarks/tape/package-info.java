/// The case `tape`: variables and a tape against the compiled step.
@NullMarked
package fluxion.benchmarks.tape;

import org.jspecify.annotations.NullMarked;
