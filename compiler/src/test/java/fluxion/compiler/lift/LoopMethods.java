package fluxion.compiler.lift;

/// Methods with loops, to be lifted.
@SuppressWarnings({"unused", "LabelledBreakTarget"})
final class LoopMethods {
    private LoopMethods() {}

    static double sum(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += x[i];
        }
        return s;
    }

    static double forEach(double[] x) {
        double s = 1;
        for (double v : x) {
            s = s * 0.5 + v;
        }
        return s;
    }

    static double backwards(double[] x) {
        double s = 0;
        for (int i = x.length - 1; i >= 0; i -= 2) {
            s = s / 2 + x[i];
        }
        return s;
    }

    static double rosenbrock(double[] x) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double a = 1 - x[i];
            double b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * b * b;
        }
        return sum;
    }

    static double newton(double a) {
        if (!(a > 0) || a > 1e10) {
            return 0;
        }
        double x = a;
        while (Math.abs(x * x - a) > 1e-6 * a) {
            x = 0.5 * (x + a / x);
        }
        return x;
    }

    static int doWhile(int n) {
        int i = 0;
        int s = 0;
        do {
            s += i * i;
            i++;
        } while (i < n && i < 50);
        return s;
    }

    static double breaks(double[] x, double limit) {
        double s = 0;
        int i = 0;
        for (; i < x.length; i++) {
            if (x[i] > limit) {
                break;
            }
            s += x[i];
        }
        return s + 1000 * i;
    }

    static double continues(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            if (x[i] < 0) {
                continue;
            }
            s += x[i];
            if (s > 3) {
                s -= 1;
                continue;
            }
            s *= 2;
        }
        return s;
    }

    static double labels(double[] x, double[] y) {
        double s = 0;
        outer:
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                if (x[i] == y[j]) {
                    continue outer;
                }
                if (x[i] + y[j] > 5) {
                    break outer;
                }
                s += x[i] * y[j];
            }
            s += 10;
        }
        return s;
    }

    static int firstAbove(double[] x, double limit) {
        for (int i = 0; i < x.length; i++) {
            if (x[i] > limit) {
                return i;
            }
        }
        return -1;
    }

    static double returnInside(double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            double p = 1;
            for (int j = 0; j <= i; j++) {
                p *= y[j];
                if (p < -2) {
                    return p + j;
                }
            }
            if (p > x[i]) {
                return i;
            }
        }
        return Double.NaN;
    }

    static int collatz(int n) {
        if (n < 1 || n > 10000) {
            return -1;
        }
        int steps = 0;
        for (long k = n; k != 1; k = k % 2 == 0 ? k / 2 : 3 * k + 1) {
            steps++;
        }
        return steps;
    }

    static double infinite(double x) {
        double y = x;
        int n = 0;
        while (true) {
            y = y * 0.5 + 1;
            if (++n > 10) {
                if (y > 2) {
                    return y;
                }
                break;
            }
        }
        return -y;
    }

    static double triple(double[] x) {
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = i; j < x.length; j++) {
                for (int k = 0; k < j; k++) {
                    s += x[i] * x[j] - x[k];
                }
            }
        }
        return s;
    }

    static double twoLoops(double[] x, double[] y) {
        double mean = 0;
        for (double v : x) {
            mean += v;
        }
        mean /= x.length;
        double s = 0;
        for (int i = 0; i < x.length; i++) {
            s += (x[i] - mean) * y[i];
        }
        return s;
    }

    static int postIncrement(int n) {
        int i = 0;
        int s = 0;
        while (i++ < n && i < 100) {
            s += i;
        }
        return s * 1000 + i;
    }

    static double whileAnd(double[] x, double limit) {
        int i = 0;
        double s = 0;
        while (i < x.length && s < limit) {
            s += Math.abs(x[i++]);
        }
        return s + i;
    }

    static double whileOr(double[] x, boolean all) {
        int i = 0;
        double s = 0;
        while ((all || s < 2) && i < x.length) {
            s += x[i++];
        }
        return s;
    }

    static double dataCondition(double[] x) {
        int i = 0;
        while (x[i] > 0) {
            i++;
        }
        return x[i] + i;
    }

    static double switchInLoop(int[] codes, double x) {
        double s = 0;
        for (int c : codes) {
            switch (c) {
                case 0 -> s += x;
                case 1 -> s *= 2;
                case 2 -> {
                    if (s > 3) {
                        return s;
                    }
                }
                case 3 -> throw new IllegalStateException("three");
                default -> s -= 1;
            }
        }
        return s;
    }

    static int steps(int from, int to, int by) {
        if (by < 1 || from < -100 || to > 1000) {
            return 0;
        }
        int n = 0;
        for (int i = from; i < to; i += by) {
            n += i;
            if (n > 10000) {
                break;
            }
        }
        return n;
    }

    static double doubleCounter(double step) {
        if (!(step > 0.01)) {
            return 0;
        }
        double s = 0;
        for (double t = 0; t < 1; t += step) {
            s += t * t;
        }
        return s;
    }

    static double alternate(double[] x) {
        double even = 0;
        double odd = 0;
        boolean isEven = true;
        for (double v : x) {
            if (isEven) {
                even += v;
            } else {
                odd += v;
            }
            isEven = !isEven;
        }
        return even - odd;
    }

    static double swap(double a, double b, int n) {
        for (int i = 0; i < n && i < 20; i++) {
            double t = a;
            a = b;
            b = t + b;
        }
        return a;
    }

    static double nestedWhile(double x, double y) {
        double s = 0;
        int outer = 0;
        while (x > 0 && outer++ < 10) {
            double z = y;
            int inner = 0;
            while (z > 0.5 && inner++ < 10) {
                z /= 2;
                s += z;
            }
            x -= 1;
        }
        return s;
    }

    static double breakToOuterCode(double[] x) {
        double r = 0;
        found:
        {
            for (int i = 0; i < x.length; i++) {
                if (x[i] < 0) {
                    r = x[i];
                    break found;
                }
            }
            r = 100;
        }
        return r + 1;
    }

    static double functionsInTheCondition(double a, double b) {
        double x = 1;
        int rounds = 0;
        while (Math.abs(x * x - a) > Math.sqrt(Math.abs(b)) && rounds < 20) {
            x = 0.5 * (x + a / x);
            rounds++;
        }
        return x + rounds;
    }

    static double functionAloneInTheCondition(double a) {
        double x = 8;
        while (Math.abs(x) > 1e-3) {
            x *= Math.min(0.5, Math.abs(a) / 8);
        }
        return x;
    }
}
