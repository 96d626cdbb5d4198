// The control parameter that lets a charged particle meet the origin: descent for w through the particle's path, whose
// derivative for w is carried along as a tangent.
#include <cmath>

struct Dual {
    double value, dw;
};

static Dual operator+(Dual a, Dual b) { return {a.value + b.value, a.dw + b.dw}; }
static Dual operator-(Dual a, Dual b) { return {a.value - b.value, a.dw - b.dw}; }
static Dual operator-(Dual a) { return {-a.value, -a.dw}; }
static Dual operator*(double a, Dual b) { return {a * b.value, a * b.dw}; }
static Dual operator*(Dual a, Dual b) { return {a.value * b.value, a.dw * b.value + a.value * b.dw}; }
static Dual operator/(Dual a, Dual b) {
    const double quotient = a.value / b.value;
    return {quotient, (a.dw - quotient * b.dw) / b.value};
}
static Dual operator-(double a, Dual b) { return {a - b.value, -b.dw}; }
static Dual operator-(Dual a, double b) { return {a.value - b, a.dw}; }
static Dual sqrt(Dual a) {
    const double root = std::sqrt(a.value);
    return {root, a.dw / (2 * root)};
}

static double value(double a) { return a; }
static double value(Dual a) { return a.value; }

// adds the force of a charge at (10, height) on a particle at (x, y)
template <typename T>
static void repel(T x, T y, T height, T* fx, T* fy) {
    using std::sqrt;
    const T across = x - 10.0, up = y - height;
    const T square = across * across + up * up;
    const T cube = square * sqrt(square);
    *fx = *fx + across / cube;
    *fy = *fy + up / cube;
}

template <typename T>
static T miss(T w) {
    const double step = 1e-1;
    T x = 0.0 * w, y = x, vx = x, vy = x;
    const T zero = x;
    x = x - 0.0;
    y = y - (-8.0);
    vx = vx - (-0.75);
    while (true) {
        T fx = zero, fy = zero;
        repel(x, y, 10.0 - w, &fx, &fy);
        repel(x, y, zero, &fx, &fy);
        x = x + step * vx;
        y = y + step * vy;
        if (value(y) <= 0) {
            const T rest = -y / vy;
            const T at = x + rest * vx;
            return at * at;
        }
        vx = vx + step * fx;
        vy = vy + step * fy;
    }
}

extern "C" void particle(double w, double* result) {
    double best = miss(w);
    double g = miss(Dual{w, 1}).dw;
    double rate = 1e-5;
    int successes = 0;
    while (std::fabs(g) > 1e-5) {
        if (successes == 10) {
            rate *= 2;
            successes = 0;
            continue;
        }
        const double next = w - rate * g;
        if (std::fabs(next - w) <= 1e-5) break;
        const double reached = miss(next);
        if (reached < best) {
            w = next;
            best = reached;
            g = miss(Dual{w, 1}).dw;
            successes++;
        } else {
            rate /= 2;
            successes = 0;
        }
    }
    *result = w;
}
