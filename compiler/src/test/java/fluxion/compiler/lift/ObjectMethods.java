package fluxion.compiler.lift;

/// Methods with helpers, records and objects, to be lifted.
@SuppressWarnings({"unused", "ArrayRecordComponent"})
final class ObjectMethods {
    record Vec3(double x, double y, double z) {
        static final Vec3 ZERO = new Vec3(0, 0, 0);

        Vec3 plus(Vec3 other) {
            return new Vec3(x + other.x, y + other.y, z + other.z);
        }

        double dot(Vec3 other) {
            return x * other.x + y * other.y + z * other.z;
        }

        static Vec3 of(double s) {
            return new Vec3(s, s, s);
        }
    }

    record Interval(double low, double high) {
        Interval {
            if (low > high) {
                throw new IllegalArgumentException(low + " > " + high);
            }
        }
    }

    record Model(double[] weights, double bias, int degree) {}

    static final class Dual {
        private final double value;
        private final double slope;

        Dual(double value, double slope) {
            this.value = value;
            this.slope = slope;
        }

        Dual times(Dual other) {
            return new Dual(value * other.value, value * other.slope + slope * other.value);
        }
    }

    static final class Counter {
        private int n;

        int next() {
            return n++;
        }
    }

    private ObjectMethods() {}

    static double helperSquare(double x) {
        return x * x;
    }

    static double helperSum(double[] x, int from) {
        double s = 0;
        for (int i = from; i < x.length; i++) {
            if (x[i] > 100) {
                return s;
            }
            s += x[i];
        }
        return s;
    }

    static void helperSet(double[] x, int i, double v) {
        x[i] = v;
    }

    static double[] helperCopy(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] + 1;
        }
        return y;
    }

    static double calls(double x, double y) {
        return helperSquare(x) + helperSquare(helperSquare(y));
    }

    static double callInLoop(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s = s * 0.5 + helperSum(x, i);
        }
        return s;
    }

    static void callThatWrites(double[] x) {
        for (int i = 0; i < x.length; i++) {
            helperSet(x, i, i + x[x.length - 1]);
        }
    }

    static double callThatCreates(double[] x) {
        double[] y = helperCopy(helperCopy(x));
        return y.length == 0 ? 0 : y[0];
    }

    static double records(double a, double b) {
        var v = new Vec3(a, b, 1);
        var w = Vec3.of(b).plus(v);
        return v.dot(w) + w.x();
    }

    static double recordInLoop(double[] x) {
        var v = new Vec3(0, 0, 0);
        for (double t : x) {
            v = v.plus(new Vec3(t, t * t, t > 0 ? 1 : -1));
        }
        return v.dot(v);
    }

    static double recordArguments(Vec3 v, Vec3 w) {
        return v.dot(w) > 0 ? v.x() : w.y();
    }

    static Vec3 recordResult(double x, boolean up) {
        return up ? new Vec3(x, 2 * x, 3 * x) : new Vec3(-x, 0, 1);
    }

    static double validated(double a, double b) {
        return new Interval(a, b).high() - a;
    }

    static double model(Model m, double x) {
        double y = m.bias();
        for (int i = 0; i < m.weights().length && i < m.degree(); i++) {
            y = y * x + m.weights()[i];
        }
        return y;
    }

    static double dual(double x, int n) {
        var d = new Dual(x, 1);
        var p = new Dual(1, 0);
        for (int i = 0; i < n && i < 5; i++) {
            p = p.times(d);
        }
        return p.slope;
    }

    static int counter(int n) {
        var c = new Counter();
        int s = 0;
        for (int i = 0; i < n && i < 10; i++) {
            s += c.next() * c.next();
        }
        return s;
    }

    static double thrower(double x) {
        if (x > 1) {
            throw new UnsupportedOperationException("x is " + x);
        }
        return x;
    }

    static double required(Vec3 v) {
        return java.util.Objects.requireNonNull(v).x();
    }

    static boolean isVec(Vec3 v) {
        return v instanceof Vec3(double x, double y, double z) && x < y;
    }
}
