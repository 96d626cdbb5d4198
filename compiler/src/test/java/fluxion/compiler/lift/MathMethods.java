package fluxion.compiler.lift;

/// Methods that call `Math`, to be lifted.
@SuppressWarnings({"unused", "CompareToZero"})
final class MathMethods {
    private MathMethods() {}

    static double sines(double x) {
        return Math.sin(x) + Math.cos(x) * Math.tan(x) - Math.asin(x) + Math.acos(x) - Math.atan(x);
    }

    static double exponentials(double x) {
        return Math.exp(x) - Math.expm1(x) + Math.log(x) * Math.log1p(x) + Math.log10(x);
    }

    static double hyperbolics(double x) {
        return Math.sinh(x) + Math.cosh(x) * Math.tanh(x);
    }

    static double roots(double x, double y) {
        return Math.sqrt(x) + Math.cbrt(x) + Math.hypot(x, y);
    }

    static double powers(double x, double y) {
        return Math.pow(x, y) + Math.pow(x, 2) + Math.atan2(x, y);
    }

    static double rounding(double x) {
        return Math.floor(x) * 1000 + Math.ceil(x) * 100 + Math.rint(x);
    }

    static long round(double x) {
        return Math.round(x);
    }

    static int roundFloat(float x) {
        return Math.round(x);
    }

    static double max(double x, double y) {
        return Math.max(x, y);
    }

    static double min(double x, double y) {
        return Math.min(x, y);
    }

    static float maxFloat(float x, float y) {
        return Math.max(x, y) - Math.min(x, y);
    }

    static int maxInt(int x, int y) {
        return Math.max(x, y) - 2 * Math.min(x, y);
    }

    static long maxLong(long x, long y) {
        return Math.max(x, y) ^ Math.min(x, y);
    }

    static double abs(double x, float y, int z, long w) {
        return Math.abs(x) + Math.abs(y) + Math.abs(z) + Math.abs(w);
    }

    static double signum(double x) {
        return Math.signum(x);
    }

    static double copySign(double x, double y) {
        return Math.copySign(x, y);
    }

    static double fma(double x, double y, double z) {
        return Math.fma(x, y, z);
    }

    static double degrees(double x) {
        return Math.toRadians(x) + Math.toDegrees(x);
    }

    static int floorMod(int x, int y) {
        return Math.floorMod(x, y) * 1000 + Math.floorDiv(x, y);
    }

    static double clamp(double x) {
        return Math.clamp(x, -1.0, 2.0);
    }

    static int exact(int x, int y) {
        return Math.addExact(x, Math.multiplyExact(y, y));
    }

    static int toIntExact(long x) {
        return Math.toIntExact(x);
    }

    static double strict(double x) {
        return StrictMath.sin(x) + StrictMath.exp(x) * StrictMath.pow(x, 0.5) + StrictMath.sqrt(x);
    }

    static boolean nan(double x) {
        return Double.isNaN(x) || Double.isInfinite(x);
    }

    static boolean finite(double x) {
        return Double.isFinite(x);
    }

    static long bits(double x) {
        return Double.doubleToRawLongBits(x) == 0 ? 1 : 2;
    }

    static int compare(double x, double y) {
        return Double.compare(x, y);
    }

    static int check(int i, int n) {
        return java.util.Objects.checkIndex(i, n);
    }

    static double sumOfMax(double x, double y) {
        return Double.sum(Double.max(x, y), Double.min(x, 1));
    }

    static int integers(int x, int y) {
        return Integer.compare(x, y) + Integer.max(x, y) + Integer.signum(x) + Integer.bitCount(x);
    }
}
