package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Activation;
import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.TrainingStep;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// The step as one TensorFlow graph, run by one `Session.Runner` that is built once.
///
/// What was tried and is slower on the machine of the README: the single-threaded executor, XLA (`tf_xla_auto_jit=2`).
final class TensorFlowStep implements TrainingStep {
    private final Graph graph = new Graph();
    private final Session session;
    private final Session.Runner step;
    private final TFloat32 images;
    private final TInt32 labels;
    private final TensorFlowParameters parameters;

    TensorFlowStep(MlpSetting setting, float[][] initial) {
        var imageShape = Shape.of(setting.batch(), MlpSetting.FEATURES);
        var labelShape = Shape.of(setting.batch());
        images = TFloat32.tensorOf(imageShape);
        labels = TInt32.tensorOf(labelShape);

        var tf = Ops.create(graph);
        var x = tf.placeholder(TFloat32.class, Placeholder.shape(imageShape));
        var y = tf.placeholder(TInt32.class, Placeholder.shape(labelShape));
        parameters = new TensorFlowParameters(tf, setting.optimiser());
        for (int i = 0; i < initial.length; i++) {
            long[] shape = setting.shapes().get(i).stream()
                    .mapToLong(Integer::longValue)
                    .toArray();
            parameters.add(shape, initial[i]);
        }
        var p = parameters.variables();

        var before = tf.nn.biasAdd(tf.linalg.matMul(x, p.get(0)), p.get(1));
        var hidden = activated(tf, setting.activation(), before);
        var logits = tf.nn.biasAdd(tf.linalg.matMul(hidden, p.get(2)), p.get(3));
        var entropy = SparseSoftmaxCrossEntropyWithLogits.create(tf.scope(), logits, y);
        var loss = tf.math.mean(entropy.loss(), tf.constant(0));
        var logitGradient = tf.math.mul(entropy.backprop(), tf.constant(1f / setting.batch()));
        var gradients = tf.gradients(List.of(logits), p, Gradients.dx(List.of(logitGradient)));

        // The gradient of the hidden layer reads the second weights, so these may change only after it is known.
        var hiddenKnown = tf.withControlDependencies(List.<Op>of(gradients.<TFloat32>dy(1)));
        for (int i = 0; i < initial.length; i++) {
            parameters.update(i == 2 ? hiddenKnown : tf, i, gradients.dy(i));
        }

        session = new Session(graph, false, config(setting.threads()));
        parameters.initialise(session);
        step = session.runner().feed(x, images).feed(y, labels);
        step.fetch(loss);
        parameters.join(step);
    }

    static ConfigProto config(int threads) {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(threads)
                .build();
    }

    static Operand<TFloat32> activated(Ops tf, Activation activation, Operand<TFloat32> x) {
        return switch (activation) {
            case RELU -> tf.nn.relu(x);
            case TANH -> tf.math.tanh(x);
            case GELU -> {
                var erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
                yield tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
            }
        };
    }

    @Override
    public float step(Batch batch) {
        images.asRawTensor().data().asFloats().write(batch.images());
        labels.asRawTensor().data().asInts().write(batch.labels());
        parameters.next();
        try (var result = step.run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    @Override
    public float[][] parameters() {
        return parameters.read(session);
    }

    @Override
    public void close() {
        images.close();
        labels.close();
        parameters.close();
        session.close();
        graph.close();
    }
}
