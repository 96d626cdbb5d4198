package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.MlpSetting;
import fluxion.benchmarks.mlp.Optimiser;
import fluxion.benchmarks.mlp.TrainingStep;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// The step as one TensorFlow graph, run by one `Session.Runner` that is built once.
///
/// What was tried and is slower on the machine of the README: resource variables (an update copies what a read still
/// holds), the single-threaded executor, XLA (`tf_xla_auto_jit=2`).
final class TensorFlowStep implements TrainingStep {
    private final Graph graph = new Graph();
    private final Session session;
    private final Session.Runner step;
    private final Session.Runner read;

    private final TFloat32 images;
    private final TInt32 labels;
    private final TFloat32 rate = TFloat32.scalarOf(0);
    private final TFloat32 epsilon = TFloat32.scalarOf(0);
    private final Optimiser optimiser;
    private double beta1Power = 1;
    private double beta2Power = 1;

    TensorFlowStep(MlpSetting setting, float[][] parameters) {
        optimiser = setting.optimiser();
        var imageShape = Shape.of(setting.batch(), MlpSetting.FEATURES);
        var labelShape = Shape.of(setting.batch());
        images = TFloat32.tensorOf(imageShape);
        labels = TInt32.tensorOf(labelShape);

        var tf = Ops.create(graph);
        var x = tf.placeholder(TFloat32.class, Placeholder.shape(imageShape));
        var y = tf.placeholder(TInt32.class, Placeholder.shape(labelShape));
        var rateIn = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        var epsilonIn = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));

        var initialise = new ArrayList<Op>();
        var p = new ArrayList<Variable<TFloat32>>();
        for (int i = 0; i < parameters.length; i++) {
            var shape = shape(setting.shapes().get(i));
            var variable = tf.variable(shape, TFloat32.class);
            initialise.add(tf.assign(variable, tf.constant(shape, DataBuffers.of(parameters[i]))));
            p.add(variable);
        }

        var before = tf.nn.biasAdd(tf.linalg.matMul(x, p.get(0)), p.get(1));
        var hidden = activated(tf, setting, before);
        var logits = tf.nn.biasAdd(tf.linalg.matMul(hidden, p.get(2)), p.get(3));
        var entropy = SparseSoftmaxCrossEntropyWithLogits.create(tf.scope(), logits, y);
        var loss = tf.math.mean(entropy.loss(), tf.constant(0));
        var logitGradient = tf.math.mul(entropy.backprop(), tf.constant(1f / setting.batch()));
        var gradients = tf.gradients(List.of(logits), p, Gradients.dx(List.of(logitGradient)));

        // The gradient of the hidden layer reads the second weights, so these may change only after it is known.
        var hiddenKnown = tf.withControlDependencies(List.<Op>of(gradients.<TFloat32>dy(1)));
        var updates = new ArrayList<Op>();
        for (int i = 0; i < parameters.length; i++) {
            var gradient = gradients.<TFloat32>dy(i);
            var after = i == 2 ? hiddenKnown : tf;
            switch (optimiser) {
                case SGD -> updates.add(after.train.applyGradientDescent(p.get(i), rateIn, gradient));
                case ADAM -> {
                    var zeros = tf.zeros(tf.constant(shapeArray(setting.shapes().get(i))), TFloat32.class);
                    var mean = tf.variable(shape(setting.shapes().get(i)), TFloat32.class);
                    var square = tf.variable(shape(setting.shapes().get(i)), TFloat32.class);
                    initialise.add(tf.assign(mean, zeros));
                    initialise.add(tf.assign(square, zeros));
                    updates.add(after.train.applyAdam(
                            p.get(i),
                            mean,
                            square,
                            tf.constant(0f),
                            tf.constant(0f),
                            rateIn,
                            tf.constant((float) Optimiser.BETA1),
                            tf.constant((float) Optimiser.BETA2),
                            epsilonIn,
                            gradient));
                }
            }
        }

        var config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(setting.threads())
                .setInterOpParallelismThreads(setting.threads());
        session = new Session(graph, false, config.build());
        var first = session.runner();
        initialise.forEach(first::addTarget);
        first.run().close();

        step = session.runner().feed(x, images).feed(y, labels).feed(rateIn, rate);
        if (optimiser == Optimiser.ADAM) {
            step.feed(epsilonIn, epsilon);
        }
        step.fetch(loss);
        updates.forEach(step::addTarget);
        read = session.runner();
        p.forEach(read::fetch);
    }

    private static Operand<TFloat32> activated(Ops tf, MlpSetting setting, Operand<TFloat32> x) {
        return switch (setting.activation()) {
            case RELU -> tf.nn.relu(x);
            case TANH -> tf.math.tanh(x);
            case GELU -> {
                var erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
                yield tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
            }
        };
    }

    private static Shape shape(List<Integer> dimensions) {
        return Shape.of(shapeArray(dimensions));
    }

    private static long[] shapeArray(List<Integer> dimensions) {
        return dimensions.stream().mapToLong(Integer::longValue).toArray();
    }

    @Override
    public float step(Batch batch) {
        images.asRawTensor().data().asFloats().write(batch.images());
        labels.asRawTensor().data().asInts().write(batch.labels());
        switch (optimiser) {
            case SGD -> rate.setFloat((float) optimiser.rate());
            case ADAM -> {
                // ApplyAdam adds epsilon to the root of the uncorrected mean of squares. With powers of zero it
                // corrects nothing, and with these numbers the update is that of the paper. The kernel's decays are
                // floats, and so are those of the correction: 1 - 0.999f is 0.001 to 5e-5 only.
                beta1Power *= (float) Optimiser.BETA1;
                beta2Power *= (float) Optimiser.BETA2;
                double root = Math.sqrt(1 - beta2Power);
                rate.setFloat((float) (optimiser.rate() * root / (1 - beta1Power)));
                epsilon.setFloat((float) (Optimiser.EPSILON * root));
            }
        }
        try (var result = step.run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    @Override
    public float[][] parameters() {
        try (var result = read.run()) {
            var values = new float[result.size()][];
            for (int i = 0; i < values.length; i++) {
                var floats = ((TFloat32) result.get(i)).asRawTensor().data().asFloats();
                values[i] = new float[(int) floats.size()];
                floats.read(values[i]);
            }
            return values;
        }
    }

    @Override
    public void close() {
        images.close();
        labels.close();
        rate.close();
        epsilon.close();
        session.close();
        graph.close();
    }
}
