package fluxion.benchmarks.gemm;

/// A loop of independent fused multiply-adds that touches no memory.
///
/// @param accumulators how many chains of them it has
/// @param flops floating-point operations of a call
record Peak(int accumulators, double flops, Runnable call) {}
