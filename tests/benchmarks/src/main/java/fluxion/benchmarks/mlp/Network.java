package fluxion.benchmarks.mlp;

import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import java.util.List;

/// The network in Fluxion's operations, for parameters that are tensors or variables.
///
/// @param <T> what a parameter is
/// @param w1 `f32[784, hidden]`
/// @param b1 `f32[hidden]`
/// @param w2 `f32[hidden, 10]`
/// @param b2 `f32[10]`
public record Network<T extends TensorLike>(T w1, T b1, T w2, T b2) {
    /// Copies of `parameters`, in the order of [MlpSetting#shapes].
    public static List<Tensor> copies(MlpSetting setting, float[][] parameters) {
        return List.of(
                copy(setting, parameters, 0),
                copy(setting, parameters, 1),
                copy(setting, parameters, 2),
                copy(setting, parameters, 3));
    }

    private static Tensor copy(MlpSetting setting, float[][] parameters, int i) {
        var shape =
                setting.shapes().get(i).stream().mapToLong(Integer::longValue).toArray();
        return Tensor.wrap(parameters[i].clone(), shape);
    }

    /// The images of a batch, not copied.
    public static Tensor images(Batch batch) {
        return Tensor.wrap(batch.images(), batch.labels().length, MlpSetting.FEATURES);
    }

    /// The labels of a batch, not copied.
    public static Tensor labels(Batch batch) {
        return Tensor.wrap(batch.labels(), batch.labels().length);
    }

    /// The mean cross-entropy of `labels`, `i32[batch]`, for `images`, `f32[batch, 784]`.
    public Tensor loss(Activation activation, Tensor images, Tensor labels) {
        var before = images.matmul(w1).add(b1);
        var hidden = switch (activation) {
            case RELU -> before.relu();
            case TANH -> before.tanh();
            case GELU -> before.gelu();
        };
        return hidden.matmul(w2).add(b2).softmaxCrossEntropy(labels).mean();
    }

    /// Copies of the elements of the parameters, in the order of [MlpSetting#shapes].
    public float[][] arrays() {
        return new float[][] {
            w1.tensor().toFloatArray(),
            b1.tensor().toFloatArray(),
            w2.tensor().toFloatArray(),
            b2.tensor().toFloatArray()
        };
    }
}
