/// The objectives of GradBench's problems as plain Java: static methods over `double`, `double[]` and `int[]`, with
/// matrices row by row in flat arrays. None knows that it is differentiated.
///
/// [GradBench] https://github.com/gradbench/gradbench; [ADBench] Srajer, Kukelova, Fitzgibbon: A benchmark of selected
/// algorithmic differentiation tools on some problems in computer vision and machine learning, 2018.
@NullMarked
package fluxion.cli.gradbench.problem;

import org.jspecify.annotations.NullMarked;
