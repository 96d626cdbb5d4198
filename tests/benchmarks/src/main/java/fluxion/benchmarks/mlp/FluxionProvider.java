package fluxion.benchmarks.mlp;

/// The compiled step.
public final class FluxionProvider implements TrainingStep.Provider {
    /// For `ServiceLoader`.
    public FluxionProvider() {}

    @Override
    public String system() {
        return "fluxion";
    }

    @Override
    public boolean peer() {
        return false;
    }

    @Override
    public TrainingStep create(MlpSetting setting, float[][] parameters) {
        return FluxionStep.of(setting, parameters);
    }
}
