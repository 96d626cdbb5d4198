package demo;

import fluxion.annotation.Constant;
import fluxion.annotation.Differentiable;
import fluxion.annotation.MathMode;
import fluxion.annotation.Output;
import java.io.IOException;

class Shapes {
    @Differentiable
    static void step(@Output double[] state, @Output @Constant float[] energy, double dt, int n) throws IOException {
        if (n < 0) {
            throw new IOException("no such step");
        }
        state[n] += dt;
        energy[0] = (float) state[n];
    }

    @Differentiable(math = MathMode.RELAXED, name = "quadratic")
    static double square(double x) {
        return x * x;
    }

    @Differentiable
    static float[] scaled(float a, @Constant double[][] m, double[] x) {
        return new float[] {(float) (a * m[0][0] * x[0])};
    }
}
