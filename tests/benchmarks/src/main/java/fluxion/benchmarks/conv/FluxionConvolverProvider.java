package fluxion.benchmarks.conv;

/// The compiled convolution.
public final class FluxionConvolverProvider implements Convolver.Provider {
    /// For `ServiceLoader`.
    public FluxionConvolverProvider() {}

    @Override
    public String system() {
        return "fluxion";
    }

    @Override
    public boolean peer() {
        return false;
    }

    @Override
    public Convolver create(ConvSetting setting, ConvInputs inputs) {
        return new FluxionConvolver(setting, inputs);
    }
}
