package fluxion.benchmarks.mlp;

import java.util.Arrays;
import java.util.List;

/// The step in plain double arithmetic, one loop a formula: what every system is compared with before it is timed.
public final class ReferenceStep implements TrainingStep {
    private static final double HALF_ROOT = Math.sqrt(0.5);

    private final MlpSetting setting;
    private final List<double[]> parameters;
    private final List<double[]> gradients;
    private final List<double[]> means;
    private final List<double[]> squares;
    private final double[] before;
    private final double[] hidden;
    private final double[] logits;
    private int steps;

    /// Starts from copies of `parameters`, in the order of [MlpSetting#shapes].
    public ReferenceStep(MlpSetting setting, List<float[]> parameters) {
        this.setting = setting;
        this.parameters = parameters.stream().map(ReferenceStep::widened).toList();
        this.gradients = zeros(parameters);
        this.means = zeros(parameters);
        this.squares = zeros(parameters);
        this.before = new double[setting.batch() * setting.hidden()];
        this.hidden = new double[before.length];
        this.logits = new double[setting.batch() * MlpSetting.CLASSES];
    }

    private static double[] widened(float[] values) {
        var wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static List<double[]> zeros(List<float[]> like) {
        return like.stream().map(values -> new double[values.length]).toList();
    }

    @Override
    public float step(Batch batch) {
        var images = widened(batch.images());
        int rows = setting.batch();
        int width = setting.hidden();
        int classes = MlpSetting.CLASSES;
        layer(images, MlpSetting.FEATURES, parameters.get(0), parameters.get(1), before);
        for (int i = 0; i < before.length; i++) {
            hidden[i] = value(before[i]);
        }
        layer(hidden, width, parameters.get(2), parameters.get(3), logits);
        double loss = lossAndGradient(batch.labels());

        var hiddenGradient = new double[rows * width];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                double sum = 0;
                for (int k = 0; k < classes; k++) {
                    sum += logits[i * classes + k] * parameters.get(2)[j * classes + k];
                }
                hiddenGradient[i * width + j] = sum * slope(before[i * width + j]);
            }
        }
        layerGradient(hidden, width, logits, gradients.get(2), gradients.get(3));
        layerGradient(images, MlpSetting.FEATURES, hiddenGradient, gradients.get(0), gradients.get(1));
        steps++;
        for (int p = 0; p < parameters.size(); p++) {
            update(parameters.get(p), gradients.get(p), means.get(p), squares.get(p));
        }
        return (float) loss;
    }

    /// `out = in * weights + bias`
    private void layer(double[] in, int inputs, double[] weights, double[] bias, double[] out) {
        int outputs = bias.length;
        for (int i = 0; i < setting.batch(); i++) {
            System.arraycopy(bias, 0, out, i * outputs, outputs);
            for (int k = 0; k < inputs; k++) {
                double factor = in[i * inputs + k];
                for (int j = 0; j < outputs; j++) {
                    out[i * outputs + j] += factor * weights[k * outputs + j];
                }
            }
        }
    }

    /// `weights = in^T * out`, `bias = sum of the rows of out`
    private void layerGradient(double[] in, int inputs, double[] out, double[] weights, double[] bias) {
        int outputs = bias.length;
        Arrays.fill(weights, 0);
        Arrays.fill(bias, 0);
        for (int i = 0; i < setting.batch(); i++) {
            for (int j = 0; j < outputs; j++) {
                bias[j] += out[i * outputs + j];
            }
            for (int k = 0; k < inputs; k++) {
                double factor = in[i * inputs + k];
                for (int j = 0; j < outputs; j++) {
                    weights[k * outputs + j] += factor * out[i * outputs + j];
                }
            }
        }
    }

    /// The mean loss; the logits are replaced by its gradient.
    private double lossAndGradient(int[] labels) {
        int classes = MlpSetting.CLASSES;
        double loss = 0;
        for (int i = 0; i < labels.length; i++) {
            int row = i * classes;
            double max = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                max = Math.max(max, logits[row + k]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(logits[row + k] - max);
            }
            loss += max + Math.log(sum) - logits[row + labels[i]];
            for (int k = 0; k < classes; k++) {
                double target = k == labels[i] ? 1 : 0;
                logits[row + k] = (Math.exp(logits[row + k] - max) / sum - target) / labels.length;
            }
        }
        return loss / labels.length;
    }

    private void update(double[] parameter, double[] gradient, double[] mean, double[] square) {
        double rate = setting.optimiser().rate();
        double meanScale = 1 / (1 - Math.pow(Optimiser.BETA1, steps));
        double squareScale = 1 / (1 - Math.pow(Optimiser.BETA2, steps));
        for (int i = 0; i < parameter.length; i++) {
            double g = gradient[i];
            parameter[i] -= rate
                    * switch (setting.optimiser()) {
                        case SGD -> g;
                        case ADAM -> {
                            mean[i] = Optimiser.BETA1 * mean[i] + (1 - Optimiser.BETA1) * g;
                            square[i] = Optimiser.BETA2 * square[i] + (1 - Optimiser.BETA2) * g * g;
                            yield mean[i] * meanScale / (Math.sqrt(square[i] * squareScale) + Optimiser.EPSILON);
                        }
                    };
        }
    }

    private double value(double x) {
        return switch (setting.activation()) {
            case RELU -> Math.max(0, x);
            case TANH -> Math.tanh(x);
            case GELU -> x * normal(x);
        };
    }

    private double slope(double x) {
        return switch (setting.activation()) {
            case RELU -> x > 0 ? 1 : 0;
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
            case GELU -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        };
    }

    /// The distribution function of the normal distribution.
    private static double normal(double x) {
        return 0.5 * (1 + erf(x * HALF_ROOT));
    }

    /// The error function by its power series, which loses no more than 1e-9 for `|x| < 4`; beyond, it is 1 to
    /// 1.6e-8.
    private static double erf(double x) {
        if (Math.abs(x) >= 4) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.sqrt(Math.PI);
    }

    @Override
    public float[][] parameters() {
        var copies = new float[parameters.size()][];
        for (int p = 0; p < copies.length; p++) {
            copies[p] = new float[parameters.get(p).length];
            for (int i = 0; i < copies[p].length; i++) {
                copies[p][i] = (float) parameters.get(p)[i];
            }
        }
        return copies;
    }

    @Override
    public void close() {}
}
