package fluxion.benchmarks.conv;

/// A system that computes a convolution and its derivatives.
public interface Convolver extends AutoCloseable {
    /// Computes `part` of the inputs with number `turn`; it has ended when this returns, and nothing that is
    /// derived from the inputs is kept.
    void compute(Part part, int turn);

    /// What the last call of [#compute] with `part` has given, row-major with channels last.
    float[] result(Part part);

    @Override
    void close();

    /// Makes convolvers; found by `ServiceLoader`.
    interface Provider {
        /// The name in the results: `fluxion`, `tf-java`, `pytorch`.
        String system();

        /// Whether this system is one of the peers, measured with `--peers` only.
        boolean peer();

        /// A convolver of `inputs`.
        Convolver create(ConvSetting setting, ConvInputs inputs);
    }
}
