package fluxion.benchmarks.peers;

import fluxion.benchmarks.conv.ConvInputs;
import fluxion.benchmarks.conv.ConvSetting;
import fluxion.benchmarks.conv.Convolver;
import fluxion.benchmarks.conv.Part;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/// TensorFlow's convolution and its two gradient operations, channels last.
final class TensorFlowConvolver implements Convolver {
    private static final List<Long> STEPS = List.of(1L, 1L, 1L, 1L);
    private static final String PADDING = "VALID";

    private final Graph graph = new Graph();
    private final Session session;
    private final Placeholder<TFloat32> x;
    private final Placeholder<TFloat32> w;
    private final Placeholder<TFloat32> ct;
    private final Map<Part, Operand<TFloat32>> results = new EnumMap<>(Part.class);
    private final TFloat32[] images;
    private final TFloat32[] filters;
    private final TFloat32[] cotangents;
    private final Map<Part, float[]> last = new EnumMap<>(Part.class);
    private final Map<Part, Result> lastResult = new EnumMap<>(Part.class);

    TensorFlowConvolver(ConvSetting setting, ConvInputs inputs) {
        var tf = Ops.create(graph);
        x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(setting.images())));
        w = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(setting.filter())));
        ct = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(setting.result())));
        results.put(Part.FORWARD, tf.nn.conv2d(x, w, STEPS, PADDING));
        results.put(
                Part.BACKWARD_DATA,
                tf.nn.conv2dBackpropInput(tf.constant(ints(setting.images())), w, ct, STEPS, PADDING));
        results.put(
                Part.BACKWARD_FILTER,
                tf.nn.conv2dBackpropFilter(x, tf.constant(ints(setting.filter())), ct, STEPS, PADDING));
        images = tensors(inputs.images(), setting.images());
        filters = tensors(inputs.filters(), setting.filter());
        cotangents = tensors(inputs.cotangents(), setting.result());
        var config = ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(setting.threads())
                .setInterOpParallelismThreads(setting.threads());
        session = new Session(graph, false, config.build());
    }

    private static int[] ints(long[] shape) {
        return Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }

    private static TFloat32[] tensors(float[][] turns, long[] shape) {
        return Arrays.stream(turns)
                .map(turn -> TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(turn)))
                .toArray(TFloat32[]::new);
    }

    @Override
    public void compute(Part part, int turn) {
        var before = lastResult.get(part);
        if (before != null) {
            before.close();
        }
        var runner = session.runner().fetch(results.get(part));
        switch (part) {
            case FORWARD -> runner.feed(x, images[turn]).feed(w, filters[turn]);
            case BACKWARD_DATA -> runner.feed(w, filters[turn]).feed(ct, cotangents[turn]);
            case BACKWARD_FILTER -> runner.feed(x, images[turn]).feed(ct, cotangents[turn]);
        }
        lastResult.put(part, runner.run());
    }

    @Override
    public float[] result(Part part) {
        var result = Objects.requireNonNull(lastResult.get(part));
        var floats = ((TFloat32) result.get(0)).asRawTensor().data().asFloats();
        var values = last.computeIfAbsent(part, _ -> new float[(int) floats.size()]);
        floats.read(values);
        return values;
    }

    @Override
    public void close() {
        lastResult.values().forEach(Result::close);
        for (var tensors : List.of(images, filters, cotangents)) {
            Arrays.stream(tensors).forEach(TFloat32::close);
        }
        session.close();
        graph.close();
    }
}
