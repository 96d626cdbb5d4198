package fluxion.compiler.lift;

/// Methods with branches, to be lifted.
@SuppressWarnings({
    "unused",
    "fallthrough",
    "FallThrough",
    "IdentityBinaryExpression",
    "LabelledBreakTarget",
    "ShortCircuitBoolean",
    "StatementSwitchToExpressionSwitch"
})
final class BranchMethods {
    private BranchMethods() {}

    static double ifElse(double x) {
        double y;
        if (x > 0) {
            y = x * 2;
        } else {
            y = -x;
        }
        return y + 1;
    }

    static double ifOnly(double x) {
        double y = x;
        if (x < 1) {
            y += 3;
        }
        return y;
    }

    static double earlyReturn(double x, double y) {
        if (x < 0) {
            return y;
        }
        if (y < 0) {
            return x;
        }
        return x * y;
    }

    static double conditional(double x, double y) {
        return x < y ? x : x > 2 * y ? y * y : x + y;
    }

    static double and(double x, double y) {
        return x > 0 && y > 0 ? x : y;
    }

    static double or(double x, double y) {
        if (x > 1 || y > 1) {
            return x - y;
        }
        return x + y;
    }

    static double mixed(double x, double y, double z) {
        if ((x > 0 && y > 0) || (z > 0 && !(x > y))) {
            x = y;
        } else if (z != z) {
            x = 7;
        }
        return x * z;
    }

    static boolean isInside(double x, double low, double high) {
        return x >= low && x <= high;
    }

    static boolean not(boolean a, boolean b) {
        return !a ^ b;
    }

    static boolean bits(boolean a, boolean b, boolean c) {
        return (a & b) | c;
    }

    static double nans(double x, double y) {
        double r = 0;
        if (x < y) r += 1;
        if (x <= y) r += 2;
        if (x > y) r += 4;
        if (x >= y) r += 8;
        if (x == y) r += 16;
        if (x != y) r += 32;
        if (!(x < y)) r += 64;
        if (!(x >= y)) r += 128;
        return r;
    }

    static float floatNans(float x, float y) {
        float r = x < y ? 1 : 2;
        r += x > y ? 4 : 8;
        return x <= y ? r : r + 100;
    }

    static int longs(long x, long y) {
        return x < y ? -1 : x == y ? 0 : 1;
    }

    static double oldSwitch(int k, double x) {
        double r = 0;
        switch (k) {
            case 0:
                r = x;
                break;
            case 1:
                r = 2 * x;
            case 2:
                r += 3 * x;
                break;
            case 5:
            case 6:
                return -x;
            default:
                r = 1;
        }
        return r + 1;
    }

    static double arrowSwitch(int k, double x) {
        return switch (k) {
            case 0, 3 -> x;
            case 1 -> {
                double y = x * x;
                yield y + 1;
            }
            case 100 -> Math.sqrt(x);
            default -> throw new IllegalArgumentException("no case " + k);
        };
    }

    static double nested(double x, double y) {
        double r = 1;
        if (x > 0) {
            if (y > 0) {
                if (x > y) {
                    return r;
                }
                r = x;
            } else {
                r = y;
            }
            r *= 2;
        } else if (y > 3) {
            return -1;
        }
        return r + x;
    }

    static double labelledBlock(double x, double y) {
        double r = 0;
        outer:
        {
            if (x > 0) {
                r = 1;
                if (y > 0) {
                    break outer;
                }
                r = 2;
            }
            r += y;
        }
        return r * x;
    }

    static double manyReturns(double x) {
        if (x < -2) return 1;
        if (x < -1) return 2 * x;
        if (x < 0) return 3;
        double y = x * x;
        if (y < 1) return y;
        if (y < 2) {
            y += 1;
        } else if (y > 100) {
            return 9;
        }
        return y - x;
    }

    static void nothing(double x) {}

    static double unreachable(double x) {
        if (x > 0) {
            throw new IllegalStateException();
        } else {
            return x;
        }
    }

    static double guarded(int n, double x) {
        if (n < 0) {
            throw new IllegalArgumentException("n = " + n + ", x = " + x);
        }
        return x / n;
    }
}
