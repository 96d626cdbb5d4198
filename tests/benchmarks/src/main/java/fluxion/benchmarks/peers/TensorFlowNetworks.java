package fluxion.benchmarks.peers;

import fluxion.benchmarks.network.AttentionBlock;
import fluxion.benchmarks.network.Cnn;
import fluxion.benchmarks.network.LstmNetwork;
import fluxion.benchmarks.network.Workload;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// The networks as TensorFlow graphs, channels last.
///
/// @param x the batch
/// @param labels its classes
/// @param p the parameters; of an LSTM the weights of inputs and outputs are one, which its operation wants
record TensorFlowNetworks(Ops tf, Operand<TFloat32> x, Operand<TInt32> labels, List<Variable<TFloat32>> p, long batch) {
    /// The mean loss, and a gradient for each parameter.
    record LossAndGradients(Operand<TFloat32> loss, List<Operand<TFloat32>> gradients) {}

    private record LogitLoss(Operand<TFloat32> loss, Operand<TFloat32> gradient) {}

    LossAndGradients of(Workload workload) {
        return switch (workload) {
            case Cnn cnn -> differentiated(cnn(cnn));
            case LstmNetwork lstm -> lstm(lstm);
            case AttentionBlock block -> differentiated(attention(block));
        };
    }

    private LogitLoss loss(Operand<TFloat32> logits) {
        var entropy = SparseSoftmaxCrossEntropyWithLogits.create(tf.scope(), logits, labels);
        return new LogitLoss(
                tf.math.mean(entropy.loss(), tf.constant(0)), tf.math.mul(entropy.backprop(), tf.constant(1f / batch)));
    }

    private LossAndGradients differentiated(Operand<TFloat32> logits) {
        var loss = loss(logits);
        var found = tf.gradients(List.of(logits), p, Gradients.dx(List.of(loss.gradient())));
        var gradients = new ArrayList<Operand<TFloat32>>();
        for (int i = 0; i < p.size(); i++) {
            gradients.add(found.dy(i));
        }
        return new LossAndGradients(loss.loss(), gradients);
    }

    private Operand<TFloat32> dense(Operand<TFloat32> rows, int weights) {
        return tf.nn.biasAdd(tf.linalg.matMul(rows, p.get(weights)), p.get(weights + 1));
    }

    private Operand<TFloat32> cnn(Cnn cnn) {
        var first = TensorFlowStep.activated(
                tf,
                cnn.activation(),
                tf.nn.biasAdd(tf.nn.conv2d(x, p.get(0), List.of(1L, 1L, 1L, 1L), "VALID"), p.get(1)));
        long stride = cnn.stride();
        var second = TensorFlowStep.activated(
                tf,
                cnn.activation(),
                tf.nn.biasAdd(tf.nn.conv2d(first, p.get(2), List.of(1L, stride, stride, 1L), "VALID"), p.get(3)));
        var window = tf.constant(new int[] {1, 2, 2, 1});
        var pooled = dropout(cnn, tf.nn.maxPool(second, window, window, "VALID"), Cnn.DROPPED_PIXELS);
        var flat = tf.reshape(pooled, tf.constant(new long[] {cnn.batch(), cnn.pooled()}));
        var hidden = TensorFlowStep.activated(tf, cnn.activation(), dense(flat, 4));
        return dense(dropout(cnn, hidden, Cnn.DROPPED_HIDDEN), 6);
    }

    private Operand<TFloat32> dropout(Cnn cnn, Operand<TFloat32> x, double rate) {
        if (!cnn.dropout()) {
            return x;
        }
        var random = tf.random.randomUniform(tf.constant(x.shape().asArray()), TFloat32.class);
        var kept = tf.dtypes.cast(tf.math.greaterEqual(random, tf.constant((float) rate)), TFloat32.class);
        return tf.math.mul(tf.math.mul(x, tf.constant((float) (1 / (1 - rate)))), kept);
    }

