// The Jacobian of all errors as compressed rows: two reverse sweeps an observation, one for each of its errors.
#include <cmath>

static const int CAMERA = 11;
static const int ROW = CAMERA + 3 + 1;

static void errors(const double* __restrict__ camera, const double* __restrict__ point, double w,
                   const double* __restrict__ feature, double* __restrict__ rows) {
    const double *r = camera, *center = camera + 3;
    const double f = camera[6], k1 = camera[9], k2 = camera[10];
    const double y[3] = {point[0] - center[0], point[1] - center[1], point[2] - center[2]};
    const double square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
    double x[3], v[3] = {0, 0, 0}, cross[3] = {0, 0, 0};
    double inverse = 0, c = 1, s = 0, dot = 0;
    if (square != 0) {
        const double angle = std::sqrt(square);
        inverse = 1 / angle;
        c = std::cos(angle);
        s = std::sin(angle);
        for (int i = 0; i < 3; i++) v[i] = r[i] * inverse;
        cross[0] = v[1] * y[2] - v[2] * y[1];
        cross[1] = v[2] * y[0] - v[0] * y[2];
        cross[2] = v[0] * y[1] - v[1] * y[0];
        dot = v[0] * y[0] + v[1] * y[1] + v[2] * y[2];
        for (int i = 0; i < 3; i++) x[i] = y[i] * c + cross[i] * s + v[i] * dot * (1 - c);
    } else {
        x[0] = y[0] + r[1] * y[2] - r[2] * y[1];
        x[1] = y[1] + r[2] * y[0] - r[0] * y[2];
        x[2] = y[2] + r[0] * y[1] - r[1] * y[0];
    }
    const double iz = 1 / x[2];
    const double p[2] = {x[0] * iz, x[1] * iz};
    const double radius = p[0] * p[0] + p[1] * p[1];
    const double distortion = 1 + k1 * radius + k2 * radius * radius;
    for (int e = 0; e < 2; e++) {
        double* __restrict__ out = rows + e * ROW;
        const double aDistortion = w * f * p[e];
        const double aRadius = aDistortion * (k1 + 2 * k2 * radius);
        double ap[2] = {2 * p[0] * aRadius, 2 * p[1] * aRadius};
        ap[e] += w * f * distortion;
        const double a[3] = {ap[0] * iz, ap[1] * iz, -(ap[0] * p[0] + ap[1] * p[1]) * iz};
        double ay[3];
        if (square != 0) {
            const double va = v[0] * a[0] + v[1] * a[1] + v[2] * a[2];
            ay[0] = a[0] * c + s * (a[1] * v[2] - a[2] * v[1]) + v[0] * va * (1 - c);
            ay[1] = a[1] * c + s * (a[2] * v[0] - a[0] * v[2]) + v[1] * va * (1 - c);
            ay[2] = a[2] * c + s * (a[0] * v[1] - a[1] * v[0]) + v[2] * va * (1 - c);
            const double av[3] = {s * (y[1] * a[2] - y[2] * a[1]) + (1 - c) * (dot * a[0] + va * y[0]),
                                  s * (y[2] * a[0] - y[0] * a[2]) + (1 - c) * (dot * a[1] + va * y[1]),
                                  s * (y[0] * a[1] - y[1] * a[0]) + (1 - c) * (dot * a[2] + va * y[2])};
            double aAngle = 0;
            for (int i = 0; i < 3; i++) aAngle += a[i] * (-y[i] * s + cross[i] * c + v[i] * dot * s);
            const double along = v[0] * av[0] + v[1] * av[1] + v[2] * av[2];
            for (int i = 0; i < 3; i++) out[i] = (av[i] - v[i] * along) * inverse + v[i] * aAngle;
        } else {
            ay[0] = a[0] + r[2] * a[1] - r[1] * a[2];
            ay[1] = a[1] + r[0] * a[2] - r[2] * a[0];
            ay[2] = a[2] + r[1] * a[0] - r[0] * a[1];
            out[0] = y[1] * a[2] - y[2] * a[1];
            out[1] = y[2] * a[0] - y[0] * a[2];
            out[2] = y[0] * a[1] - y[1] * a[0];
        }
        for (int i = 0; i < 3; i++) {
            out[3 + i] = -ay[i];
            out[CAMERA + i] = ay[i];
        }
        out[6] = w * p[e] * distortion;
        out[7] = e == 0 ? w : 0;
        out[8] = e == 1 ? w : 0;
        out[9] = aDistortion * radius;
        out[10] = aDistortion * radius * radius;
        out[14] = f * p[e] * distortion + camera[7 + e] - feature[e];
    }
}

extern "C" void ba(int n, int m, int p, const double* cameras, const double* points, const double* weights,
                   const int* observations, const double* features, int* __restrict__ rows, int* __restrict__ cols,
                   double* __restrict__ vals) {
    rows[0] = 0;
    for (int i = 0; i < p; i++) {
        const int camera = observations[2 * i], point = observations[2 * i + 1];
        errors(cameras + CAMERA * camera, points + 3 * point, weights[i], features + 2 * i, vals + 2 * ROW * i);
        for (int e = 0; e < 2; e++) {
            int* __restrict__ out = cols + (2 * i + e) * ROW;
            for (int j = 0; j < CAMERA; j++) out[j] = CAMERA * camera + j;
            for (int j = 0; j < 3; j++) out[CAMERA + j] = CAMERA * n + 3 * point + j;
            out[ROW - 1] = CAMERA * n + 3 * m + i;
            rows[2 * i + e + 1] = (2 * i + e + 1) * ROW;
        }
    }
    const int end = 2 * ROW * p;
    for (int i = 0; i < p; i++) {
        vals[end + i] = -2 * weights[i];
        cols[end + i] = CAMERA * n + 3 * m + i;
        rows[2 * p + i + 1] = end + i + 1;
    }
}
