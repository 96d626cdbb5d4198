package fluxion.benchmarks.tape;

import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.TrainingStep;

/// The step on the tape.
final class TapeProvider implements TrainingStep.Provider {
    @Override
    public String system() {
        return "fluxion-tape";
    }

    @Override
    public boolean peer() {
        return false;
    }

    @Override
    public TrainingStep create(MlpSetting setting, float[][] parameters) {
        return new TapeStep(setting, parameters);
    }
}
