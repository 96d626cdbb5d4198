package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.TrainingStep;

/// PyTorch's C++ library through JavaCPP.
public final class PyTorchProvider implements TrainingStep.Provider {
    /// For `ServiceLoader`.
    public PyTorchProvider() {}

    @Override
    public String system() {
        return "pytorch";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public TrainingStep create(MlpSetting setting, float[][] parameters) {
        return new PyTorchStep(setting, parameters);
    }
}
