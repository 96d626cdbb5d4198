package fluxion.benchmarks.peers;

import fluxion.benchmarks.mlp.Batch;
import fluxion.benchmarks.mlp.TrainingStep;
import fluxion.benchmarks.network.AttentionBlock;
import fluxion.benchmarks.network.Cnn;
import fluxion.benchmarks.network.LstmNetwork;
import fluxion.benchmarks.network.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/// The step as one TensorFlow graph, run by one `Session.Runner` that is built once.
final class TensorFlowNetworkStep implements TrainingStep {
    private final Workload workload;
    private final Graph graph = new Graph();
    private final Session session;
    private final Session.Runner step;
    private final TFloat32 inputs;
    private final TInt32 labels;
    private final TensorFlowParameters parameters;

    TensorFlowNetworkStep(Workload workload, float[][] initial) {
        this.workload = workload;
        var inputShape = Shape.of(workload.input());
        var labelShape = Shape.of(workload.batch());
        inputs = TFloat32.tensorOf(inputShape);
        labels = TInt32.tensorOf(labelShape);

        var tf = Ops.create(graph);
        var x = tf.placeholder(TFloat32.class, Placeholder.shape(inputShape));
        var y = tf.placeholder(TInt32.class, Placeholder.shape(labelShape));
        parameters = new TensorFlowParameters(tf, workload.optimiser());
        int joined = joined();
        for (int i = 0; i < initial.length; i++) {
            if (i == 0 && joined > 0) {
                parameters.add(joinedShape(), joined(initial[0], initial[1]));
                i++;
            } else {
                parameters.add(workload.parameters().get(i).extents(), initial[i]);
            }
        }
        var found = new TensorFlowNetworks(tf, x, y, parameters.variables(), workload.batch()).of(workload);

        // A gradient may read a parameter, so none changes before all gradients are known.
        var known = tf.withControlDependencies(new ArrayList<Op>(found.gradients()));
        for (int i = 0; i < parameters.variables().size(); i++) {
            parameters.update(known, i, found.gradients().get(i));
        }
        session = new Session(graph, false, TensorFlowStep.config(workload.threads()));
        parameters.initialise(session);
        step = session.runner().feed(x, inputs).feed(y, labels);
        step.fetch(found.loss());
        parameters.join(step);
    }

    /// The rows of the first parameter where the first two are one variable, else 0.
    private int joined() {
        return switch (workload) {
            case LstmNetwork lstm -> lstm.features();
            case Cnn _, AttentionBlock _ -> 0;
        };
    }

    private long[] joinedShape() {
        long[] first = workload.parameters().get(0).extents();
        return new long[] {first[0] + workload.parameters().get(1).extents()[0], first[1]};
    }

    private static float[] joined(float[] first, float[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public float step(Batch batch) {
        inputs.asRawTensor().data().asFloats().write(batch.images());
        labels.asRawTensor().data().asInts().write(batch.labels());
        parameters.next();
        try (var result = step.run()) {
            return ((TFloat32) result.get(0)).getFloat();
        }
    }

    @Override
    public float[][] parameters() {
        var values = new ArrayList<>(List.of(parameters.read(session)));
        if (joined() > 0) {
            var both = values.removeFirst();
            int first = both.length / (int) joinedShape()[0] * joined();
            values.addFirst(Arrays.copyOfRange(both, first, both.length));
            values.addFirst(Arrays.copyOf(both, first));
        }
        return values.toArray(float[][]::new);
    }

    @Override
    public void close() {
        inputs.close();
        labels.close();
        parameters.close();
        session.close();
        graph.close();
    }
}
