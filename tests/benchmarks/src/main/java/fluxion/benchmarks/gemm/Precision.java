package fluxion.benchmarks.gemm;

import fluxion.runtime.kernel.Contract;
import java.util.List;

/// An element type: its products and its peak.
enum Precision {
    F32 {
        @Override
        Runnable product(Shape s) {
            float[] a = new float[s.rows() * s.inner()];
            float[] b = new float[s.inner() * s.columns()];
            float[] c = new float[s.rows() * s.columns()];
            for (int i = 0; i < a.length; i++) {
                a[i] = i % 13 - 6;
            }
            for (int i = 0; i < b.length; i++) {
                b[i] = i % 11 - 5;
            }
            return () -> Contract.f32(
                    a,
                    0,
                    0,
                    s.transposedA() ? 1 : s.inner(),
                    s.transposedA() ? s.rows() : 1,
                    b,
                    0,
                    0,
                    s.transposedB() ? 1 : s.columns(),
                    s.transposedB() ? s.inner() : 1,
                    c,
                    0,
                    0,
                    s.columns(),
                    1,
                    s.rows(),
                    s.columns(),
                    s.inner(),
                    null);
        }

        @Override
        List<Peak> peaks() {
            return PeakF32.all();
        }
    },
    F64 {
        @Override
        Runnable product(Shape s) {
            double[] a = new double[s.rows() * s.inner()];
            double[] b = new double[s.inner() * s.columns()];
            double[] c = new double[s.rows() * s.columns()];
            for (int i = 0; i < a.length; i++) {
                a[i] = i % 13 - 6;
            }
            for (int i = 0; i < b.length; i++) {
                b[i] = i % 11 - 5;
            }
            return () -> Contract.f64(
                    a,
                    0,
                    0,
                    s.transposedA() ? 1 : s.inner(),
                    s.transposedA() ? s.rows() : 1,
                    b,
                    0,
                    0,
                    s.transposedB() ? 1 : s.columns(),
                    s.transposedB() ? s.inner() : 1,
                    c,
                    0,
                    0,
                    s.columns(),
                    1,
                    s.rows(),
                    s.columns(),
                    s.inner(),
                    null);
        }

        @Override
        List<Peak> peaks() {
            return PeakF64.all();
        }
    };

    /// A call that multiplies two matrices of this shape.
    abstract Runnable product(Shape shape);

    /// Loops with 8 to 24 accumulators.
    abstract List<Peak> peaks();
}
