package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.benchmarks.network.NetworkStepProvider;
import fluxion.benchmarks.network.Workload;

/// PyTorch's C++ library through JavaCPP.
public final class PyTorchNetworkStepProvider implements NetworkStepProvider {
    /// For `ServiceLoader`.
    public PyTorchNetworkStepProvider() {}

    @Override
    public String system() {
        return "pytorch";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public TrainingStep create(Workload workload, float[][] parameters) {
        return new PyTorchNetworkStep(workload, parameters);
    }
}
