/// The case `gemm`: contractions against the peak of fused multiply-adds in the same run.
@NullMarked
package fluxion.benchmarks.gemm;

import org.jspecify.annotations.NullMarked;
