package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.TrainingStep;

/// TensorFlow through TF-Java.
public final class TensorFlowProvider implements TrainingStep.Provider {
    /// For `ServiceLoader`.
    public TensorFlowProvider() {}

    @Override
    public String system() {
        return "tf-java";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public TrainingStep create(MlpSetting setting, float[][] parameters) {
        return new TensorFlowStep(setting, parameters);
    }
}
