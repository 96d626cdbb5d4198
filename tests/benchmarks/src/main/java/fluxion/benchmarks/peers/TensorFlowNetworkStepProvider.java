package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.benchmarks.network.NetworkStepProvider;
import fluxion.benchmarks.network.Workload;

/// TensorFlow through TF-Java.
public final class TensorFlowNetworkStepProvider implements NetworkStepProvider {
    /// For `ServiceLoader`.
    public TensorFlowNetworkStepProvider() {}

    @Override
    public String system() {
        return "tf-java";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public TrainingStep create(Workload workload, float[][] parameters) {
        return new TensorFlowNetworkStep(workload, parameters);
    }
}
