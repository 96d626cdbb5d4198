/// The evals of GradBench: the inputs of each, its functions, and how their results are written.
@NullMarked
package fluxion.cli.gradbench.eval;

import org.jspecify.annotations.NullMarked;
