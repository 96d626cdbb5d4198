package fluxion.cuda.emit;

/// The device functions that emitted code calls: operations of the IR that are not one operator of C.
final class Preamble {
    static final String TEXT = """
            __device__ inline float fx_float(int bits) { return __int_as_float(bits); }
            __device__ inline double fx_double(long long bits) { return __longlong_as_double(bits); }
            __device__ inline int fx_bits(float x) { return __float_as_int(x); }
            __device__ inline long long fx_bits(double x) { return __double_as_longlong(x); }
            __device__ inline float fx_fma(float x, float y, float z) { return fmaf(x, y, z); }
            __device__ inline double fx_fma(double x, double y, double z) { return fma(x, y, z); }
            __device__ inline int fx_fma(int x, int y, int z) { return (int)((unsigned)x * (unsigned)y + (unsigned)z); }
            __device__ inline long long fx_fma(long long x, long long y, long long z) {
              return (long long)((unsigned long long)x * (unsigned long long)y + (unsigned long long)z);
            }
            __device__ inline float fx_sqrt(float x) { return sqrtf(x); }
            __device__ inline double fx_sqrt(double x) { return sqrt(x); }
            __device__ inline float fx_rem(float x, float y) { return fmodf(x, y); }
            __device__ inline double fx_rem(double x, double y) { return fmod(x, y); }
            __device__ inline float fx_abs(float x) { return fabsf(x); }
            __device__ inline double fx_abs(double x) { return fabs(x); }
            __device__ inline int fx_abs(int x) { return x < 0 ? (int)(0u - (unsigned)x) : x; }
            __device__ inline long long fx_abs(long long x) {
              return x < 0 ? (long long)(0ull - (unsigned long long)x) : x;
            }
            template <typename T> __device__ inline T fx_max(T x, T y) { return y != y || y > x ? y : x; }
            template <typename T> __device__ inline T fx_min(T x, T y) { return y != y || y < x ? y : x; }
            /* Java's integer division, which wraps where C overflows. */
            __device__ inline int fx_div(int x, int y) { return y == -1 ? (int)(0u - (unsigned)x) : x / y; }
            __device__ inline long long fx_div(long long x, long long y) {
              return y == -1 ? (long long)(0ull - (unsigned long long)x) : x / y;
            }
            __device__ inline int fx_rem(int x, int y) { return y == -1 ? 0 : x % y; }
            __device__ inline long long fx_rem(long long x, long long y) { return y == -1 ? 0 : x % y; }
            __device__ inline long long fx_floor_div(long long x, long long y) {
              return x / y - (x % y != 0 && (x < 0) != (y < 0) ? 1 : 0);
            }
            /* Java's casts: truncate, saturate, and NaN gives 0. */
            template <typename T> __device__ inline int fx_to_int(T x) {
              return x != x ? 0 : x >= (T)2147483648.0 ? 2147483647
                  : x <= (T)-2147483648.0 ? (-2147483647 - 1) : (int)x;
            }
            template <typename T> __device__ inline long long fx_to_long(T x) {
              return x != x ? 0 : x >= (T)9223372036854775808.0 ? 9223372036854775807LL
                  : x <= (T)-9223372036854775808.0 ? (-9223372036854775807LL - 1) : (long long)x;
            }
            """;

    private Preamble() {}
}