    /// With TensorFlow's fused operation for all steps, and that for its gradient.
    private LossAndGradients lstm(LstmNetwork lstm) {
        long steps = lstm.steps();
        var byTime = tf.linalg.transpose(x, tf.constant(new int[] {1, 0, 2}));
        var carried = tf.zeros(tf.constant(new long[] {batch, lstm.hidden()}), TFloat32.class);
        var peephole = tf.zeros(tf.constant(new long[] {lstm.hidden()}), TFloat32.class);
        var count = tf.constant(steps);
        var run = tf.nn.blockLSTM(
                count,
                byTime,
                carried,
                carried,
                p.get(0),
                peephole,
                peephole,
                peephole,
                p.get(1),
                BlockLSTM.cellClip(-1f),
                BlockLSTM.usePeephole(false));
        var last = tf.squeeze(
                tf.slice(run.h(), tf.constant(new long[] {steps - 1, 0, 0}), tf.constant(new long[] {1, -1, -1})));
        var loss = loss(dense(last, 2));
        var back = tf.gradients(
                List.of(dense(last, 2)), List.of(last, p.get(2), p.get(3)), Gradients.dx(List.of(loss.gradient())));
        var ofAll = tf.pad(
                tf.expandDims(back.<TFloat32>dy(0), tf.constant(0)),
                tf.constant(new long[][] {{steps - 1, 0}, {0, 0}, {0, 0}}),
                tf.constant(0f));
        var gradient = tf.nn.blockLSTMGrad(
                count,
                byTime,
                carried,
                carried,
                p.get(0),
                peephole,
                peephole,
                peephole,
                p.get(1),
                run.i(),
                run.cs(),
                run.f(),
                run.o(),
                run.ci(),
                run.co(),
                run.h(),
                tf.zerosLike(run.cs()),
                ofAll,
                false);
        return new LossAndGradients(loss.loss(), List.of(gradient.wGrad(), gradient.bGrad(), back.dy(1), back.dy(2)));
    }

    private Operand<TFloat32> attention(AttentionBlock block) {
        long width = block.width();
        long sequence = block.sequence();
        var rows = tf.reshape(x, tf.constant(new long[] {batch * sequence, width}));
        var parts = tf.linalg.transpose(
                tf.reshape(
                        dense(normal(rows, 0), 2),
                        tf.constant(new long[] {batch, sequence, 3, block.heads(), block.head()})),
                tf.constant(new int[] {2, 0, 3, 1, 4}));
        var each = tf.unstack(parts, 3L);
        var queries = tf.math.mul(each.output().get(0), tf.constant((float) (1 / Math.sqrt(block.head()))));
        var keys = tf.linalg.transpose(each.output().get(1), tf.constant(new int[] {0, 1, 3, 2}));
        var scores = tf.nn.softmax(tf.train.batchMatMul(queries, keys, TFloat32.class));
        var attended = tf.linalg.transpose(
                tf.train.batchMatMul(scores, each.output().get(2), TFloat32.class),
                tf.constant(new int[] {0, 2, 1, 3}));
        var y = tf.math.add(rows, dense(tf.reshape(attended, tf.constant(new long[] {batch * sequence, width})), 4));
        var inner = TensorFlowStep.activated(tf, fluxion.benchmarks.mlp.Activation.GELU, dense(normal(y, 6), 8));
        var z = tf.math.add(y, dense(inner, 10));
        var mean = tf.math.mean(tf.reshape(z, tf.constant(block.input())), tf.constant(1));
        return dense(mean, 12);
    }

    private Operand<TFloat32> normal(Operand<TFloat32> rows, int scale) {
        var keep = org.tensorflow.op.math.Mean.keepDims(true);
        var mean = tf.math.mean(rows, tf.constant(1), keep);
        var variance = tf.math.mean(tf.math.squaredDifference(rows, mean), tf.constant(1), keep);
        var factor = tf.math.mul(
                tf.math.rsqrt(tf.math.add(variance, tf.constant((float) AttentionBlock.EPSILON))), p.get(scale));
        return tf.math.add(tf.math.mul(tf.math.sub(rows, mean), factor), p.get(scale + 1));
    }
}
