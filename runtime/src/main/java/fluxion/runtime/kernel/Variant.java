package fluxion.runtime.kernel;

import jdk.incubator.vector.VectorShape;

/// The ways to compute contractions and convolutions; all give the same bits.
enum Variant {
    /// Vectors of 64 bytes.
    WIDE {
        @Override
        ContractionF32<?> f32(boolean hasScalar) {
            return new WideF32(hasScalar);
        }

        @Override
        ContractionF64<?> f64(boolean hasScalar) {
            return new WideF64(hasScalar);
        }

        @Override
        ConvolutionF32<?> convolutionF32(boolean hasScalar) {
            return new WideConvolutionF32(hasScalar);
        }

        @Override
        ConvolutionF64<?> convolutionF64(boolean hasScalar) {
            return new WideConvolutionF64(hasScalar);
        }

        @Override
        WinogradF32 winogradF32(boolean hasScalar) {
            return new WinogradF32(hasScalar, WinogradVectorsF32.LANES);
        }
    },
    /// Vectors of another size.
    NARROW {
        @Override
        ContractionF32<?> f32(boolean hasScalar) {
            return new NarrowF32(hasScalar);
        }

        @Override
        ContractionF64<?> f64(boolean hasScalar) {
            return new NarrowF64(hasScalar);
        }

        @Override
        ConvolutionF32<?> convolutionF32(boolean hasScalar) {
            return new NarrowConvolutionF32(hasScalar);
        }

        @Override
        ConvolutionF64<?> convolutionF64(boolean hasScalar) {
            return new NarrowConvolutionF64(hasScalar);
        }

        @Override
        WinogradF32 winogradF32(boolean hasScalar) {
            return new WinogradF32(hasScalar, WinogradVectorsF32.LANES);
        }
    },
    /// No Vector API.
    SCALAR {
        @Override
        ContractionF32<?> f32(boolean hasScalar) {
            return new ScalarF32();
        }

        @Override
        ContractionF64<?> f64(boolean hasScalar) {
            return new ScalarF64();
        }

        @Override
        ConvolutionF32<?> convolutionF32(boolean hasScalar) {
            return new ScalarConvolutionF32();
        }

        @Override
        ConvolutionF64<?> convolutionF64(boolean hasScalar) {
            return new ScalarConvolutionF64();
        }

        @Override
        WinogradF32 winogradF32(boolean hasScalar) {
            return new WinogradF32(true, 0);
        }
    };

    /// The fastest one here. The Vector API is there if `jdk.incubator.vector` was added to the running modules.
    static final Variant CHOSEN = choose();

    /// @param hasScalar whether it begins in scalar code where it has vector code
    abstract ContractionF32<?> f32(boolean hasScalar);

    /// @param hasScalar whether it begins in scalar code where it has vector code
    abstract ContractionF64<?> f64(boolean hasScalar);

    /// @param hasScalar whether it begins in scalar code where it has vector code
    abstract ConvolutionF32<?> convolutionF32(boolean hasScalar);

    /// @param hasScalar whether it begins in scalar code where it has vector code
    abstract ConvolutionF64<?> convolutionF64(boolean hasScalar);

    /// @param hasScalar whether it begins in scalar code where it has vector code
    abstract WinogradF32 winogradF32(boolean hasScalar);

    private static Variant choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return SCALAR;
        }
        return Width.preferred() == 512 ? WIDE : NARROW;
    }

    /// Asks the Vector API; loaded only where that is there.
    private static final class Width {
        static int preferred() {
            return VectorShape.preferredShape().vectorBitSize();
        }
    }
}
