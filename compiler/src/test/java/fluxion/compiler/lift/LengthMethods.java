package fluxion.compiler.lift;

import java.util.Arrays;

/// Methods with arrays of lengths that are computed from data, to be lifted.
@SuppressWarnings({"unused", "ManualMinMaxCalculation"})
final class LengthMethods {
    private LengthMethods() {}

    static double positives(double[] x) {
        int n = 0;
        for (double v : x) {
            if (v > 0) {
                n++;
            }
        }
        double[] kept = new double[n];
        int at = 0;
        for (double v : x) {
            if (v > 0) {
                kept[at++] = v * v;
            }
        }
        double s = 0;
        for (int i = 0; i < kept.length; i++) {
            s += kept[i] * kept[kept.length - 1 - i];
        }
        return s;
    }

    static double element(double[] x, int[] k) {
        if (k.length == 0 || x.length == 0) {
            return 0;
        }
        double[] y = new double[Math.min(k[0] & 7, 5)];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.sin(x[i % x.length]);
        }
        double s = 1;
        for (double v : y) {
            s *= 1 + v;
        }
        return s;
    }

    static double chosen(double[] x, int n) {
        int m = switch (n & 3) {
            case 0 -> 2;
            case 1 -> x.length;
            default -> x.length + 1;
        };
        double[] y = new double[m];
        for (int i = 0; i < m && i < x.length; i++) {
            y[i] = x[i] * x[i];
        }
        return Helpers.sum(y);
    }

    static double inLoop(double[] x, int[] k) {
        double s = 0;
        for (int r : k) {
            double[] t = new double[r & 3];
            for (int i = 0; i < t.length; i++) {
                t[i] = x.length > i ? x[i] + s : i;
            }
            for (int i = 0; i < t.length; i++) {
                s += t[i] * t[i] * 0.25;
            }
        }
        return s;
    }

    static double grows(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            double[] t = new double[i + 1];
            for (int j = 0; j <= i; j++) {
                t[j] = x[j] * x[i];
            }
            double[] u = t.clone();
            u[0] += 1;
            for (int j = 0; j <= i; j++) {
                s += t[j] * u[i - j];
            }
        }
        return s;
    }

    static double inBranch(double[] x, int n) {
        double s = 0;
        if (n > 1) {
            double[] t = new double[(n & 3) + 1];
            for (int i = 0; i < t.length; i++) {
                t[i] = x.length == 0 ? 2 : x[i % x.length];
            }
            s = t[0] * t[t.length - 1];
        }
        return s + n;
    }

    static double table(double[] x, int n) {
        int rows = 1;
        for (double v : x) {
            rows += v > 0 ? 1 : 0;
        }
        double[][] t = new double[rows][(n & 1) + 2];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < t[i].length; j++) {
                t[i][j] = x.length == 0 ? 1 : x[(i + j) % x.length];
            }
        }
        double s = 0;
        for (double[] row : t) {
            double p = 1;
            for (double v : row) {
                p *= v;
            }
            s += p;
        }
        return s;
    }

    static void into(double[] x, int[] k) {
        for (int r = 0; r < k.length; r++) {
            int n = Math.floorMod(k[r], 4);
            double[] part = Arrays.copyOf(x, n);
            for (int i = 0; i < n && i < x.length; i++) {
                x[i] += 0.5 * part[n - 1 - i] * part[i];
            }
        }
    }

    static double helper(double[] x, int[] k) {
        double s = 0;
        for (int r : k) {
            double[] p = Helpers.powers(x.length == 0 ? 1 : x[0], Math.floorMod(r, 5));
            s += Helpers.sum(p);
        }
        return s;
    }

    static double negative(double[] x, int[] k) {
        double s = 0;
        for (int r : k) {
            double[] t = new double[(r % 3) + 1];
            s += t.length * (x.length > 0 ? x[0] : 1);
        }
        return s;
    }

    static double nested(double[] x, int[] k) {
        double s = 0;
        for (int r : k) {
            double[] t = new double[(r & 1) + 1];
            Arrays.fill(t, x.length > 0 ? x[0] : 2);
            for (int i = 0; i < t.length; i++) {
                double[] u = new double[i + (r & 3)];
                Arrays.fill(u, t[i] * t[0]);
                for (double v : u) {
                    s += v * v;
                }
                t[0] += s;
            }
            s += t[0];
        }
        return s;
    }

    static double whileThere(double[] x, int n) {
        int m = n & 7;
        double s = x.length > 0 ? x[0] : 1;
        while (m > 0) {
            double[] t = new double[m];
            t[m - 1] = s;
            for (int i = m - 2; i >= 0; i--) {
                t[i] = t[i + 1] * 0.5 + Math.sin(t[i + 1]);
            }
            s = t[0];
            m -= t.length > 3 ? 2 : 1;
        }
        return s;
    }

    static double recursive(double[] x, int n) {
        return Helpers.walk(x.length > 0 ? x[0] : 1, Math.floorMod(n, 4));
    }

    /// What the methods call.
    private static final class Helpers {
        static double sum(double[] y) {
            double s = 0;
            for (double v : y) {
                s += v;
            }
            return s;
        }

        static double[] powers(double x, int n) {
            double[] p = new double[n];
            double q = 1;
            for (int i = 0; i < n; i++) {
                p[i] = q;
                q *= x;
            }
            return p;
        }

        static double walk(double x, int n) {
            if (n == 0) {
                return x;
            }
            double[] t = new double[n + 1];
            Arrays.fill(t, x * 0.5);
            t[n] = walk(t[0] * t[0], n - 1);
            double s = 0;
            for (double v : t) {
                s += v * t[n];
            }
            return s;
        }
    }
}
