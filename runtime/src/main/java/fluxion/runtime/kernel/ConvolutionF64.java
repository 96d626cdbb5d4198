package fluxion.runtime.kernel;

/// A convolution of `f64` arrays.
abstract class ConvolutionF64<W extends StripConvolution.Workspace> extends StripConvolution<W> {
    private static final double[] NONE = {};

    double[] a = NONE;
    double[] b = NONE;
    double[] c = NONE;

    @Override
    final void release() {
        a = NONE;
        b = NONE;
        c = NONE;
    }
}
