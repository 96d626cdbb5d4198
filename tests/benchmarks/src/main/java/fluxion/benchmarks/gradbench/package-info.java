/// The case `gradbench`: derivatives of GradBench's problems against sweeps written by hand in C++.
@NullMarked
package fluxion.benchmarks.gradbench;

import org.jspecify.annotations.NullMarked;
