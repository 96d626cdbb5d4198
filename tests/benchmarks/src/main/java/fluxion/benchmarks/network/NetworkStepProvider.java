package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.TrainingStep;

/// A system that trains networks; found by `ServiceLoader`.
public interface NetworkStepProvider {
    /// The name in the results: `fluxion`, `tf-java`, `pytorch`.
    String system();

    /// Whether this system is one of the peers, measured with `--peers` only.
    boolean peer();

    /// A step that starts from `parameters`, which are copied, in the order of [Workload#parameters].
    TrainingStep create(Workload workload, float[][] parameters);
}
