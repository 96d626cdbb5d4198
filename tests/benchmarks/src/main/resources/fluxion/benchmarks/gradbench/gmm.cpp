// The gradient of the mixture model's log posterior: for each observation a forward sweep over the components, which
// keeps what is centred and scaled, and the reverse sweep over them. Triangles are squares whose rows are whole vectors.
#include <cmath>
#include <vector>

using Buffer = std::vector<double>;

static const int LANES = 8;

// y += a x for whole vectors from the one with element `from` to the one before element `to`
static inline void add(int from, int to, double a, const double* __restrict__ x, double* __restrict__ y) {
    for (int at = from / LANES * LANES; at < to; at += LANES) {
        for (int lane = 0; lane < LANES; lane++) y[at + lane] += a * x[at + lane];
    }
}

// log sum exp, and its gradient
static double softmax(int n, const double* __restrict__ x, double* __restrict__ weights) {
    double max = x[0];
    for (int i = 1; i < n; i++) max = x[i] > max ? x[i] : max;
    double sum = 0;
    for (int i = 0; i < n; i++) {
        weights[i] = std::exp(x[i] - max);
        sum += weights[i];
    }
    for (int i = 0; i < n; i++) weights[i] /= sum;
    return max + std::log(sum);
}

extern "C" void gmm(int n, int k, int d, int m, double gamma, const double* __restrict__ alpha,
                    const double* __restrict__ mu, const double* __restrict__ q, const double* __restrict__ l,
                    const double* __restrict__ x, double* __restrict__ dalpha, double* __restrict__ dmu,
                    double* __restrict__ dq, double* __restrict__ dl) {
    static thread_local Buffer columns, rows, drows, bases, terms, weights, centered, scaled, adjoints;
    const int rest = d * (d - 1) / 2;
    const int row = (d + LANES - 1) / LANES * LANES;
    const int square = d * row;
    columns.assign(k * square, 0);
    rows.assign(k * square, 0);
    drows.assign(k * square, 0);
    bases.resize(k);
    terms.resize(k);
    weights.resize(k);
    centered.assign(k * row, 0);
    scaled.assign(k * row, 0);
    adjoints.resize(row);
    for (int c = 0; c < k; c++) {
        const double* at = l + c * rest;
        double sum = alpha[c];
        for (int j = 0; j < d; j++) {
            sum += q[c * d + j];
            for (int i = j; i < d; i++) {
                const double value = i == j ? std::exp(q[c * d + j]) : *at++;
                columns[c * square + j * row + i] = value;
                rows[c * square + i * row + j] = value;
            }
        }
        bases[c] = sum;
        dalpha[c] = 0;
    }
    for (int i = 0; i < k * d; i++) dmu[i] = 0;
    for (int i = 0; i < n; i++) {
        for (int c = 0; c < k; c++) {
            double* __restrict__ y = &centered[c * row];
            double* __restrict__ v = &scaled[c * row];
            for (int j = 0; j < d; j++) y[j] = x[i * d + j] - mu[c * d + j];
            for (int j = 0; j < row; j++) v[j] = 0;
            for (int j = 0; j < d; j++) add(j, d, y[j], &columns[c * square + j * row], v);
            double sum = 0;
            for (int j = 0; j < d; j++) sum += v[j] * v[j];
            terms[c] = bases[c] - 0.5 * sum;
        }
        softmax(k, terms.data(), weights.data());
        for (int c = 0; c < k; c++) {
            const double w = weights[c];
            const double* __restrict__ y = &centered[c * row];
            const double* __restrict__ v = &scaled[c * row];
            double* __restrict__ ay = adjoints.data();
            dalpha[c] += w;
            for (int j = 0; j < row; j++) ay[j] = 0;
            for (int j = 0; j < d; j++) {
                const double av = -w * v[j];
                add(0, j + 1, av, &rows[c * square + j * row], ay);
                add(0, j + 1, av, y, &drows[c * square + j * row]);
            }
            for (int j = 0; j < d; j++) dmu[c * d + j] -= ay[j];
        }
    }
    softmax(k, alpha, weights.data());
    for (int c = 0; c < k; c++) {
        int at = c * rest;
        for (int j = 0; j < d; j++) {
            const double diagonal = rows[c * square + j * row + j];
            const double prior = m - gamma * gamma * diagonal * diagonal;
            dq[c * d + j] = dalpha[c] + drows[c * square + j * row + j] * diagonal + prior;
            for (int i = j + 1; i < d; i++) {
                dl[at] = drows[c * square + i * row + j] - gamma * gamma * l[at];
                at++;
            }
        }
    }
    for (int c = 0; c < k; c++) dalpha[c] -= n * weights[c];
}
