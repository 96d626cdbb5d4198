package fluxion.compiler.lift;

import java.util.Arrays;

/// Methods that call themselves, to be lifted.
@SuppressWarnings("unused")
final class RecursiveMethods {
    private static final double[] SCALES = {0.5, 2, -1};

    private RecursiveMethods() {}

    static double power(double x, int n) {
        if (n <= 0) {
            return 1;
        }
        return n % 2 == 0 ? power(x * x, n / 2) : x * power(x, n - 1);
    }

    static double fibonacci(double x, int n) {
        return n < 2 || n > 9 ? x : fibonacci(Math.sin(x), n - 1) * fibonacci(x, n - 2) + x;
    }

    static double treeSum(double[] a) {
        return a.length == 0 ? 0 : helperTree(a, 0, a.length);
    }

    static double helperTree(double[] a, int from, int to) {
        if (to - from == 1) {
            return a[from] * a[from];
        }
        int middle = (from + to) >>> 1;
        return 0.5 * helperTree(a, from, middle) + Math.sin(helperTree(a, middle, to));
    }

    static int ackermann(int m, int n) {
        if (m <= 0) {
            return (n & 7) + 1;
        }
        int k = Math.min(m, 2);
        return n <= 0 ? ackermann(k - 1, 1) : ackermann(k - 1, ackermann(k, Math.min(n, 3) - 1));
    }

    static double evenOdd(double x, int n) {
        return helperEven(x, n & 7);
    }

    static double helperEven(double x, int n) {
        return n == 0 ? x : 1 + helperOdd(x * 0.9, n - 1);
    }

    static double helperOdd(double x, int n) {
        return n == 0 ? -x : Math.tanh(-helperEven(x * 1.1, n - 1));
    }

    static double determinant(double[] a) {
        int n = a.length < 4 ? 1 : a.length < 9 ? 2 : 3;
        return a.length == 0 ? 1 : helperMinors(a, n, 0, new boolean[a.length]);
    }

    static double helperMinors(double[] a, int n, int row, boolean[] used) {
        if (row == n) {
            return 1;
        }
        double sum = 0;
        double sign = 1;
        for (int column = 0; column < n; column++) {
            if (!used[column]) {
                used[column] = true;
                sum += sign * a[row * n + column] * helperMinors(a, n, row + 1, used);
                used[column] = false;
                sign = -sign;
            }
        }
        return sum;
    }

    static double minorsByBits(double[] a, int n) {
        int size = Math.min(n & 3, a.length);
        return helperBits(a, size, 0, 0);
    }

    static double helperBits(double[] a, int n, int row, int used) {
        if (row == n) {
            return 1;
        }
        double sum = 0;
        int sign = 1;
        for (int column = 0; column < n; column++) {
            if ((used & 1 << column) == 0) {
                sum += sign * (a[column] + row) * helperBits(a, n, row + 1, used | 1 << column);
                sign = -sign;
            }
        }
        return sum;
    }

    static void sort(double[] a) {
        helperSort(a, 0, a.length - 1);
    }

    static void helperSort(double[] a, int low, int high) {
        if (low >= high) {
            return;
        }
        double pivot = a[(low + high) >>> 1];
        int i = low;
        int j = high;
        while (i <= j) {
            while (a[i] < pivot) {
                i++;
            }
            while (a[j] > pivot) {
                j--;
            }
            if (i <= j) {
                double t = a[i];
                a[i] = a[j];
                a[j] = t;
                i++;
                j--;
            }
        }
        helperSort(a, low, j);
        helperSort(a, i, high);
    }

    static double sortedSum(double[] a) {
        double[] b = a.clone();
        sort(b);
        double sum = 0;
        for (int i = 0; i < b.length; i++) {
            sum += (i + 1) * b[i] * b[i];
        }
        return sum;
    }

    static double integral(double a, double b, double w) {
        return helperSimpson(a, b, w, helperF(a, w), helperF((a + b) / 2, w), helperF(b, w), 4);
    }

    static double helperF(double x, double w) {
        return Math.sin(3 * x) / (1 + x * x * w * w);
    }

    static double helperSimpson(double a, double b, double w, double fa, double fm, double fb, int depth) {
        double m = (a + b) / 2;
        double whole = (b - a) / 6 * (fa + 4 * fm + fb);
        double left = helperF((a + m) / 2, w);
        double right = helperF((m + b) / 2, w);
        double halves = (b - a) / 12 * (fa + 4 * left + 2 * fm + 4 * right + fb);
        if (depth == 0 || Math.abs(halves - whole) < 1e-3) {
            return halves + (halves - whole) / 15;
        }
        return helperSimpson(a, m, w, fa, left, fm, depth - 1) + helperSimpson(m, b, w, fm, right, fb, depth - 1);
    }

    record Point(double x, double y) {}

    static double records(Point p, int n) {
        return n <= 0 || n > 9 ? p.x * p.y : records(new Point(p.y * 0.5, p.x - p.y), n - 1) + p.x;
    }

    static double staticArray(double x, int n) {
        return n <= 0 || n > 9 ? x : SCALES[n % 3] * staticArray(x + 1, n - 1);
    }

