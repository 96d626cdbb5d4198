package fluxion.nn.layer;

import fluxion.ir.Shape;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.StructureException;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Layers one after another. Parameters and state are maps from the names of the layers, in order; a name is the kind
/// of the layer, with a number from the second of a kind on: `dense`, `dense_1`.
public final class Sequential implements Layer<Map<String, Object>, Map<String, Object>> {
    private final SequencedMap<String, Layer<?, ?>> layers;

    private Sequential(SequencedMap<String, Layer<?, ?>> layers) {
        this.layers = Collections.unmodifiableSequencedMap(layers);
    }

    /// `layers`, the first of which gets the batch.
    public static Sequential of(Layer<?, ?>... layers) {
        return of(List.of(layers));
    }

    /// `layers`, the first of which gets the batch.
    public static Sequential of(List<? extends Layer<?, ?>> layers) {
        var named = new LinkedHashMap<String, Layer<?, ?>>();
        var counts = new LinkedHashMap<String, Integer>();
        for (var layer : layers) {
            var kind = layer.kind().toLowerCase(Locale.ROOT);
            int before = counts.merge(kind, 1, Integer::sum) - 1;
            named.put(before == 0 ? kind : kind + "_" + before, layer);
        }
        return new Sequential(named);
    }

    /// The layers by name, in order.
    public SequencedMap<String, Layer<?, ?>> layers() {
        return layers;
    }

    @Override
    public Shape output(Shape input) {
        return layers.isEmpty() ? input : shapes(input).getLast();
    }

    /// The shape of what each layer gives.
    List<Shape> shapes(Shape input) {
        var shapes = new ArrayList<Shape>();
        for (var named : layers.entrySet()) {
            try {
                input = named.getValue().output(input);
            } catch (ShapeException e) {
                throw located(named.getKey(), e);
            }
            shapes.add(input);
        }
        return shapes;
    }

    private static ShapeException located(String name, ShapeException e) {
        var located = new ShapeException("layer " + name + ": " + e.getMessage());
        located.initCause(e);
        return located;
    }

    @Override
    public Map<String, Object> params(RandomKey key, Shape input) {
        var keys = key.split(layers.size());
        var params = new LinkedHashMap<String, Object>();
        for (var named : layers.entrySet()) {
            var layer = named.getValue();
            params.put(named.getKey(), layer.params(keys.get(params.size()), input));
            input = layer.output(input);
        }
        return params;
    }

    @Override
    public Map<String, Object> state(Shape input) {
        var state = new LinkedHashMap<String, Object>();
        for (var named : layers.entrySet()) {
            var layer = named.getValue();
            state.put(named.getKey(), layer.state(input));
            input = layer.output(input);
        }
        return state;
    }

    @Override
    public Output<Map<String, Object>> apply(
            Map<String, Object> params, Map<String, Object> state, Tensor x, Mode mode) {
        var next = new LinkedHashMap<String, Object>();
        for (var named : layers.entrySet()) {
            var name = named.getKey();
            var output = apply(
                    named.getValue(),
                    part("parameters", params, name),
                    part("state", state, name),
                    x,
                    mode.part(next.size()));
            next.put(name, output.state());
            x = output.value();
        }
        return new Output<>(x, next);
    }

    /// The table of layers for examples of extents `input`.
    public Summary summary(long... input) {
        return Summary.of(this, Shape.of(input));
    }

    private static Object part(String what, Map<String, Object> values, String name) {
        @Nullable Object part = values.get(name);
        if (part == null) {
            throw new StructureException("Sequential: the " + what + " have the layers " + values.keySet() + ", not "
                    + name + "; are they those of another network?");
        }
        return part;
    }

    @SuppressWarnings("unchecked") // each layer gets what it made itself, under its name
    private static <P, S> Output<? extends Object> apply(
            Layer<P, S> layer, Object params, Object state, Tensor x, Mode mode) {
        return layer.apply((P) params, (S) state, x, mode);
    }
}
