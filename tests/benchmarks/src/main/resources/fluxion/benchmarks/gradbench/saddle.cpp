// The saddle point of f(x, y) = |x|^2 - |y|^2: descent for x through the maximum over y, which is an ascent of its own.
// The derivative of the inner ascent is carried along as tangents.
#include <cmath>

// a number and its derivatives for the two elements of x
struct Dual {
    double value, dx[2];
};

static Dual constant(double value) { return {value, {0, 0}}; }
static Dual operator+(Dual a, Dual b) { return {a.value + b.value, {a.dx[0] + b.dx[0], a.dx[1] + b.dx[1]}}; }
static Dual operator-(Dual a, Dual b) { return {a.value - b.value, {a.dx[0] - b.dx[0], a.dx[1] - b.dx[1]}}; }
static Dual operator*(double a, Dual b) { return {a * b.value, {a * b.dx[0], a * b.dx[1]}}; }
static Dual operator*(Dual a, Dual b) {
    return {a.value * b.value,
            {a.dx[0] * b.value + a.value * b.dx[0], a.dx[1] * b.value + a.value * b.dx[1]}};
}

template <typename T>
static T cost(const T* x, const T* y) {
    return (x[0] * x[0] + x[1] * x[1]) - (y[0] * y[0] + y[1] * y[1]);
}

static double value(double a) { return a; }
static double value(Dual a) { return a.value; }

// Descends `objective(x)` with its `gradient(x, g)`, from `x` on, which is overwritten.
template <typename T, typename Objective, typename Gradient>
static void descend(T* x, Objective objective, Gradient gradient) {
    T best = objective(x);
    T g[2];
    gradient(x, g);
    double rate = 1e-5;
    int successes = 0;
    while (std::hypot(value(g[0]), value(g[1])) > 1e-5) {
        if (successes == 10) {
            rate *= 2;
            successes = 0;
            continue;
        }
        T next[2] = {x[0] - rate * g[0], x[1] - rate * g[1]};
        if (std::hypot(value(next[0]) - value(x[0]), value(next[1]) - value(x[1])) <= 1e-5) return;
        T reached = objective(next);
        if (value(reached) < value(best)) {
            x[0] = next[0];
            x[1] = next[1];
            best = reached;
            gradient(x, g);
            successes++;
        } else {
            rate /= 2;
            successes = 0;
        }
    }
}

// The y that makes the cost large, from `y` on.
template <typename T>
static void ascend(const T* x, T* y) {
    descend(y, [x](const T* at) { return -1.0 * cost(x, at); },
            [](const T* at, T* g) {
                g[0] = 2.0 * at[0];
                g[1] = 2.0 * at[1];
            });
}

extern "C" void saddle(const double* start, double* result) {
    double x[2] = {start[0], start[1]};
    descend(
        x,
        [start](const double* at) {
            double y[2] = {start[0], start[1]};
            ascend(at, y);
            return cost(at, y);
        },
        [start](const double* at, double* g) {
            const Dual dual[2] = {{at[0], {1, 0}}, {at[1], {0, 1}}};
            Dual y[2] = {constant(start[0]), constant(start[1])};
            ascend(dual, y);
            const Dual most = cost(dual, y);
            g[0] = most.dx[0];
            g[1] = most.dx[1];
        });
    double y[2] = {start[0], start[1]};
    ascend(x, y);
    result[0] = x[0];
    result[1] = x[1];
    result[2] = y[0];
    result[3] = y[1];
}
