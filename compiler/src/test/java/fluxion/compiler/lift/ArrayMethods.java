package fluxion.compiler.lift;

import java.util.Arrays;

/// Methods on arrays, to be lifted.
@SuppressWarnings({"unused", "ManualMinMaxCalculation"})
final class ArrayMethods {
    private static final double[] WEIGHTS = {0.5, 1.5, -2, 3, 1, 1, 1, 1};
    private static final int[] NONE = {};

    private ArrayMethods() {}

    static double at(double[] x, int i) {
        return x[i];
    }

    static void scale(double[] x, double by) {
        for (int i = 0; i < x.length; i++) {
            x[i] *= by;
        }
    }

    static void axpy(double a, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] += a * x[i];
        }
    }

    static double[] reversed(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[x.length - 1 - i];
        }
        return y;
    }

    static double[] prefix(double[] x) {
        double[] y = x.clone();
        for (int i = 1; i < y.length; i++) {
            y[i] += y[i - 1];
        }
        return y;
    }

    static double aliased(double[] x) {
        double[] y = x;
        if (y.length > 1) {
            y[0] = 3;
            x[1] = y[0] + 1;
        }
        return x.length > 0 ? x[0] : 0;
    }

    static double pingPong(double[] x, int n) {
        double[] a = x.clone();
        double[] b = new double[x.length];
        for (int k = 0; k < n && k < 10; k++) {
            for (int i = 0; i < a.length; i++) {
                b[i] = 0.5 * a[i] + k;
            }
            double[] t = a;
            a = b;
            b = t;
        }
        double s = 0;
        for (double v : a) {
            s += v;
        }
        return s;
    }

    static void sort(double[] x) {
        for (int i = 1; i < x.length; i++) {
            double v = x[i];
            int j = i - 1;
            while (j >= 0 && x[j] > v) {
                x[j + 1] = x[j];
                j--;
            }
            x[j + 1] = v;
        }
    }

    static int count(boolean[] flags) {
        int n = 0;
        for (boolean f : flags) {
            if (f) {
                n++;
            }
        }
        return n;
    }

    static boolean[] sieve(int[] x) {
        boolean[] marked = new boolean[x.length];
        for (int v : x) {
            if (v >= 0 && v < marked.length) {
                marked[v] = !marked[v];
            }
        }
        return marked;
    }

    static long[] longs(int[] x) {
        long[] y = new long[x.length + 2];
        for (int i = 0; i < x.length; i++) {
            y[i + 1] = (long) x[i] << 33;
        }
        return y;
    }

    static float[] floats(float[] x, float y) {
        float[] r = new float[2 * x.length];
        for (int i = 0; i < x.length; i++) {
            r[2 * i] = x[i] * y;
            r[2 * i + 1] = x[i] / y;
        }
        return r;
    }

    static int[] histogram(int[] x) {
        int[] counts = new int[4];
        for (int v : x) {
            counts[v & 3]++;
        }
        return counts;
    }

    static double matrixVector(double[][] m, double[] x) {
        double s = 0;
        for (int i = 0; i < m.length; i++) {
            double[] row = m[i];
            double dot = 0;
            for (int j = 0; j < row.length; j++) {
                dot += row[j] * x[j];
            }
            s += dot * dot;
        }
        return s;
    }

    static void transposeInto(double[][] m, double[][] t) {
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m[i].length; j++) {
                t[j][i] = m[i][j];
            }
        }
    }

    static double trace(double[][] m) {
        double[][] square = new double[m.length][m.length];
        for (int i = 0; i < m.length; i++) {
            for (int j = 0; j < m.length; j++) {
                square[i][j] = i == j ? 2 : 1;
            }
        }
        double s = 0;
        for (int i = 0; i < square.length; i++) {
            s += square[i][i] + square[0].length;
        }
        return s;
    }

    static double[] fills(double[] x, double v) {
        double[] y = new double[x.length];
        Arrays.fill(y, v);
        if (x.length > 2) {
            Arrays.fill(y, 1, 2, -v);
        }
        return y;
    }

    static void fillPart(double[] x, int from, int to, double v) {
        Arrays.fill(x, from, to, v);
    }

    static void copy(double[] x, int from, double[] y, int to, int n) {
        System.arraycopy(x, from, y, to, n);
    }

    static void shift(double[] x) {
        if (x.length > 1) {
            System.arraycopy(x, 0, x, 1, x.length - 1);
        }
    }

    static double rows(double[][] m) {
        double s = 0;
        for (double[] row : m) {
            double[] copy = row.clone();
            Arrays.fill(row, 2);
            for (double v : copy) {
                s += v;
            }
        }
        return s;
    }

    static double weighted(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += WEIGHTS[i] * x[i];
        }
        return s + NONE.length;
    }

    static double[] longer(double[] x) {
        return Arrays.copyOf(x, x.length + 2);
    }

    static double[] range(double[] x) {
        return Arrays.copyOfRange(x, 1, 3);
    }

    static double local(double x) {
        double[] stack = new double[5];
        int top = 0;
        stack[top++] = x;
        stack[top++] = x * x;
        stack[top++] = 1;
        double s = 0;
        while (top > 0) {
            s = s * 2 + stack[--top];
        }
        return s;
    }

    static void increments(int[] x) {
        int i = 0;
        while (i < x.length) {
            x[i++]++;
        }
        if (x.length > 0) {
            x[0] += x[x.length - 1]--;
        }
    }

    static double written(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            if (x[i] < 0) {
                return -1;
            }
            y[i] = Math.sqrt(x[i]);
        }
        return 1;
    }

    static double inBranch(double[] x, boolean square) {
        double[] y;
        if (square) {
            y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = x[i] * x[i];
            }
        } else {
            y = x.clone();
        }
        double s = 0;
        for (double v : y) {
            s += v;
        }
        return s;
    }

    static double evaluationOrder(int[] i, double[] x) {
        int k = 0;
        x[k++] = x[k] + k;
        x[i[k++]] = k;
        return k;
    }

    static double[] byParameter(int n, double x) {
        if (n > 50) {
            n = 7;
            x += n;
            throw new IllegalStateException("too many: " + x);
        }
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = i * x;
        }
        return y;
    }

    static double table(int n, int m) {
        if (n > 20 || m > 20 || m < 0 || n < 0) {
            return 0;
        }
        double[] a = new double[n * m + 1];
        for (int i = 0; i < n; i++) {
            double[] row = new double[m];
            for (int j = 0; j < m; j++) {
                row[j] = i - j;
                a[i * m + j] = row[j] * 2;
            }
        }
        double s = 0;
        for (double v : a) {
            s = 0.5 * s + v;
        }
        return s;
    }

    static double accumulatesIntoElements(double[] x, int n) {
        if (n > 5 || n < 0 || x.length < n * n) {
            return n;
        }
        double[] y = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    y[i * n + j] += x[i * n + k] * x[k * n + j];
                    y[j] -= x[k];
                    y[k] = x[i] + y[k];
                }
            }
        }
        double s = 0;
        for (double v : y) {
            s += v * v;
        }
        return s + n;
    }
}
