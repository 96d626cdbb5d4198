package fluxion.benchmarks.elementwise;

/// A system that computes the cases; found by `ServiceLoader`.
public interface ElementwiseSystem {
    /// The name in the results: `fluxion`, `vector-loop`.
    String system();

    /// A computation of `workload` on `input`, which it copies into its own form: rows x columns elements, doubles
    /// that are exact floats where the case is not wide.
    Computation prepare(ElementwiseCase workload, double[] input, int threads);

    /// A prepared computation.
    interface Computation {
        /// Computes the result from the input; this is what is timed.
        void run();

        /// The result of the last run, widened.
        double[] result();
    }
}
