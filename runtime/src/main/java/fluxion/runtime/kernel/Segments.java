package fluxion.runtime.kernel;

import java.util.Arrays;

/// The products that an element of a convolution is the sum of, as stretches of equal steps: `length` products each,
/// stretch s from element `a[s]` of the tensor and step `k[s]` of the packed filter on. All relative to where the
/// first tap of the first axis lies.
final class Segments {
    int[] a = new int[16];
    int[] k = new int[16];
    int count;
    int length;
    int aStep;
    int kStep;

    private int[] counts = new int[4];
    private int[] aSteps = new int[4];
    private int[] kSteps = new int[4];
    private int levels;

    /// Begins a space without axes.
    void begin() {
        levels = 0;
    }

    /// Adds an axis inside the others: `count` steps of `aStep` in the tensor and `kStep` in the packed filter.
    void axis(int times, int aWidth, int kWidth) {
        if (times == 1) {
            return;
        }
        if (levels > 0 && times > 0 && aSteps[levels - 1] == times * aWidth && kSteps[levels - 1] == times * kWidth) {
            counts[levels - 1] *= times;
            aSteps[levels - 1] = aWidth;
            kSteps[levels - 1] = kWidth;
            return;
        }
        push(times, aWidth, kWidth);
    }

    private void push(int times, int aWidth, int kWidth) {
        if (levels == counts.length) {
            counts = Arrays.copyOf(counts, 2 * levels);
            aSteps = Arrays.copyOf(aSteps, 2 * levels);
            kSteps = Arrays.copyOf(kSteps, 2 * levels);
        }
        counts[levels] = times;
        aSteps[levels] = aWidth;
        kSteps[levels] = kWidth;
        levels++;
    }

    /// Lists stretches whose steps are one element of the tensor and one of the packed filter.
    void completeDense() {
        if (levels > 0 && (aSteps[levels - 1] != 1 || kSteps[levels - 1] != 1)) {
            push(1, 1, 1);
        }
        complete();
    }

    /// Lists the stretches along the last axis.
    void complete() {
        int outer = Math.max(0, levels - 1);
        length = levels == 0 ? 1 : counts[outer];
        aStep = levels == 0 ? 0 : aSteps[outer];
        kStep = levels == 0 ? 0 : kSteps[outer];
        int all = length == 0 ? 0 : 1;
        for (int level = 0; level < outer; level++) {
            all *= counts[level];
        }
        if (a.length < all) {
            a = new int[2 * all];
            k = new int[2 * all];
        }
        count = all;
        if (all == 0) {
            return;
        }
        a[0] = 0;
        k[0] = 0;
        int made = 1;
        for (int level = outer - 1; level >= 0; level--) {
            for (int i = 1; i < counts[level]; i++) {
                for (int j = 0; j < made; j++) {
                    a[i * made + j] = a[j] + i * aSteps[level];
                    k[i * made + j] = k[j] + i * kSteps[level];
                }
            }
            made *= counts[level];
        }
    }

    /// Makes this the first `some` stretches of `all`, whose lists it shares.
    void firstOf(Segments all, int some) {
        a = all.a;
        k = all.k;
        count = some;
        length = all.length;
        aStep = all.aStep;
        kStep = all.kStep;
    }
}
