package fluxion.benchmarks.peers;

import fluxion.benchmarks.conv.ConvInputs;
import fluxion.benchmarks.conv.ConvSetting;
import fluxion.benchmarks.conv.Convolver;

/// The convolution of TensorFlow.
public final class TensorFlowConvolverProvider implements Convolver.Provider {
    /// For `ServiceLoader`.
    public TensorFlowConvolverProvider() {}

    @Override
    public String system() {
        return "tf-java";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public Convolver create(ConvSetting setting, ConvInputs inputs) {
        return new TensorFlowConvolver(setting, inputs);
    }
}
