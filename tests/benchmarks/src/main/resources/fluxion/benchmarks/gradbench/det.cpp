// The gradient of the expansion by minors: the forward sweep keeps the minors in the order in which it computes them,
// the reverse sweep takes them back.
#include <cstring>
#include <vector>

struct Expansion {
    const double* a;
    int n;
    double* kept;
    double* da;
};

static double minor(Expansion& e, int row, int columns) {
    double sum = 0, sign = 1;
    for (int column = 0; column < e.n; column++) {
        const int bit = 1 << column;
        if (columns & bit) {
            const double factor = e.a[row * e.n + column];
            if (row == e.n - 1) return factor;
            const double rest = minor(e, row + 1, columns ^ bit);
            *e.kept++ = rest;
            sum += sign * factor * rest;
            sign = -sign;
        }
    }
    return sum;
}

static void reverse(Expansion& e, int row, int columns, double adjoint) {
    double sign = (e.n - row) % 2 == 0 ? -1 : 1;
    for (int column = e.n - 1; column >= 0; column--) {
        const int bit = 1 << column;
        if (columns & bit) {
            if (row == e.n - 1) {
                e.da[row * e.n + column] += adjoint;
                return;
            }
            e.da[row * e.n + column] += sign * adjoint * *--e.kept;
            reverse(e, row + 1, columns ^ bit, sign * adjoint * e.a[row * e.n + column]);
            sign = -sign;
        }
    }
}

extern "C" void det(int n, const double* a, double* da) {
    static thread_local std::vector<double> kept;
    size_t minors = 0, factors = 1;
    for (int m = n; m > 1; m--) minors += factors *= m;
    kept.resize(minors);
    std::memset(da, 0, sizeof(double) * n * n);
    Expansion e{a, n, kept.data(), da};
    minor(e, 0, (1 << n) - 1);
    reverse(e, 0, (1 << n) - 1, 1);
}
