package fluxion.benchmarks.mlp;

/// A system that trains the network, with its parameters and the state of its optimiser.
public interface TrainingStep extends AutoCloseable {
    /// One step. It starts from the arrays of the batch and has ended, all parameters updated, when it returns.
    /// Nothing that is derived from the batch or the parameters may be kept for a later step.
    ///
    /// @return the mean loss of the batch before the update
    float step(Batch batch);

    /// Copies of the parameters, in the order of [MlpSetting#shapes].
    float[][] parameters();

    @Override
    void close();

    /// Makes training steps; found by `ServiceLoader`.
    interface Provider {
        /// The name in the results: `fluxion`, `tf-java`, `pytorch`.
        String system();

        /// Whether this system is one of the peers, measured with `--peers` only.
        boolean peer();

        /// A step that starts from `parameters`, which are copied, in the order of [MlpSetting#shapes].
        TrainingStep create(MlpSetting setting, float[][] parameters);
    }
}