    static double inLoops(double x, double[] a, int n) {
        double sum = x;
        for (int i = 0; i < Math.min(n, 2); i++) {
            for (int k = 0; k < a.length; k++) {
                a[k] += 0.25 * x;
                sum += inLoops(a[k] * 0.5, a, i - 1);
            }
        }
        return sum;
    }

    static double thrown(double x, int n) {
        if (x > 3) {
            throw new IllegalArgumentException("at " + n);
        }
        return n <= 0 || n > 9 ? x : thrown(x * 1.25 + 0.1, n - 1);
    }

    static float singles(float x, int n, boolean flip) {
        return n <= 0 || n > 9 ? x : flip ? x * singles(x + 1, n - 1, false) : singles(-x, n - 2, x > 0);
    }

    static long longs(long x, int n) {
        return n <= 0 || n > 9 ? x : longs(x * 31 + n, n - 1) ^ x;
    }

    static void outputs(double[] a, double[] b, int n) {
        if (n > 0 && n < a.length && n < b.length) {
            b[n] = a[n - 1] * a[n];
            outputs(b, a, n - 1);
            a[n] -= b[n - 1];
        }
    }

    /// Arrays of other lengths in each call.
    static double halves(double[] a) {
        if (a.length == 0) {
            return 0.25;
        }
        if (a.length == 1) {
            return Math.sin(a[0]);
        }
        double left = halves(Arrays.copyOf(a, a.length / 2));
        return left * halves(Arrays.copyOfRange(a, a.length / 2, a.length)) + 0.5 * left;
    }

    /// Arrays that are written, the relation of the lengths of which stays the same.
    static double prefixes(double[] a) {
        var sums = new double[a.length + 1];
        helperPrefixes(a.clone(), sums);
        return sums[a.length];
    }

    static void helperPrefixes(double[] a, double[] sums) {
        if (a.length == 0) {
            return;
        }
        var less = new double[a.length - 1];
        var before = new double[a.length];
        System.arraycopy(a, 0, less, 0, less.length);
        helperPrefixes(less, before);
        System.arraycopy(before, 0, sums, 0, before.length);
        sums[a.length] = sums[a.length - 1] * 0.5 + a[a.length - 1];
    }

    /// Lengths that are computed from data, and constant ones.
    static double dataLengths(double x, int n) {
        return helperFirst(new double[Math.floorMod(n, 4) + 1], n & 3) + helperFirst(new double[] {x, 1}, 2);
    }

    static double helperFirst(double[] a, int n) {
        return n == 0 ? a[0] + a.length : helperFirst(new double[] {a[0], n, 1}, n - 1) + a.length;
    }

    /// Two arrays of one length, then of two lengths.
    static double lengthsThatPart(double[] a) {
        return helperPart(a, a.clone());
    }

    static double helperPart(double[] a, double[] b) {
        double sum = a.length + 2 * b.length;
        return a.length < 1 ? sum : sum + a[0] * b[0] * helperPart(Arrays.copyOf(a, a.length - 1), b);
    }

    /// The array that is given itself, or a new one.
    static double[] scaledOften(double[] a, int n) {
        return helperScaled(a, n & 3);
    }

    static double[] helperScaled(double[] a, int n) {
        if (n == 0) {
            return a;
        }
        var scaled = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            scaled[i] = 0.5 * a[i] + n;
        }
        return helperScaled(scaled, n - 1);
    }

    static double[] sorted(double[] a) {
        if (a.length < 2) {
            return a;
        }
        double[] left = sorted(Arrays.copyOf(a, a.length / 2));
        double[] right = sorted(Arrays.copyOfRange(a, a.length / 2, a.length));
        var all = new double[left.length + right.length];
        int i = 0;
        int j = 0;
        while (i + j < all.length) {
            if (j == right.length || (i < left.length && left[i] <= right[j])) {
                all[i + j] = left[i++];
            } else {
                all[i + j] = right[j++];
            }
        }
        return all;
    }

    /// Methods that call each other, of which one has no end of its own.
    static double[] evenArray(double[] a, int n) {
        return n <= 0 || n > 9 ? a.clone() : helperOddArray(a, n - 1);
    }

    static double[] helperOddArray(double[] a, int n) {
        double[] even = evenArray(a, n);
        for (int i = 0; i < even.length; i++) {
            even[i] += n;
        }
        return even;
    }

    /// Writes into what it is given and returns it.
    static double writesAndReturns(double[] a, int n) {
        double[] b = a.clone();
        double[] same = helperWrites(b, n & 3);
        return a.length == 0 ? 0 : same[0] + 2 * b[0];
    }

    static double[] helperWrites(double[] a, int n) {
        for (int i = 0; i < a.length; i++) {
            a[i] += n * i + 1;
        }
        return n == 0 ? a : helperWrites(a, n - 1);
    }

    /// Writes into an array after what calls itself has read it.
    static double readsThenWrites(double[] a, int n) {
        double product = helperProduct(a, n & 3);
        for (int i = 0; i < a.length; i++) {
            a[i] = product * i + 1;
        }
        return product + helperProduct(a, 2);
    }

    static double helperProduct(double[] a, int n) {
        return n == 0 || a.length < n ? 1 : a[n - 1] * a[n - 1] * helperProduct(a, n - 1) + n;
    }
}
