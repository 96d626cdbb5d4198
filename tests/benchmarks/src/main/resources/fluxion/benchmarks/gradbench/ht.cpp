// The Jacobian of the distances: forward mode by hand, in which an angle of a finger moves only the bones behind it.
#include <cmath>
#include <cstring>
#include <vector>

using Buffer = std::vector<double>;

static const int POSE = 26;
static const int FINGERS = 5;

// rows 0 to 2 of c = a b; the last rows of all are (0, 0, 0, 1), or (0, 0, 0, last) of b
static void multiply(const double* __restrict__ a, const double* __restrict__ b, double last, double* __restrict__ c) {
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 4; j++) {
            c[4 * i + j] = a[4 * i] * b[j] + a[4 * i + 1] * b[4 + j] + a[4 * i + 2] * b[8 + j];
        }
        c[4 * i + 3] += a[4 * i + 3] * last;
    }
}

// m times a turn about x by the angle of (cx, sx), then about z by that of (cz, sz); `place` scales the translation
static void turn(const double* m, double cx, double sx, double cz, double sz, double keepX, double place, double* out) {
    for (int i = 0; i < 3; i++) {
        const double a = m[4 * i], b = m[4 * i + 1], c = m[4 * i + 2];
        const double across = b * cz - a * sz;
        out[4 * i] = keepX * (a * cz + b * sz);
        out[4 * i + 1] = across * cx + c * sx;
        out[4 * i + 2] = c * cx - across * sx;
        out[4 * i + 3] = place * m[4 * i + 3];
    }
}

// the turn differentiated for the angle about z
static void turnZ(const double* m, double cx, double sx, double cz, double sz, double* out) {
    for (int i = 0; i < 3; i++) {
        const double a = m[4 * i], b = m[4 * i + 1];
        const double across = -b * sz - a * cz;
        out[4 * i] = b * cz - a * sz;
        out[4 * i + 1] = across * cx;
        out[4 * i + 2] = -across * sx;
        out[4 * i + 3] = 0;
    }
}

// a rotation by the vector r, and its derivatives for the elements of r
static void rotation(const double* r, double R[9], double dR[3][9]) {
    const double angle = std::sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
    for (int i = 0; i < 9; i++) R[i] = i % 4 == 0;
    std::memset(dR, 0, 27 * sizeof(double));
    if (angle < 1e-4) return;
    const double u[3] = {r[0] / angle, r[1] / angle, r[2] / angle};
    const double s = std::sin(angle), c = std::cos(angle);
    const double K[9] = {0, -u[2], u[1], u[2], 0, -u[0], -u[1], u[0], 0};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) R[3 * i + j] = u[i] * u[j] * (1 - c) + (i == j ? c : 0) + K[3 * i + j] * s;
    }
    for (int e = 0; e < 3; e++) {
        double du[3];
        for (int i = 0; i < 3; i++) du[i] = ((i == e) - u[i] * u[e]) / angle;
        const double ds = c * u[e], dc = -s * u[e];
        const double dK[9] = {0, -du[2], du[1], du[2], 0, -du[0], -du[1], du[0], 0};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                dR[e][3 * i + j] = (du[i] * u[j] + u[i] * du[j]) * (1 - c) - u[i] * u[j] * dc + (i == j ? dc : 0) +
                                   dK[3 * i + j] * s + K[3 * i + j] * ds;
            }
        }
    }
}

// x += w T p
static inline void add(const double* __restrict__ T, double w, const double* __restrict__ p, double* __restrict__ x) {
    for (int i = 0; i < 3; i++) {
        x[i] += w * (T[4 * i] * p[0] + T[4 * i + 1] * p[1] + T[4 * i + 2] * p[2] + T[4 * i + 3] * p[3]);
    }
}

static inline void rotate(const double* __restrict__ R, const double* __restrict__ x, double* __restrict__ y) {
    for (int i = 0; i < 3; i++) y[i] = R[3 * i] * x[0] + R[3 * i + 1] * x[1] + R[3 * i + 2] * x[2];
}

