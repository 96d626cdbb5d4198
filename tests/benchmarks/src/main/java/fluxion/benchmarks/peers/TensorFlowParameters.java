package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Optimiser;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/// Parameters as variables of a graph, and their update by TensorFlow's own operations, one a parameter.
///
/// What was tried and is slower on the machine of the README: resource variables (an update copies what a read still
/// holds).
final class TensorFlowParameters implements AutoCloseable {
    private final Ops tf;
    private final Optimiser optimiser;
    private final List<Variable<TFloat32>> variables = new ArrayList<>();
    private final List<Op> initialise = new ArrayList<>();
    private final List<Op> updates = new ArrayList<>();
    private final Placeholder<TFloat32> rateIn;
    private final Placeholder<TFloat32> epsilonIn;
    private final TFloat32 rate = TFloat32.scalarOf(0);
    private final TFloat32 epsilon = TFloat32.scalarOf(0);
    private double beta1Power = 1;
    private double beta2Power = 1;

    TensorFlowParameters(Ops tf, Optimiser optimiser) {
        this.tf = tf;
        this.optimiser = optimiser;
        rateIn = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
        epsilonIn = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    }

    /// One more parameter.
    Variable<TFloat32> add(long[] shape, float[] values) {
        var variable = tf.variable(Shape.of(shape), TFloat32.class);
        initialise.add(tf.assign(variable, tf.constant(Shape.of(shape), DataBuffers.of(values))));
        variables.add(variable);
        return variable;
    }

    /// All of them, in order.
    List<Variable<TFloat32>> variables() {
        return variables;
    }

    /// Makes a step update parameter `i`.
    ///
    /// @param after where the operation is made: it waits for what still reads the parameter
    void update(Ops after, int i, Operand<TFloat32> gradient) {
        var parameter = variables.get(i);
        switch (optimiser) {
            case SGD -> updates.add(after.train.applyGradientDescent(parameter, rateIn, gradient));
            case ADAM -> {
                var shape = parameter.shape();
                var zeros = tf.zeros(tf.constant(shape.asArray()), TFloat32.class);
                var mean = tf.variable(shape, TFloat32.class);
                var square = tf.variable(shape, TFloat32.class);
                initialise.add(tf.assign(mean, zeros));
                initialise.add(tf.assign(square, zeros));
                updates.add(after.train.applyAdam(
                        parameter,
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

    /// Gives all parameters their initial values.
    void initialise(Session session) {
        var first = session.runner();
        initialise.forEach(first::addTarget);
        first.run().close();
    }

    /// Adds the updates to a step.
    void join(Session.Runner step) {
        step.feed(rateIn, rate);
        if (optimiser == Optimiser.ADAM) {
            step.feed(epsilonIn, epsilon);
        }
        updates.forEach(step::addTarget);
    }

    /// To be called before each step.
    void next() {
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
    }

    /// Copies of the parameters.
    float[][] read(Session session) {
        var read = session.runner();
        variables.forEach(read::fetch);
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
        rate.close();
        epsilon.close();
    }
}
