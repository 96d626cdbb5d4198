package fluxion.ir.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/// The elementary functions of decimal numbers to about 45 digits, by their series: slow, and short enough to
/// be checked by eye. Arguments are finite and inside the domain.
final class Reference {
    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.TWO;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    /// Machin's formula, with digits to spare for the reduction of large arguments.
    private static final BigDecimal PI = machin(new MathContext(130));

    private static final BigDecimal LN2 = log1p(ONE);

    /// The Bernoulli numbers B_2, B_4, ...
    private static final List<BigDecimal> BERNOULLI = List.of(
            ratio(1, 6),
            ratio(-1, 30),
            ratio(1, 42),
            ratio(-1, 30),
            ratio(5, 66),
            ratio(-691, 2730),
            ratio(7, 6),
            ratio(-3617, 510),
            ratio(43867, 798),
            ratio(-174611, 330),
            ratio(854513, 138),
            ratio(-236364091, 2730),
            ratio(8553103, 6),
            ratio(-23749461029L, 870),
            ratio(8615841276005L, 14322));

    private Reference() {}

    static BigDecimal exp(BigDecimal x) {
        int k = x.divide(LN2, MC).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
        BigDecimal r = x.subtract(LN2.multiply(BigDecimal.valueOf(k)), MC).divide(BigDecimal.valueOf(256), MC);
        BigDecimal y = ONE.add(expm1Series(r), MC);
        for (int i = 0; i < 8; i++) {
            y = y.multiply(y, MC);
        }
        return y.multiply(TWO.pow(k, MC), MC);
    }

    static BigDecimal expm1(BigDecimal x) {
        return x.abs().compareTo(new BigDecimal("1e-5")) < 0 ? expm1Series(x) : exp(x).subtract(ONE, MC);
    }

