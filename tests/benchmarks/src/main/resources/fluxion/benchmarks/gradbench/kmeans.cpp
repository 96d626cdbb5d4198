// Newton's direction: the gradient divided by the diagonal of the Hessian, both from the points of each cluster.
#include <limits>
#include <vector>

extern "C" void kmeans(int n, int k, int d, const double* __restrict__ points, const double* __restrict__ centroids,
                       double* __restrict__ direction) {
    static thread_local std::vector<double> gradient, hessian;
    gradient.assign(k * d, 0);
    hessian.assign(k, 0);
    for (int i = 0; i < n; i++) {
        const double* __restrict__ point = points + i * d;
        double closest = std::numeric_limits<double>::max();
        int cluster = 0;
        for (int j = 0; j < k; j++) {
            double distance = 0;
            for (int l = 0; l < d; l++) {
                const double difference = point[l] - centroids[j * d + l];
                distance += difference * difference;
            }
            if (distance < closest) {
                closest = distance;
                cluster = j;
            }
        }
        hessian[cluster] += 2;
        for (int l = 0; l < d; l++) gradient[cluster * d + l] += 2 * (centroids[cluster * d + l] - point[l]);
    }
    for (int j = 0; j < k; j++) {
        for (int l = 0; l < d; l++) direction[j * d + l] = gradient[j * d + l] / hessian[j];
    }
}
