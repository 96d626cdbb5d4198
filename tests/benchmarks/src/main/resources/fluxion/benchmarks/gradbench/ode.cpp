// The gradient of the last element: the forward sweep keeps the state before each step, the reverse sweep computes the
// slopes of a step again.
#include <cstring>
#include <vector>

using Buffer = std::vector<double>;

static void slope(int n, const double* __restrict__ x, const double* __restrict__ y, double* __restrict__ k) {
    k[0] = x[0];
    for (int i = 1; i < n; i++) k[i] = x[i] * y[i - 1];
}

// the adjoints of `slope`: adds to those of x, overwrites those of y
static void pull(int n, const double* __restrict__ x, const double* __restrict__ y, const double* __restrict__ ak,
                 double* __restrict__ dx, double* __restrict__ ay) {
    dx[0] += ak[0];
    for (int i = 1; i < n; i++) dx[i] += ak[i] * y[i - 1];
    for (int i = 1; i < n; i++) ay[i - 1] = ak[i] * x[i];
    ay[n - 1] = 0;
}

static void along(int n, const double* __restrict__ y, double h, const double* __restrict__ k,
                  double* __restrict__ at) {
    for (int i = 0; i < n; i++) at[i] = y[i] + h * k[i];
}

extern "C" void ode(int n, int s, const double* __restrict__ x, double* __restrict__ dx) {
    static thread_local Buffer states, slopes[4], at[3], adjoint, ak, aat;
    states.resize((size_t)(s + 1) * n);
    for (auto& slope : slopes) slope.resize(n);
    for (auto& point : at) point.resize(n);
    adjoint.assign(n, 0);
    ak.resize(n);
    aat.resize(n);
    double *k1 = slopes[0].data(), *k2 = slopes[1].data(), *k3 = slopes[2].data(), *k4 = slopes[3].data();
    double *y2 = at[0].data(), *y3 = at[1].data(), *y4 = at[2].data();
    const double h = 2.0 / s;
    std::memset(states.data(), 0, sizeof(double) * n);
    for (int step = 0; step < s; step++) {
        const double* __restrict__ y = &states[(size_t)step * n];
        double* __restrict__ next = &states[(size_t)(step + 1) * n];
        slope(n, x, y, k1);
        along(n, y, h / 2, k1, y2);
        slope(n, x, y2, k2);
        along(n, y, h / 2, k2, y3);
        slope(n, x, y3, k3);
        along(n, y, h, k3, y4);
        slope(n, x, y4, k4);
        for (int i = 0; i < n; i++) next[i] = y[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }
    std::memset(dx, 0, sizeof(double) * n);
    double* __restrict__ ay = adjoint.data();
    double *a = ak.data(), *b = aat.data();
    ay[n - 1] = 1;
    for (int step = s - 1; step >= 0; step--) {
        const double* __restrict__ y = &states[(size_t)step * n];
        slope(n, x, y, k1);
        along(n, y, h / 2, k1, y2);
        slope(n, x, y2, k2);
        along(n, y, h / 2, k2, y3);
        slope(n, x, y3, k3);
        along(n, y, h, k3, y4);
        // from here on k1 to k3 hold what comes back through y2 to y4
        for (int i = 0; i < n; i++) a[i] = h / 6 * ay[i];
        pull(n, x, y4, a, dx, k3);
        for (int i = 0; i < n; i++) a[i] = h / 3 * ay[i] + h * k3[i];
        pull(n, x, y3, a, dx, k2);
        for (int i = 0; i < n; i++) a[i] = h / 3 * ay[i] + h / 2 * k2[i];
        pull(n, x, y2, a, dx, k1);
        for (int i = 0; i < n; i++) a[i] = h / 6 * ay[i] + h / 2 * k1[i];
        pull(n, x, y, a, dx, b);
        for (int i = 0; i < n; i++) ay[i] += k1[i] + k2[i] + k3[i] + b[i];
    }
}
