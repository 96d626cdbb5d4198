// The gradient of the text's cross entropy: a forward sweep that keeps the gates of each step, and the reverse sweep.
#include <cmath>
#include <cstring>
#include <vector>

using Buffer = std::vector<double>;

static inline double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

extern "C" void lstm(int layers, int c, int b, const double* __restrict__ main, const double* __restrict__ extra,
                     const double* __restrict__ state, const double* __restrict__ sequence,
                     double* __restrict__ dmain, double* __restrict__ dextra) {
    // for each step and layer: input, hidden and cell before, the four gates, the squashed cell
    const int KEPT = 8;
    static thread_local Buffer kept, current, shown, outputs, adjoint, signal;
    const int steps = c - 1;
    const int block = KEPT * b;
    kept.resize((size_t)steps * layers * block);
    shown.resize((size_t)steps * b);
    outputs.resize((size_t)steps * b);
    current.assign(state, state + 2 * layers * b);
    adjoint.assign(2 * layers * b, 0);
    signal.resize(b);
    double* __restrict__ z = signal.data();
    for (int t = 0; t < steps; t++) {
        const double* __restrict__ x = sequence + t * b;
        for (int j = 0; j < b; j++) z[j] = x[j] * extra[j];
        for (int layer = 0; layer < layers; layer++) {
            const double* __restrict__ weight = main + 8 * b * layer;
            const double* __restrict__ bias = weight + 4 * b;
            double* __restrict__ hidden = &current[2 * b * layer];
            double* __restrict__ cell = hidden + b;
            double* __restrict__ k = &kept[((size_t)t * layers + layer) * block];
            for (int j = 0; j < b; j++) {
                const double forget = sigmoid(z[j] * weight[j] + bias[j]);
                const double in = sigmoid(hidden[j] * weight[b + j] + bias[b + j]);
                const double out = sigmoid(z[j] * weight[2 * b + j] + bias[2 * b + j]);
                const double change = std::tanh(hidden[j] * weight[3 * b + j] + bias[3 * b + j]);
                const double now = cell[j] * forget + in * change;
                const double squashed = std::tanh(now);
                k[j] = z[j];
                k[b + j] = hidden[j];
                k[2 * b + j] = cell[j];
                k[3 * b + j] = forget;
                k[4 * b + j] = in;
                k[5 * b + j] = out;
                k[6 * b + j] = change;
                k[7 * b + j] = squashed;
                cell[j] = now;
                hidden[j] = out * squashed;
                z[j] = hidden[j];
            }
        }
        double* __restrict__ o = &outputs[(size_t)t * b];
        double sum = 2;
        for (int j = 0; j < b; j++) {
            shown[(size_t)t * b + j] = z[j];
            o[j] = std::exp(z[j] * extra[b + j] + extra[2 * b + j]);
            sum += o[j];
        }
        for (int j = 0; j < b; j++) o[j] /= sum;
    }
    std::memset(dmain, 0, sizeof(double) * 8 * layers * b);
    std::memset(dextra, 0, sizeof(double) * 3 * b);
    const double scale = -1.0 / ((double)steps * b);
    for (int t = steps - 1; t >= 0; t--) {
        const double* __restrict__ x = sequence + t * b;
        const double* __restrict__ gold = x + b;
        const double* __restrict__ o = &outputs[(size_t)t * b];
        const double* __restrict__ h = &shown[(size_t)t * b];
        double total = 0;
        for (int j = 0; j < b; j++) total += gold[j];
        for (int j = 0; j < b; j++) {
            const double a = scale * (gold[j] - total * o[j]);
            dextra[b + j] += a * h[j];
            dextra[2 * b + j] += a;
            z[j] = a * extra[b + j];
        }
        for (int layer = layers - 1; layer >= 0; layer--) {
            const double* __restrict__ weight = main + 8 * b * layer;
            double* __restrict__ dweight = dmain + 8 * b * layer;
            double* __restrict__ dbias = dweight + 4 * b;
            double* __restrict__ dhidden = &adjoint[2 * b * layer];
            double* __restrict__ dcell = dhidden + b;
            const double* __restrict__ k = &kept[((size_t)t * layers + layer) * block];
            for (int j = 0; j < b; j++) {
                const double input = k[j], before = k[b + j];
                const double forget = k[3 * b + j], in = k[4 * b + j], out = k[5 * b + j];
                const double change = k[6 * b + j], squashed = k[7 * b + j];
                const double ah = z[j] + dhidden[j];
                const double ac = dcell[j] + ah * out * (1 - squashed * squashed);
                const double aOut = ah * squashed * out * (1 - out);
                const double aForget = ac * k[2 * b + j] * forget * (1 - forget);
                const double aIn = ac * change * in * (1 - in);
                const double aChange = ac * in * (1 - change * change);
                dcell[j] = ac * forget;
                dhidden[j] = aIn * weight[b + j] + aChange * weight[3 * b + j];
                z[j] = aForget * weight[j] + aOut * weight[2 * b + j];
                dweight[j] += aForget * input;
                dweight[b + j] += aIn * before;
                dweight[2 * b + j] += aOut * input;
                dweight[3 * b + j] += aChange * before;
                dbias[j] += aForget;
                dbias[b + j] += aIn;
                dbias[2 * b + j] += aOut;
                dbias[3 * b + j] += aChange;
            }
        }
        for (int j = 0; j < b; j++) dextra[j] += z[j] * x[j];
    }
}
