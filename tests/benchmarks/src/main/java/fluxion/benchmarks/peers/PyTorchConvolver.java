package fluxion.benchmarks.peers;

import fluxion.benchmarks.conv.ConvInputs;
import fluxion.benchmarks.conv.ConvSetting;
import fluxion.benchmarks.conv.Convolver;
import fluxion.benchmarks.conv.Part;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;

/// PyTorch's convolution, and its backward through autograd with one operand that wants a gradient: what autograd keeps
/// for it is the operands alone. Channels first, its own layout.
final class PyTorchConvolver implements Convolver {
    private final Tensor[] images = new Tensor[ConvInputs.TURNS];
    private final Tensor[] filters = new Tensor[ConvInputs.TURNS];
    private final Tensor[] cotangents = new Tensor[ConvInputs.TURNS];
    private final Tensor[] ofImages = new Tensor[ConvInputs.TURNS];
    private final Tensor[] ofFilters = new Tensor[ConvInputs.TURNS];
    private final Tensor[] wantedImages = new Tensor[ConvInputs.TURNS];
    private final Tensor[] wantedFilters = new Tensor[ConvInputs.TURNS];
    private final Map<Part, Tensor> last = new EnumMap<>(Part.class);

    PyTorchConvolver(ConvSetting setting, ConvInputs inputs) {
        torch.set_num_threads(setting.threads());
        openblas.blas_set_num_threads(setting.threads());
        for (int turn = 0; turn < ConvInputs.TURNS; turn++) {
            images[turn] = channelsFirst(inputs.images()[turn], setting.images());
            filters[turn] = tensor(inputs.filters()[turn], setting.filter())
                    .permute(3, 2, 0, 1)
                    .contiguous();
            cotangents[turn] = channelsFirst(inputs.cotangents()[turn], setting.result());
            wantedImages[turn] = images[turn].clone().set_requires_grad(true);
            wantedFilters[turn] = filters[turn].clone().set_requires_grad(true);
            ofImages[turn] = torch.conv2d(wantedImages[turn], filters[turn]);
            ofFilters[turn] = torch.conv2d(images[turn], wantedFilters[turn]);
        }
    }

    private static Tensor tensor(float[] values, long[] shape) {
        try (var pointer = new FloatPointer(values)) {
            return torch.from_blob(pointer, shape).clone();
        }
    }

    private static Tensor channelsFirst(float[] values, long[] shape) {
        return tensor(values, shape).permute(0, 3, 1, 2).contiguous();
    }

    @Override
    public void compute(Part part, int turn) {
        var before = last.remove(part);
        if (before != null) {
            before.close();
        }
        last.put(
                part,
                switch (part) {
                    case FORWARD -> {
                        try (var _ = new AutoGradMode(false)) {
                            yield torch.conv2d(images[turn], filters[turn]);
                        }
                    }
                    case BACKWARD_DATA -> gradient(ofImages[turn], wantedImages[turn], cotangents[turn]);
                    case BACKWARD_FILTER -> gradient(ofFilters[turn], wantedFilters[turn], cotangents[turn]);
                });
    }

    private static Tensor gradient(Tensor y, Tensor x, Tensor ct) {
        x.mutable_grad().reset();
        try (var _ = new PointerScope()) {
            y.backward(ct, new BoolOptional(true), false, new TensorArrayRefOptional());
        }
        return x.mutable_grad();
    }

    @Override
    public float[] result(Part part) {
        var tensor = Objects.requireNonNull(last.get(part));
        var rowMajor =
                (part == Part.BACKWARD_FILTER ? tensor.permute(2, 3, 1, 0) : tensor.permute(0, 2, 3, 1)).contiguous();
        var values = new float[(int) rowMajor.numel()];
        new FloatPointer(rowMajor.data_ptr_float()).get(values);
        return values;
    }

    @Override
    public void close() {
        last.values().forEach(Tensor::close);
    }
}
