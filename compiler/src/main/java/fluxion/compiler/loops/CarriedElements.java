package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Elements of an array that a round writes and the next one reads are handed over as numbers: as where each round of a
/// gradient adds to `g[i]` and to `g[i + 1]`. A round then reads the one element that no round before it had, and
/// writes the one that no round after it has, in place of waiting for what the one before it has stored
/// (O'Brien, Predictive Commoning: A Method of Optimizing Loops Containing References to Consecutive Array
/// Elements, 1990).
public final class CarriedElements extends GraphCopier {
    /// The most elements that a round has of an array.
    private static final int MOST = 4;

    private CarriedElements() {}

    /// `graph` with loops that hand elements over.
    public static Graph run(Graph graph) {
        return Regions.none(graph) ? graph : new CarriedElements().copy(graph);
    }

    /// A stretch of an array that a round accesses, element by element, and what it makes of it.
    ///
    /// @param number which of what the loop carries the array is
    /// @param chain what accesses the array, in order
    /// @param base the lowest index
    /// @param offsets by how much the index of each access is more than that
    /// @param width the length of the stretch
    /// @param step 1 or -1, by which the stretch moves from round to round
    private record Window(
            int number, List<Region.Node> chain, Value base, Map<Region.Node, Integer> offsets, int width, long step) {
        /// The place in the stretch of the element that no round before had.
        int entering() {
            return step > 0 ? width - 1 : 0;
        }

        /// The place of the element that no round after has.
        int leaving() {
            return width - 1 - entering();
        }
    }

    @Override
    protected List<Value> replace(Region.Node original, Op op, GraphBuilder g) {
        if (!(op instanceof ControlOp.For loop)
                || loop.body().body().stream().anyMatch(node -> node.op().hasEffect())) {
            return g.append(op);
        }
        for (int i = 0; i < loop.initial().size(); i++) {
            var window = window(loop, i);
            if (window != null) {
                return new Handing(loop, window, g).results();
            }
        }
        return g.append(op);
    }

    // ---------------------------------------------------------------- what a round accesses

    /// The stretch of what `loop` carries as number `i`, if it is an array of which all accesses are in one.
    private static @Nullable Window window(ControlOp.For loop, int i) {
        var array = loop.body().parameters().get(i + 1);
        if (!(array.type() instanceof TensorType(var _, var shape)) || shape.rank() != 1) {
            return null;
        }
        var chain = chain(loop.body(), array, loop.body().yields().get(i));
        if (chain.stream().noneMatch(node -> node.op() instanceof TensorOp.Store)) {
            return null;
        }
        var places = new TreeMap<Long, Value>();
        var first = index(chain.getFirst());
        for (var node : chain) {
            var place = distance(first, index(node));
            if (place.isEmpty()) {
                return null;
            }
            places.putIfAbsent(place.getAsLong(), index(node));
        }
        long low = places.firstKey();
        long width = places.lastKey() - low + 1;
        long step = step(Steps.start(first), loop.body());
        if (width != places.size() || width < 2 || width > MOST || step == 0) {
            return null;
        }
        var offsets = new HashMap<Region.Node, Integer>();
        chain.forEach(node ->
                offsets.put(node, (int) (distance(first, index(node)).orElseThrow() - low)));
        return new Window(i, chain, places.firstEntry().getValue(), offsets, (int) width, step);
    }

    /// What accesses `array`, in order, up to what is yielded as `last`; nothing if it is used in other ways too.
    private static List<Region.Node> chain(Region body, Value array, Value last) {
        var chain = new ArrayList<Region.Node>();
        var arrays = new ArrayList<>(List.of(array));
        for (var node : body.body()) {
            switch (node.op()) {
                case TensorOp.Load(var x, var _, var isChecked)
                when x == arrays.getLast() && !isChecked -> chain.add(node);
                case TensorOp.Store(var x, var _, var _, var isChecked)
                when x == arrays.getLast() && !isChecked -> {
                    chain.add(node);
                    arrays.add(node.results().getFirst());
                }
                case Op _ -> {}
            }
        }
        return arrays.getLast() == last && uses(body, Set.copyOf(arrays)) == chain.size() + 1 ? chain : List.of();
    }

