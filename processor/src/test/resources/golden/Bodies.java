package demo;

import fluxion.annotation.Constant;
import fluxion.annotation.Differentiable;

public class Bodies {
    public record Vec3(double x, double y, double z) {}

    public record Body(Vec3 at, double[] masses, float scale) {}

    public record Counted(double x, int n) {}

    @Differentiable
    public static double energy(Body body, double k, @Constant Counted counted) {
        return body.at().x() * body.masses()[0] * k * counted.n();
    }

    @Differentiable
    public static Vec3 cross(Vec3 a, Vec3 b) {
        return new Vec3(a.y() * b.z(), a.z() * b.x(), a.x() * b.y());
    }

    @Differentiable
    public static double norm(double[][] m, double s) {
        return m[0][0] * s;
    }
}
