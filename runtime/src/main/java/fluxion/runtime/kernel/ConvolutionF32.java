package fluxion.runtime.kernel;

/// A convolution of `f32` arrays.
abstract class ConvolutionF32<W extends StripConvolution.Workspace> extends StripConvolution<W> {
    private static final float[] NONE = {};

    float[] a = NONE;
    float[] b = NONE;
    float[] c = NONE;

    @Override
    final void release() {
        a = NONE;
        b = NONE;
        c = NONE;
    }
}
