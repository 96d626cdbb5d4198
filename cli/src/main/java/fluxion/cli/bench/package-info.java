/// Benchmarks as `fluxion bench NAME` runs them.
///
/// A [fluxion.cli.bench.Benchmark] is found by `ServiceLoader`, so the product depends on none. It prepares its systems
/// (the product, hand-written loops, peers), checks that they agree, and hands them to
/// [fluxion.cli.bench.BenchmarkRun#measure], which warms them up, measures them alternately and reports each.
@NullMarked
package fluxion.cli.bench;

import org.jspecify.annotations.NullMarked;
