// The gradient of the least squares: the powers of a point are kept for the reverse sweep over the coefficients.
#include <cstring>
#include <vector>

extern "C" void llsq(int n, int m, const double* __restrict__ x, double* __restrict__ dx) {
    static thread_local std::vector<double> kept;
    kept.resize(m);
    double* __restrict__ powers = kept.data();
    std::memset(dx, 0, sizeof(double) * m);
    for (int i = 0; i < n; i++) {
        const double t = -1 + i * 2.0 / (n - 1);
        double residual = (t > 0) - (t < 0);
        double power = 1;
        for (int j = 0; j < m; j++) {
            powers[j] = power;
            residual -= x[j] * power;
            power *= t;
        }
        for (int j = 0; j < m; j++) dx[j] -= residual * powers[j];
    }
}
