package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.Optimiser;
import fluxion.benchmarks.mlp.TrainingStep;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/// The step through PyTorch's autograd, and the update by the fused Adam kernel that Python's `Adam(fused=True)` calls.
///
/// What was tried and is slower: `torch::optim::Adam`, which runs about ten kernels a parameter.
final class PyTorchStep implements TrainingStep {
    private final MlpSetting setting;
    private final Tensor[] parameters;
    private final Tensor steps = torch.zeros(new long[0]);
    private final OperatorHandle fusedAdam = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adam_", "");

    // The arguments of the kernel that stay the same, made once: each costs a call through JNI and an allocation.
    private final IValue parameterList;
    private final IValue meanList;
    private final IValue squareList;
    private final IValue stepList;
    private final IValue noMaxima = list();
    private final IValue rate;
    private final IValue beta1 = new IValue(Optimiser.BETA1);
    private final IValue beta2 = new IValue(Optimiser.BETA2);
    private final IValue weightDecay = new IValue(0.0);
    private final IValue epsilon = new IValue(Optimiser.EPSILON);
    private final IValue no = new IValue(false);
    private final IValue none = new IValue();

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
        var means = new Tensor[parameters.length];
        var squares = new Tensor[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            long[] shape = setting.shapes().get(i).stream()
                    .mapToLong(Integer::longValue)
                    .toArray();
            try (var values = new FloatPointer(parameters[i])) {
                this.parameters[i] = torch.from_blob(values, shape).clone();
            }
            this.parameters[i].set_requires_grad(true);
            means[i] = torch.zeros(shape);
            squares[i] = torch.zeros(shape);
        }
        parameterList = list(this.parameters);
        meanList = list(means);
        squareList = list(squares);
        var stepOfEach = new Tensor[parameters.length];
        Arrays.fill(stepOfEach, steps);
        stepList = list(stepOfEach);
        rate = new IValue(setting.optimiser().rate());
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
            var hidden = activated(torch.addmm(parameters[1], images, parameters[0]));
            var loss = torch.cross_entropy_loss(torch.addmm(parameters[3], hidden, parameters[2]), labels);
            for (var parameter : parameters) {
                parameter.mutable_grad().reset();
            }
            loss.backward();
            update();
            return loss.item_float();
        }
    }

    private Tensor activated(Tensor x) {
        return switch (setting.activation()) {
            case RELU -> torch.relu(x);
            case TANH -> torch.tanh(x);
            case GELU -> torch.gelu(x);
        };
    }

    private void update() {
        try (var _ = new AutoGradMode(false)) {
            switch (setting.optimiser()) {
                case SGD -> {
                    for (var parameter : parameters) {
                        parameter.sub_(
                                parameter.grad(), new Scalar(setting.optimiser().rate()));
                    }
                }
                case ADAM -> {
                    steps.add_(new Scalar(1.0));
                    var gradients = new Tensor[parameters.length];
                    Arrays.setAll(gradients, i -> parameters[i].grad());
                    fusedAdam.callBoxed(new IValueVector(
                            parameterList,
                            list(gradients),
                            meanList,
                            squareList,
                            noMaxima,
                            stepList,
                            rate,
                            beta1,
                            beta2,
                            weightDecay,
                            epsilon,
                            no,
                            no,
                            none,
                            none));
                }
            }
        }
    }

    private static IValue list(Tensor... tensors) {
        var list = new GenericList(new Type.TypePtr(TensorType.get()));
        for (var tensor : tensors) {
            list.push_back(new IValue(tensor));
        }
        return new IValue(list);
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
