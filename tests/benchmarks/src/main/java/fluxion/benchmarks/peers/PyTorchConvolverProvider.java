package fluxion.benchmarks.peers;

import fluxion.benchmarks.conv.ConvInputs;
import fluxion.benchmarks.conv.ConvSetting;
import fluxion.benchmarks.conv.Convolver;

/// The convolution of PyTorch.
public final class PyTorchConvolverProvider implements Convolver.Provider {
    /// For `ServiceLoader`.
    public PyTorchConvolverProvider() {}

    @Override
    public String system() {
        return "pytorch";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public Convolver create(ConvSetting setting, ConvInputs inputs) {
        return new PyTorchConvolver(setting, inputs);
    }
}
