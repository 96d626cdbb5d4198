package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Optimiser;
import java.util.Arrays;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/// Parameters and their update, for Adam by the fused kernel that Python's `Adam(fused=True)` calls.
///
/// What was tried and is slower: `torch::optim::Adam`, which runs about ten kernels a parameter.
final class PyTorchParameters {
    private final Tensor[] parameters;
    private final Optimiser optimiser;
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

    /// Parameters that are updated in place from now on; they want gradients.
    PyTorchParameters(Tensor[] parameters, Optimiser optimiser) {
        this.parameters = parameters.clone();
        this.optimiser = optimiser;
        var means = new Tensor[parameters.length];
        var squares = new Tensor[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i].set_requires_grad(true);
            means[i] = torch.zeros_like(parameters[i]);
            squares[i] = torch.zeros_like(parameters[i]);
        }
        parameterList = list(this.parameters);
        meanList = list(means);
        squareList = list(squares);
        var stepOfEach = new Tensor[parameters.length];
        Arrays.fill(stepOfEach, steps);
        stepList = list(stepOfEach);
        rate = new IValue(optimiser.rate());
    }

    /// Parameter `i`.
    Tensor get(int i) {
        return parameters[i];
    }

    /// One step along the gradient of `loss`.
    void update(Tensor loss) {
        for (var parameter : parameters) {
            parameter.mutable_grad().reset();
        }
        loss.backward();
        try (var _ = new AutoGradMode(false)) {
            switch (optimiser) {
                case SGD -> {
                    for (var parameter : parameters) {
                        parameter.sub_(parameter.grad(), new Scalar(optimiser.rate()));
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
}
