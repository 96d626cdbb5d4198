package fluxion.benchmarks.network;

import fluxion.benchmarks.mlp.TrainingStep;

/// The compiled step.
public final class FluxionNetworkStepProvider implements NetworkStepProvider {
    /// For `ServiceLoader`.
    public FluxionNetworkStepProvider() {}

    @Override
    public String system() {
        return "fluxion";
    }

    @Override
    public boolean peer() {
        return false;
    }

    @Override
    public TrainingStep create(Workload workload, float[][] parameters) {
        return new FluxionNetworkStep(workload, parameters);
    }
}
