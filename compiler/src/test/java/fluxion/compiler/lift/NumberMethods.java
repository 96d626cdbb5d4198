package fluxion.compiler.lift;

/// Methods on numbers, to be lifted.
@SuppressWarnings({
    "unused",
    "NarrowingCompoundAssignment",
    "IntLongMath",
    "BadShiftAmount",
    "lossy-conversions",
    "NarrowCalculation",
    "OperatorPrecedence",
    "IdentityBinaryExpression"
})
final class NumberMethods {
    private static final double RATE = Math.sqrt(2);
    private static final int CODE = Integer.parseInt("42");
    private static final boolean FLAG = Boolean.parseBoolean("true");

    private NumberMethods() {}

    static int arithmetic(int a, int b) {
        return a * b + a - b * 7;
    }

    static int division(int a, int b) {
        return a / b + a % b;
    }

    static long longDivision(long a, long b) {
        return a / b - a % b;
    }

    static double remainder(double a, double b) {
        return a % b;
    }

    static float floats(float a, float b) {
        return a * b - a / b + a % 3;
    }

    static int shifts(int a, int b) {
        return (a << b) ^ (a >> b) ^ (a >>> b);
    }

    static long longShifts(long a, int b) {
        return (a << b) ^ (a >> b) ^ (a >>> b);
    }

    static int bits(int a, int b) {
        return (a & b) | (~a ^ b);
    }

    static long longBits(long a, long b) {
        return (a & b) | (~a ^ b);
    }

    static int toInt(double x) {
        return (int) x;
    }

    static long toLong(float x) {
        return (long) x;
    }

    static double casts(double x) {
        return (byte) x + (short) (x * 1000) + (char) (x * 100) + (float) x + (long) x;
    }

    static double fromInts(int a, long b) {
        return a / 2 + b / 2.0 + (float) b;
    }

    static int compound(int a) {
        a += 3.7;
        a *= 2;
        a >>= 1;
        a -= a++ + ++a;
        return a;
    }

    static int narrow(int a) {
        return (byte) (a * 37);
    }

    static double constants(double x) {
        return x * RATE + CODE + (FLAG ? Math.PI : Math.E) + Integer.MAX_VALUE + Double.MIN_VALUE;
    }

    static float negate(float x) {
        return -x;
    }

    static double negateZero(double x) {
        return -x + 0.0;
    }

    static int ternaries(int a, int b, int c) {
        return a > b ? (b > c ? a : c) : (a > c ? b : -c);
    }

    static int power(int x, int n) {
        int r = 1;
        for (int i = 0; i < (n & 31); i++) {
            r *= x;
        }
        return r;
    }

    static int gcd(int a, int b) {
        int x = a & 0xffff;
        int y = b & 0xffff;
        while (y != 0) {
            int t = x % y;
            x = y;
            y = t;
        }
        return x;
    }

    static boolean comparisons(int a, long b, double c) {
        return a < b && b <= c || c != a;
    }

    static long hash(long x) {
        x ^= x >>> 33;
        x *= 0xff51afd7ed558ccdL;
        x ^= x >>> 33;
        return x;
    }

    static double polynomial(double x) {
        return ((3 * x - 2) * x + 0.25) * x - 7;
    }

    static double assertion(double x) {
        assert x == x : "never " + x;
        return x;
    }
}
