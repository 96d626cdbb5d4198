package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.TrainingStep;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// The step through PyTorch's autograd.
final class PyTorchStep implements TrainingStep {
    private final MlpSetting setting;
    private final Tensor[] parameters;
    private final PyTorchParameters update;
    private final Tensor images;
    private final Tensor labels;
    private final FloatPointer imageData;
    private final LongPointer labelData;
    private final long[] wideLabels;

    PyTorchStep(MlpSetting setting, float[][] parameters) {
        this.setting = setting;
        torch.set_num_threads(setting.threads());
        openblas.blas_set_num_threads(setting.threads());
        this.parameters = new Tensor[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            long[] shape = setting.shapes().get(i).stream()
                    .mapToLong(Integer::longValue)
                    .toArray();
            try (var values = new FloatPointer(parameters[i])) {
                this.parameters[i] = torch.from_blob(values, shape).clone();
            }
        }
        update = new PyTorchParameters(this.parameters, setting.optimiser());
        images = torch.empty(setting.batch(), MlpSetting.FEATURES);
        labels = torch.empty(
                new long[] {setting.batch()}, new TensorOptions(torch.ScalarType.Long), new MemoryFormatOptional());
        imageData = new FloatPointer(images.data_ptr_float());
        labelData = new LongPointer(labels.data_ptr_long());
        wideLabels = new long[setting.batch()];
    }

    @Override
    public float step(Batch batch) {
        try (var _ = new PointerScope()) {
            imageData.put(batch.images());
            Arrays.setAll(wideLabels, i -> batch.labels()[i]);
            labelData.put(wideLabels);
            var hidden = activated(setting.activation(), torch.addmm(parameters[1], images, parameters[0]));
            var loss = torch.cross_entropy_loss(torch.addmm(parameters[3], hidden, parameters[2]), labels);
            update.update(loss);
            return loss.item_float();
        }
    }

    static Tensor activated(Activation activation, Tensor x) {
        return switch (activation) {
            case RELU -> torch.relu(x);
            case TANH -> torch.tanh(x);
            case GELU -> torch.gelu(x);
        };
    }

    @Override
    public float[][] parameters() {
        var values = new float[parameters.length][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new float[(int) parameters[i].numel()];
            new FloatPointer(parameters[i].data_ptr_float()).get(values[i]);
        }
        return values;
    }

    @Override
    public void close() {
        images.close();
        labels.close();
    }
}