    private static int uses(Region region, Set<Value> values) {
        int[] count = {(int) region.yields().stream().filter(values::contains).count()};
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), x -> count[0] += values.contains(x) ? 1 : 0);
            OpSchema.regions(node.op()).forEach(inner -> count[0] += uses(inner, values));
        }
        return count[0];
    }

    private static Value index(Region.Node access) {
        return switch (access.op()) {
            case TensorOp.Load load -> load.indices().getFirst();
            case TensorOp.Store store -> store.indices().getFirst();
            case Op op -> throw new IllegalArgumentException(op + " accesses nothing");
        };
    }

    /// By how much `index` is more than `first`, if that is known. Both are inside of an array, so that neither has
    /// wrapped around.
    private static OptionalLong distance(Value first, Value index) {
        var start = Steps.start(first);
        var from = Steps.between(start, first);
        var to = Steps.between(start, index);
        return from.isPresent() && to.isPresent()
                ? OptionalLong.of(to.getAsLong() - from.getAsLong())
                : OptionalLong.empty();
    }

    /// By how much `index` changes from round to round: 1, -1, or 0 if that is not known.
    private static long step(Value index, Region body) {
        var counter = body.parameters().getFirst();
        if (index == counter) {
            return 1;
        }
        return switch (index.def()) {
            case ScalarOp.Convert(var x, var _) when Forms.isInteger(x) -> step(x, body);
            case ScalarOp.Binary(var fn, var x, var y)
            when !Steps.defined(body).contains(x) ->
                switch (fn) {
                    case ADD -> step(y, body);
                    case SUB -> -step(y, body);
                    case MUL, DIV, REM, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR -> 0;
                };
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.ADD && !Steps.defined(body).contains(y) -> step(x, body);
            case null -> 0;
            case Op _ -> 0;
        };
    }

    // ---------------------------------------------------------------- the loop that hands them over

    /// A loop like `loop` in which rounds hand over what `window` has.
    private record Handing(ControlOp.For loop, Window window, GraphBuilder g) {
        List<Value> results() {
            int number = window.number;
            var counter = loop.body().parameters().getFirst();
            var array = loop.initial().get(number);
            var type = TensorType.scalar(array.dtype());
            var hasRounds = g.compare(CompareFn.GT, loop.count(), g.constant(DType.I64, 0L));
            var there = g.nested();
            var absent = g.nested();
            var loaded = new ArrayList<Value>();
            var zeros = new ArrayList<Value>();
            for (int k : handed()) {
                var first = place(k, there.constant(counter.dtype(), 0L), there);
                loaded.add(there.add(new TensorOp.Load(array, List.of(first), false)));
                zeros.add(absent.zero(type));
            }
            var initial = new ArrayList<>(loop.initial());
            initial.addAll(g.append(new ControlOp.If(hasRounds, there.finish(loaded), absent.finish(zeros))));
            var results = g.append(new ControlOp.For(loop.count(), initial, body()));
            var all = new ArrayList<>(results.subList(0, loop.initial().size()));
            var rest = results.subList(loop.initial().size(), results.size());
            var stored = g.nested();
            var after = all.get(number);
            for (int i = 0; i < rest.size(); i++) {
                var last = place(handed().get(i), loop.count(), stored);
                after = stored.add(new TensorOp.Store(after, List.of(last), rest.get(i), false));
            }
            var none = g.nested();
            all.set(
                    number,
                    g.append(new ControlOp.If(
                                    hasRounds, stored.finish(List.of(after)), none.finish(List.of(all.get(number)))))
                            .getFirst());
            return all;
        }

        /// The places of the elements that come from the round before.
        private List<Integer> handed() {
            var handed = new ArrayList<Integer>();
            for (int k = 0; k < window.width; k++) {
                if (k != window.entering()) {
                    handed.add(k);
                }
            }
            return handed;
        }

        /// The index of place `k` where the counter is `counter`.
        private Value place(int k, Value counter, GraphBuilder to) {
            var start = Steps.start(window.base);
            long distance = Steps.between(start, window.base).orElseThrow() + k;
            var from = moved(start, counter, to);
            return distance == 0 ? from : to.add(from, to.constant(from.dtype(), distance));
        }

        /// `index`, with `counter` in place of the counter of the loop.
        private Value moved(Value index, Value counter, GraphBuilder to) {
            if (index == loop.body().parameters().getFirst()) {
                return counter;
            }
            return switch (index.def()) {
                case ScalarOp.Convert(var x, var dtype) -> to.convert(moved(x, counter, to), dtype);
                case ScalarOp.Binary(var fn, var x, var y)
                when Steps.defined(loop.body()).contains(index) ->
                    to.binary(fn, moved(x, counter, to), moved(y, counter, to));
                case null -> index;
                case Op _ -> index;
            };
        }

        private Region body() {
            var body = g.nested();
            var copier = new GraphCopier();
            for (var parameter : loop.body().parameters()) {
                copier.bind(parameter, body.parameter(parameter.type(), parameter.position()));
            }
            var before = loop.body().parameters().get(window.number + 1);
            var elements = new HashMap<Integer, Value>();
            handed().forEach(k -> elements.put(k, body.parameter(TensorType.scalar(before.dtype()))));
            var counter = copier.copyOf(loop.body().parameters().getFirst());
            for (var node : loop.body().body()) {
                var k = window.offsets.get(node);
                if (k == null) {
                    copier.copy(node, body);
                    continue;
                }
                body.at(node.position());
                if (k == window.entering() && !elements.containsKey(k)) {
                    elements.put(
                            k,
                            body.add(
                                    new TensorOp.Load(copier.copyOf(before), List.of(place(k, counter, body)), false)));
                }
                switch (node.op()) {
                    case TensorOp.Store store -> elements.put(k, copier.copyOf(store.value()));
                    case Op _ -> copier.bind(node.results().getFirst(), Objects.requireNonNull(elements.get(k)));
                }
            }
            var leaving = new TensorOp.Store(
                    copier.copyOf(before),
                    List.of(place(window.leaving(), counter, body)),
                    Objects.requireNonNull(elements.get(window.leaving())),
                    false);
            var yields = new ArrayList<>(copier.copyOf(loop.body().yields()));
            yields.set(window.number, body.add(leaving));
            handed().forEach(k -> yields.add(Objects.requireNonNull(elements.get(k + (int) window.step))));
            return body.finish(yields);
        }
    }
}
