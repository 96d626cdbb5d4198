package fluxion.ir.math;

/// Winograd's minimal filtering F(4x4, 3x3), as Lavin and Gray give it in "Fast Algorithms for Convolutional Neural
/// Networks" (arXiv:1509.09308): 4 by 4 elements of a convolution with a filter of 3 by 3 from 36 products a channel,
/// where the sums of products take 144.
///
/// A tile Y of the result is `Aᵀ [sum over c of (G g Gᵀ) * (Bᵀ d B)] A`, where d is the patch of 6 by 6 elements of
/// channel c that the tile needs, g the filter of that channel, and `*` goes element by element. This class has the
/// three transforms along one axis; each is done along the first axis of space first, then along the second. The sum
/// over channels is a chain of fused multiply-adds in ascending order from +0.0. Together they define every bit.
///
/// Error: with `u` = 2^-24 and `n = C + 18`, unless something over- or underflows, an element of the result differs
/// from the exact one by at most `n u / (1 - n u)` times the same element of `|Aᵀ| [sum over c of (|G| |g| |Gᵀ|) *
/// (|Bᵀ| |d| |B|)] |A|`: on its way to the result a term is rounded at most 8 times in the transform of the filter, 4
/// in that of the patch, C in the sum and 6 in the last transform. That element is at most [#GROWTH] times the sum over
/// c of `max |d| max |g|`, since `sum over k of |A[k, i]| sum of |B[.., k]| sum of |G[k, ..]|` is 16, 17, 24 and 48 for
/// the rows i of a tile. In the mean the error is four to five times that of the sums of products for numbers of either
/// sign, which are rounded 9 C times where they are smaller, and half of it for numbers of one sign. What is infinite
/// or NaN makes NaN of other elements of its tile too.
public final class Winograd {
    /// The extent of a tile of the result along each axis of space.
    public static final int TILE = 4;
    /// The extent of the patch that a tile needs.
    public static final int PATCH = 6;
    /// The extent of the filter.
    public static final int TAPS = 3;
    /// How many roundings there are besides those of the sum over channels.
    public static final int ROUNDINGS = 18;
    /// The largest element of the result, for a patch and a filter of no element larger than 1 and one channel, if
    /// nothing cancelled.
    public static final double GROWTH = 48 * 48;

    /// What elements of `G` are multiples of.
    public static final float QUARTER = 1f / 4;

    /// The same.
    public static final float SIXTH = 1f / 6;

    /// The same.
    public static final float TWENTY_FOURTH = 1f / 24;

    private Winograd() {}

    /// `Bᵀ`: six elements of a patch, `step` apart from `at` on, become six, `toStep` apart.
    public static void patch(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        float d0 = from[at];
        float d1 = from[at + step];
        float d2 = from[at + 2 * step];
        float d3 = from[at + 3 * step];
        float d4 = from[at + 4 * step];
        float d5 = from[at + 5 * step];
        float even = Math.fma(-4f, d2, d4);
        float odd = Math.fma(-4f, d1, d3);
        float far = d4 - d2;
        float apart = d3 - d1;
        to[toAt] = Math.fma(4f, d0, Math.fma(-5f, d2, d4));
        to[toAt + toStep] = even + odd;
        to[toAt + 2 * toStep] = even - odd;
        to[toAt + 3 * toStep] = Math.fma(2f, apart, far);
        to[toAt + 4 * toStep] = Math.fma(-2f, apart, far);
        to[toAt + 5 * toStep] = Math.fma(4f, d1, Math.fma(-5f, d3, d5));
    }

    /// `G`: three elements of a filter, `step` apart from `at` on, become six, `toStep` apart.
    public static void filter(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        float g0 = from[at];
        float g1 = from[at + step];
        float g2 = from[at + 2 * step];
        float ends = g0 + g2;
        float wide = Math.fma(4f, g2, g0);
        to[toAt] = QUARTER * g0;
        to[toAt + toStep] = -SIXTH * (ends + g1);
        to[toAt + 2 * toStep] = -SIXTH * (ends - g1);
        to[toAt + 3 * toStep] = TWENTY_FOURTH * Math.fma(2f, g1, wide);
        to[toAt + 4 * toStep] = TWENTY_FOURTH * Math.fma(-2f, g1, wide);
        to[toAt + 5 * toStep] = g2;
    }

    /// `Aᵀ`: six sums, `step` apart from `at` on, become four elements of the result, `toStep` apart.
    public static void tile(float[] from, int at, int step, float[] to, int toAt, int toStep) {
        float m1 = from[at + step];
        float m2 = from[at + 2 * step];
        float m3 = from[at + 3 * step];
        float m4 = from[at + 4 * step];
        float sum = m1 + m2;
        float difference = m1 - m2;
        float farSum = m3 + m4;
        float farDifference = m3 - m4;
        to[toAt] = from[at] + sum + farSum;
        to[toAt + toStep] = Math.fma(2f, farDifference, difference);
        to[toAt + 2 * toStep] = Math.fma(4f, farSum, sum);
        to[toAt + 3 * toStep] = Math.fma(8f, farDifference, difference) + from[at + 5 * step];
    }
}
