package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.benchmarks.network.AttentionBlock;
import fluxion.benchmarks.network.Cnn;
import fluxion.benchmarks.network.LstmNetwork;
import fluxion.benchmarks.network.Workload;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The step through PyTorch's autograd, with its own functions for convolution, LSTM (oneDNN's), attention and
/// normalisation. Parameters lie as PyTorch wants them and are turned around only where they are compared.
final class PyTorchNetworkStep implements TrainingStep {
    private static final long[] CHANNELS_LAST = {0, 2, 3, 1};
    private static final long[] CHANNELS_FIRST = {0, 3, 1, 2};

    private final Workload workload;
    private final Tensor[] parameters;
    private final PyTorchParameters update;
    private final Tensor x;
    private final Tensor labels;
    private final FloatPointer inputData;
    private final LongPointer labelData;
    private final long[] wideLabels;

    PyTorchNetworkStep(Workload workload, float[][] parameters) {
        this.workload = workload;
        torch.set_num_threads(workload.threads());
        openblas.blas_set_num_threads(workload.threads());
        this.parameters = new Tensor[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            try (var values = new FloatPointer(parameters[i])) {
                long[] shape = workload.parameters().get(i).extents();
                this.parameters[i] = laidOut(i, torch.from_blob(values, shape)).clone();
            }
        }
        update = new PyTorchParameters(this.parameters, workload.optimiser());
        x = torch.empty(workload.input());
        labels = torch.empty(
                new long[] {workload.batch()}, new TensorOptions(torch.ScalarType.Long), new MemoryFormatOptional());
        inputData = new FloatPointer(x.data_ptr_float());
        labelData = new LongPointer(labels.data_ptr_long());
        wideLabels = new long[workload.batch()];
    }

    /// Filters are `[features, channels, height, width]` with the channels last in memory, weights of an LSTM
    /// `[outputs, inputs]`.
    private Tensor laidOut(int i, Tensor rowMajor) {
        return switch (workload) {
            case Cnn _
            when rowMajor.dim() == 4 ->
                rowMajor.permute(3, 0, 1, 2).contiguous().permute(CHANNELS_FIRST);
            case LstmNetwork _ when i < 2 -> rowMajor.t().contiguous();
            case Cnn _, LstmNetwork _, AttentionBlock _ -> rowMajor;
        };
    }

    private Tensor rowMajor(int i) {
        return switch (workload) {
            case Cnn _ when parameters[i].dim() == 4 -> parameters[i].permute(2, 3, 1, 0);
            case LstmNetwork _ when i < 2 -> parameters[i].t();
            case Cnn _, LstmNetwork _, AttentionBlock _ -> parameters[i];
        };
    }

    @Override
    public float step(Batch batch) {
        try (var _ = new PointerScope()) {
            inputData.put(batch.images());
            Arrays.setAll(wideLabels, i -> batch.labels()[i]);
            labelData.put(wideLabels);
            var logits = switch (workload) {
                case Cnn cnn -> cnn(cnn);
                case LstmNetwork lstm -> lstm(lstm);
                case AttentionBlock block -> attention(block);
            };
            var loss = torch.cross_entropy_loss(logits, labels);
            update.update(loss);
            return loss.item_float();
        }
    }

    private Tensor dense(int weights, Tensor rows) {
        return torch.addmm(parameters[weights + 1], rows, parameters[weights]);
    }

    /// Channels last in memory, which is faster here than channels first.
    private Tensor cnn(Cnn cnn) {
        var first = PyTorchStep.activated(cnn.activation(), convolved(x.permute(CHANNELS_FIRST), 0, 1));
        var second = PyTorchStep.activated(cnn.activation(), convolved(first, 2, cnn.stride()));
        var pooled = torch.max_pool2d(second, 2, 2);
        var dropped = dropout(cnn, pooled, Cnn.DROPPED_PIXELS);
        var flat = dropped.permute(CHANNELS_LAST).reshape(cnn.batch(), cnn.pooled());
        var hidden = PyTorchStep.activated(cnn.activation(), dense(4, flat));
        return dense(6, dropout(cnn, hidden, Cnn.DROPPED_HIDDEN));
    }

    private Tensor convolved(Tensor images, int filter, long stride) {
        return torch.conv2d(
                images,
                parameters[filter],
                new TensorOptional(parameters[filter + 1]),
                new long[] {stride, stride},
                new long[] {0, 0},
                new long[] {1, 1},
                1);
    }

    private static Tensor dropout(Cnn cnn, Tensor x, double rate) {
        return cnn.dropout() ? torch.dropout(x, rate, true) : x;
    }

    private Tensor lstm(LstmNetwork lstm) {
        var byTime = x.transpose(0, 1).contiguous();
        var zeros = torch.zeros(1, lstm.batch(), lstm.hidden());
        var noBias = torch.zeros((long) LstmNetwork.GATES * lstm.hidden());
        var result = torch.lstm(
                byTime,
                new TensorVector(zeros, zeros),
                new TensorVector(parameters[0], parameters[1], parameters[2], noBias),
                true,
                1,
                0,
                true,
                false,
                false);
        return dense(3, result.get1().select(0, 0));
    }

    private Tensor attention(AttentionBlock block) {
        var rows = x.view((long) block.batch() * block.sequence(), block.width());
        var parts = dense(2, normal(block, rows, 0))
                .view(block.batch(), block.sequence(), 3, block.heads(), block.head())
                .permute(2, 0, 3, 1, 4);
        var attended = torch.scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2))
                .transpose(1, 2)
                .reshape(rows.size(0), rows.size(1));
        var y = rows.add(dense(4, attended));
        var z = y.add(dense(10, torch.gelu(dense(8, normal(block, y, 6)))));
        return dense(12, z.view(workload.input()).mean(1));
    }

    private Tensor normal(AttentionBlock block, Tensor rows, int scale) {
        return torch.layer_norm(
                rows,
                new long[] {block.width()},
                new TensorOptional(parameters[scale]),
                new TensorOptional(parameters[scale + 1]),
                AttentionBlock.EPSILON,
                false);
    }

    @Override
    public float[][] parameters() {
        var values = new float[parameters.length][];
        for (int i = 0; i < values.length; i++) {
            var rowMajor = rowMajor(i).contiguous();
            values[i] = new float[(int) rowMajor.numel()];
            new FloatPointer(rowMajor.data_ptr_float()).get(values[i]);
        }
        return values;
    }

    @Override
    public void close() {
        x.close();
        labels.close();
    }
}
