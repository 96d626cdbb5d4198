package fluxion.nn.schedule;

/// The learning rate of each step.
@FunctionalInterface
public interface Schedule {
    /// The rate of step number `step`, from 0.
    double rate(long step);

    /// Always `rate`.
    static Schedule constant(double rate) {
        return _ -> rate;
    }

    /// `rate * decay^(step / every)`
    ///
    /// @param every after how many steps the rate has become `decay` times as large
    static Schedule exponential(double rate, double decay, long every) {
        positive("exponential", every);
        return step -> rate * StrictMath.pow(decay, (double) step / every);
    }

    /// `rate * factor^floor(step / every)`
    static Schedule steps(double rate, double factor, long every) {
        positive("steps", every);
        return step -> rate * StrictMath.pow(factor, (double) Math.floorDiv(step, every));
    }

    /// From `rate` down to `last` along half a cosine in `steps` steps, then `last` [Loshchilov & Hutter 2017,
    /// equation 5, without restarts].
    static Schedule cosine(double rate, double last, long steps) {
        positive("cosine", steps);
        return step -> {
            double part = (double) Math.min(step, steps) / steps;
            return last + (rate - last) * 0.5 * (1 + StrictMath.cos(Math.PI * part));
        };
    }

    /// In equal steps from `rate / steps` to `rate`, where `rate` is that of `then` at 0; then `then`, counted from
    /// 0.
    static Schedule warmUp(long steps, Schedule then) {
        positive("warmUp", steps);
        return step -> step < steps ? then.rate(0) * (step + 1) / steps : then.rate(step - steps);
    }

    /// Half a cosine up from `highest / 25` to `highest` in the first 30 % of `steps` steps, and half a cosine down
    /// to a ten-thousandth of the first rate in the rest; that is kept [Smith & Topin 2019, with the shape that
    /// PyTorch gives it].
    static Schedule oneCycle(double highest, long steps) {
        positive("oneCycle", steps);
        double first = highest / 25;
        double last = first / 1e4;
        double peak = Math.max(1, 0.3 * steps - 1);
        double end = Math.max(peak + 1, steps - 1.0);
        return step -> {
            double at = Math.min((double) step, end);
            double from = at <= peak ? first : highest;
            double to = at <= peak ? highest : last;
            double part = at <= peak ? at / peak : (at - peak) / (end - peak);
            return to + (from - to) * 0.5 * (1 + StrictMath.cos(Math.PI * part));
        };
    }

    private static void positive(String schedule, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(schedule + ": " + steps + " steps; it must be at least 1");
        }
    }
}