// The Jacobian has a row for each error; those of `us` are its first two columns, if there are any.
extern "C" void ht(int bones, int vertices, int n, int complicated, const double* pose, const double* us,
                   const int* parents, const double* relatives, const double* inverses, const double* positions,
                   const double* weights, const int* triangles, const int* correspondences, double* jacobian) {
    static thread_local Buffer relative, absolute, transforms, dAbsolute, tangents, surface, moved;
    static thread_local std::vector<char> moves;
    relative.resize(12 * bones);
    absolute.resize(12 * bones);
    transforms.resize(12 * bones);
    const int angles = POSE - 6;
    dAbsolute.resize((size_t)angles * 12 * bones);
    tangents.resize((size_t)angles * 12 * bones);
    moves.assign(angles * bones, 0);
    // the parameters that turn each bone about x and z, or -1
    std::vector<int> about(2 * bones, -1);
    for (int f = 0; f < FINGERS; f++) {
        const int bone = 2 + 4 * f;
        about[2 * bone] = 4 * f;
        about[2 * bone + 1] = 4 * f + 1;
        about[2 * (bone + 1)] = 4 * f + 2;
        about[2 * (bone + 2)] = 4 * f + 3;
    }
    for (int b = 0; b < bones; b++) {
        const double tx = about[2 * b] < 0 ? 0 : pose[6 + about[2 * b]];
        const double tz = about[2 * b + 1] < 0 ? 0 : pose[6 + about[2 * b + 1]];
        const double cx = std::cos(tx), sx = std::sin(tx), cz = std::cos(tz), sz = std::sin(tz);
        const double* base = relatives + 16 * b;
        const double* inverse = inverses + 16 * b;
        const int parent = parents[b];
        double* own = &relative[12 * b];
        double* whole = &absolute[12 * b];
        turn(base, cx, sx, cz, sz, 1, 1, own);
        if (parent < 0) {
            std::memcpy(whole, own, 12 * sizeof(double));
        } else {
            multiply(&absolute[12 * parent], own, 1, whole);
        }
        multiply(whole, inverse, 1, &transforms[12 * b]);
        for (int a = 0; a < angles; a++) {
            double* to = &dAbsolute[((size_t)a * bones + b) * 12];
            if (a == about[2 * b] || a == about[2 * b + 1]) {
                double d[12];
                if (a == about[2 * b]) {
                    turn(base, -sx, cx, cz, sz, 0, 0, d);
                } else {
                    turnZ(base, cx, sx, cz, sz, d);
                }
                if (parent < 0) {
                    std::memcpy(to, d, sizeof d);
                } else {
                    multiply(&absolute[12 * parent], d, 0, to);
                }
            } else if (parent >= 0 && moves[a * bones + parent]) {
                multiply(&dAbsolute[((size_t)a * bones + parent) * 12], own, 1, to);
            } else {
                continue;
            }
            moves[a * bones + b] = 1;
            multiply(to, inverse, 1, &tangents[((size_t)a * bones + b) * 12]);
        }
    }
    double R[9], dR[3][9];
    rotation(pose, R, dR);
    // of each vertex: where it is before the hand is turned, and how it moves with each parameter
    surface.assign(3 * vertices, 0);
    moved.resize((size_t)vertices * POSE * 3);
    for (int v = 0; v < vertices; v++) {
        const double* p = positions + 4 * v;
        double* x = &surface[3 * v];
        double* d = &moved[(size_t)v * POSE * 3];
        for (int b = 0; b < bones; b++) add(&transforms[12 * b], weights[v * bones + b], p, x);
        for (int e = 0; e < 3; e++) {
            rotate(dR[e], x, d + 3 * e);
            for (int i = 0; i < 3; i++) d[3 * (3 + e) + i] = i == e;
        }
        for (int a = 0; a < angles; a++) {
            double dx[3] = {0, 0, 0};
            for (int b = 0; b < bones; b++) {
                if (moves[a * bones + b]) add(&tangents[((size_t)a * bones + b) * 12], weights[v * bones + b], p, dx);
            }
            rotate(R, dx, d + 3 * (6 + a));
        }
    }
    const int first = complicated ? 2 : 0;
    const int columns = first + POSE;
    for (int c = 0; c < n; c++) {
        double* rows = jacobian + (size_t)3 * c * columns;
        if (!complicated) {
            const double* d = &moved[(size_t)correspondences[c] * POSE * 3];
            for (int a = 0; a < POSE; a++) {
                for (int i = 0; i < 3; i++) rows[i * columns + a] = -d[3 * a + i];
            }
            continue;
        }
        const int* corners = triangles + 3 * correspondences[c];
        const double u = us[2 * c], w = us[2 * c + 1], rest = 1 - u - w;
        const double *da = &moved[(size_t)corners[0] * POSE * 3], *db = &moved[(size_t)corners[1] * POSE * 3];
        const double* dc = &moved[(size_t)corners[2] * POSE * 3];
        double across[2][3], turned[2][3];
        for (int i = 0; i < 3; i++) {
            across[0][i] = surface[3 * corners[0] + i] - surface[3 * corners[2] + i];
            across[1][i] = surface[3 * corners[1] + i] - surface[3 * corners[2] + i];
        }
        rotate(R, across[0], turned[0]);
        rotate(R, across[1], turned[1]);
        for (int i = 0; i < 3; i++) {
            rows[i * columns] = -turned[0][i];
            rows[i * columns + 1] = -turned[1][i];
        }
        for (int a = 0; a < POSE; a++) {
            for (int i = 0; i < 3; i++) {
                rows[i * columns + 2 + a] = -(u * da[3 * a + i] + w * db[3 * a + i] + rest * dc[3 * a + i]);
            }
        }
    }
}
