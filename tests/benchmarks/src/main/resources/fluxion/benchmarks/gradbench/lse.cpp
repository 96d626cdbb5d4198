// The gradient of log sum exp: the exponentials of the forward sweep, divided by their sum.
#include <cmath>

extern "C" void lse(int n, const double* __restrict__ x, double* __restrict__ dx) {
    double max = x[0];
    for (int i = 1; i < n; i++) max = x[i] > max ? x[i] : max;
    double sum = 0;
    for (int i = 0; i < n; i++) {
        dx[i] = std::exp(x[i] - max);
        sum += dx[i];
    }
    const double scale = 1 / sum;
    for (int i = 0; i < n; i++) dx[i] *= scale;
}