    private static BigDecimal expm1Series(BigDecimal x) {
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int i = 2; i < 30; i++) {
            term = term.multiply(x, MC).divide(BigDecimal.valueOf(i), MC);
            sum = sum.add(term, MC);
        }
        return sum;
    }

    static BigDecimal log(BigDecimal x) {
        int k = 0;
        BigDecimal m = x;
        int digits = x.precision() - x.scale();
        if (Math.abs(digits) > 2) {
            k = (int) Math.round(digits * 3.3219);
            m = x.divide(TWO.pow(k, MC), MC);
        }
        while (m.compareTo(new BigDecimal("1.5")) > 0) {
            m = m.divide(TWO, MC);
            k++;
        }
        while (m.compareTo(new BigDecimal("0.75")) < 0) {
            m = m.multiply(TWO, MC);
            k--;
        }
        return LN2.multiply(BigDecimal.valueOf(k)).add(log1p(m.subtract(ONE)), MC);
    }

    /// By `2 atanh(x / (2 + x))`, for any `x > -1`, fast for small ones.
    static BigDecimal log1p(BigDecimal x) {
        if (x.compareTo(ONE) > 0 || x.compareTo(new BigDecimal("-0.5")) < 0) {
            return log(ONE.add(x));
        }
        BigDecimal s = x.divide(TWO.add(x, MC), MC);
        return TWO.multiply(alternating(s, s.multiply(s, MC)), MC);
    }

    static BigDecimal atan(BigDecimal x) {
        BigDecimal t = x;
        for (int i = 0; i < 3; i++) {
            t = t.divide(ONE.add(ONE.add(t.multiply(t, MC), MC).sqrt(MC), MC), MC);
        }
        return alternating(t, t.multiply(t, MC).negate()).multiply(BigDecimal.valueOf(8));
    }

    /// `t + t z / 3 + t z^2 / 5 + ...`.
    private static BigDecimal alternating(BigDecimal t, BigDecimal z) {
        BigDecimal sum = t;
        BigDecimal power = t;
        BigDecimal least = t.abs().scaleByPowerOfTen(-62);
        for (int i = 3; power.abs().compareTo(least) > 0; i += 2) {
            power = power.multiply(z, MC);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), MC), MC);
        }
        return sum;
    }

    static BigDecimal atan2(BigDecimal y, BigDecimal x) {
        if (x.signum() == 0) {
            return PI.divide(TWO, MC).multiply(BigDecimal.valueOf(y.signum()));
        }
        BigDecimal angle = atan(y.divide(x, MC));
        if (x.signum() > 0) {
            return angle;
        }
        return y.signum() < 0 ? angle.subtract(PI, MC) : angle.add(PI, MC);
    }

    static BigDecimal asin(BigDecimal x) {
        return atan2(x, ONE.subtract(x).multiply(ONE.add(x), MC).sqrt(MC));
    }

    static BigDecimal acos(BigDecimal x) {
        return x.compareTo(ONE.negate()) == 0
                ? PI
                : TWO.multiply(
                        atan(ONE.subtract(x, MC).divide(ONE.add(x, MC), MC).sqrt(MC)), MC);
    }

    static BigDecimal sin(BigDecimal x) {
        BigDecimal turns = x.divide(PI, new MathContext(100)).setScale(0, RoundingMode.HALF_EVEN);
        BigDecimal r = x.subtract(turns.multiply(PI)).round(MC);
        BigDecimal square = r.multiply(r, MC).negate();
        BigDecimal term = r;
        BigDecimal sum = r;
        for (int i = 2; i < 60; i += 2) {
            term = term.multiply(square, MC).divide(BigDecimal.valueOf(i * (i + 1L)), MC);
            sum = sum.add(term, MC);
        }
        return turns.toBigIntegerExact().testBit(0) ? sum.negate() : sum;
    }

    static BigDecimal cos(BigDecimal x) {
        return sin(x.add(PI.divide(TWO)));
    }

    static BigDecimal tan(BigDecimal x) {
        return sin(x).divide(cos(x), MC);
    }

    static BigDecimal sinh(BigDecimal x) {
        return expm1(x).subtract(expm1(x.negate()), MC).multiply(HALF);
    }

    static BigDecimal cosh(BigDecimal x) {
        return exp(x).add(exp(x.negate()), MC).multiply(HALF);
    }

    static BigDecimal tanh(BigDecimal x) {
        BigDecimal t = expm1(TWO.multiply(x));
        return t.divide(t.add(TWO), MC);
    }

    static BigDecimal sigmoid(BigDecimal x) {
        return ONE.divide(ONE.add(exp(x.negate()), MC), MC);
    }

    /// For `|x|` below 10.
    static BigDecimal erf(BigDecimal x) {
        BigDecimal square = x.multiply(x, MC);
        BigDecimal term = x;
        BigDecimal sum = x;
        BigDecimal least = x.abs().scaleByPowerOfTen(-62);
        for (int i = 1; term.abs().compareTo(least) > 0; i++) {
            term = term.multiply(TWO.multiply(square, MC)).divide(BigDecimal.valueOf(2L * i + 1), MC);
            sum = sum.add(term, MC);
        }
        return TWO.multiply(sum).multiply(exp(square.negate())).divide(PI.sqrt(MC), MC);
    }

    static BigDecimal pow(BigDecimal x, BigDecimal y) {
        return exp(y.multiply(log(x), MC));
    }

    static BigDecimal lgamma(BigDecimal x) {
        if (x.signum() < 0) {
            BigDecimal product = x.multiply(sin(PI.multiply(x)), MC).abs();
            return log(PI.divide(product, MC)).subtract(lgamma(x.negate()), MC);
        }
        BigDecimal y = x;
        BigDecimal product = ONE;
        while (y.compareTo(BigDecimal.valueOf(60)) < 0) {
            product = product.multiply(y, MC);
            y = y.add(ONE);
        }
        BigDecimal sum = y.subtract(HALF).multiply(log(y)).subtract(y);
        sum = sum.add(log(TWO.multiply(PI, MC)).multiply(HALF)).subtract(log(product));
        BigDecimal power = y;
        for (int j = 1; j <= BERNOULLI.size(); j++) {
            BigDecimal factor = BigDecimal.valueOf(2L * j * (2L * j - 1));
            sum = sum.add(BERNOULLI.get(j - 1).divide(factor.multiply(power), MC));
            power = power.multiply(y, MC).multiply(y, MC);
        }
        return sum.round(MC);
    }

    static BigDecimal digamma(BigDecimal x) {
        if (x.signum() < 0) {
            return digamma(ONE.subtract(x)).subtract(PI.divide(tan(PI.multiply(x)), MC), MC);
        }
        BigDecimal y = x;
        BigDecimal sum = BigDecimal.ZERO;
        while (y.compareTo(BigDecimal.valueOf(60)) < 0) {
            sum = sum.subtract(ONE.divide(y, MC), MC);
            y = y.add(ONE);
        }
        sum = sum.add(log(y)).subtract(HALF.divide(y, MC));
        BigDecimal power = y.multiply(y, MC);
        for (int j = 1; j <= BERNOULLI.size(); j++) {
            sum = sum.subtract(
                    BERNOULLI.get(j - 1).divide(BigDecimal.valueOf(2L * j).multiply(power), MC));
            power = power.multiply(y, MC).multiply(y, MC);
        }
        return sum.round(MC);
    }

    static BigDecimal polygamma(BigDecimal order, BigDecimal x) {
        int n = order.intValueExact();
        BigDecimal y = x;
        BigDecimal zeta = BigDecimal.ZERO;
        while (y.compareTo(BigDecimal.valueOf(100)) < 0) {
            zeta = zeta.add(y.pow(-n - 1, MC), MC);
            y = y.add(ONE);
        }
        BigDecimal tail = ONE.divide(order, MC).add(HALF.divide(y, MC));
        BigDecimal factorial = ONE;
        BigDecimal rising = ONE;
        for (int j = 1; j <= BERNOULLI.size(); j++) {
            factorial = factorial.multiply(BigDecimal.valueOf((2L * j - 1) * 2 * j));
            rising = rising.multiply(BigDecimal.valueOf(n + 2L * j - 1));
            BigDecimal term = BERNOULLI.get(j - 1).multiply(rising).multiply(y.pow(-2 * j, MC));
            tail = tail.add(term.divide(factorial, MC), MC);
            rising = rising.multiply(BigDecimal.valueOf(n + 2L * j));
        }
        zeta = zeta.add(tail.multiply(y.pow(-n, MC)), MC);
        for (int i = 2; i <= n; i++) {
            zeta = zeta.multiply(BigDecimal.valueOf(i), MC);
        }
        return n % 2 == 0 ? zeta.negate() : zeta;
    }

    private static BigDecimal ratio(long numerator, long denominator) {
        return BigDecimal.valueOf(numerator).divide(BigDecimal.valueOf(denominator), MC);
    }

    private static BigDecimal machin(MathContext mc) {
        return BigDecimal.valueOf(16)
                .multiply(inverseAtan(5, mc))
                .subtract(BigDecimal.valueOf(4).multiply(inverseAtan(239, mc)))
                .round(mc);
    }

    /// `atan(1 / q)`.
    private static BigDecimal inverseAtan(int q, MathContext mc) {
        BigDecimal power = ONE.divide(BigDecimal.valueOf(q), mc);
        BigDecimal sum = power;
        for (int i = 3; i < 400; i += 2) {
            power = power.divide(BigDecimal.valueOf(-(long) q * q), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(i), mc));
        }
        return sum;
    }
}
