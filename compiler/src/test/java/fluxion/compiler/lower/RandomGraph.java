package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ListType;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import fluxion.ir.interp.TensorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A random well-typed graph with every kind of operation that lowering knows.
public final class RandomGraph {
    private static final Dim B = Dim.symbol("B");
    private static final List<Dim> DIMS =
            List.of(Dim.of(1), Dim.of(2), Dim.of(3), Dim.of(5), Dim.of(8), B, B.plus(1), B.times(2));
    private static final List<ElementaryFn> FUNCTIONS =
            List.of(ElementaryFn.EXP, ElementaryFn.TANH, ElementaryFn.LOG, ElementaryFn.SIGMOID, ElementaryFn.FLOOR);

    private final Random random;
    private final List<TensorType> parameters = new ArrayList<>();
    private final boolean control;

    private RandomGraph(long seed, boolean control) {
        this.random = new Random(seed);
        this.control = control;
    }

    /// A graph of about `size` operations.
    ///
    /// @param control whether there may be regions and lists
    public static Graph of(long seed, int size, boolean control) {
        return new RandomGraph(seed, control).graph(size);
    }

    /// Arguments for `graph` where the symbol B is `b`.
    public static List<TensorValue> arguments(Graph graph, long seed, long b) {
        var random = new Random(seed);
        return graph.parameters().stream()
                .map(p -> argument(p.tensorType(), random, b))
                .toList();
    }

    private static TensorValue argument(TensorType type, Random random, long b) {
        var shape = type.shape().dims().stream()
                .mapToLong(d -> d.evaluate(java.util.Map.of("B", b)))
                .toArray();
        int n = (int) java.util.Arrays.stream(shape).reduce(1, (x, y) -> x * y);
        var array = switch (type.dtype()) {
            case BOOL -> {
                var a = new boolean[n];
                for (int i = 0; i < n; i++) {
                    a[i] = random.nextBoolean();
                }
                yield a;
            }
            case I32 -> random.ints(n, -4, 12).toArray();
            case I64 -> random.longs(n, -4, 12).toArray();
            case F32 -> {
                var a = new float[n];
                for (int i = 0; i < n; i++) {
                    a[i] = (float) random.nextGaussian();
                }
                yield a;
            }
            case F64 -> random.doubles(n, -2, 2).toArray();
        };
        return TensorValue.of(array, shape);
    }

    private Graph graph(int size) {
        var g = new GraphBuilder();
        var values = new ArrayList<Value>();
        var shapes = new Shape[] {Shape.of(B, Dim.of(8)), Shape.of(B, Dim.of(8)), Shape.of(8), Shape.SCALAR, shape(3)};
        for (var dtype : List.of(DType.F32, DType.F64, DType.I64, DType.I32)) {
            for (var shape : shapes) {
                if (random.nextInt(3) > 0 || dtype == DType.F32) {
                    parameters.add(new TensorType(dtype, shape));
                    values.add(g.parameter(new TensorType(dtype, shape)));
                }
            }
        }
        // whatever is not used shows the symbol
        values.add(g.parameter(new TensorType(DType.F32, Shape.of(B))));
        grow(g, values, size, 0);
        var results = new ArrayList<Value>();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            results.add(values.get(Math.max(0, values.size() - 1 - random.nextInt(16))));
        }
        return new Graph("random", g.finish(results));
    }

    private void grow(GraphBuilder g, List<Value> values, int size, int depth) {
        for (int i = 0; i < size; i++) {
            step(g, values, depth);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /// Prefers late values, so that chains get long.
    private Value value(List<Value> values) {
        int n = values.size();
        return values.get(random.nextBoolean() ? random.nextInt(n) : n - 1 - random.nextInt(Math.min(n, 6)));
    }

    private Value value(List<Value> values, java.util.function.Predicate<Value> which) {
        for (int i = 0; i < 20; i++) {
            var v = value(values);
            if (which.test(v)) {
                return v;
            }
        }
        return values.getFirst();
    }

    private Shape shape(int most) {
        return new Shape(IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(_ -> pick(DIMS))
                .toList());
    }

    private Value partner(GraphBuilder g, List<Value> values, TensorType type) {
        for (int i = 0; i < 10; i++) {
            var v = value(values);
            if (v.type().equals(type)) {
                return v;
            }
        }
        for (int i = 0; i < 20; i++) {
            var v = value(values);
            var axes = suffix(v.shape(), type.shape());
            if (v.dtype() == type.dtype() && axes != null) {
                return g.broadcast(v, type.shape(), axes);
            }
        }
        return g.full(type, random.nextInt(5));
    }

    private static @Nullable List<Integer> suffix(Shape part, Shape whole) {
        var axes = new ArrayList<Integer>();
        int next = 0;
        for (int i = 0; i < whole.rank() && next < part.rank(); i++) {
            if (part.dim(next).equals(whole.dim(i))) {
                axes.add(i);
                next++;
            }
        }
        return next == part.rank() ? axes : null;
    }

    private Value index(GraphBuilder g, List<Value> values) {
        var v = value(values, x -> x.rank() == 0 && x.dtype() == DType.I64);
        return v.rank() == 0 && v.dtype() == DType.I64 ? v : g.constant(DType.I64, random.nextInt(4));
    }

    private void step(GraphBuilder g, List<Value> values, int depth) {
        var x = value(values);
        var type = x.tensorType();
        int rank = x.rank();
        var f = value(values, v -> v.dtype().isFloat());
        if (size(type) > 20000) {
            return;
        }
        switch (random.nextInt(control ? 41 : 34)) {
            case 0, 1, 2, 3, 4 -> {
                if (type.dtype() != DType.BOOL) {
                    values.add(g.binary(
                            pick(List.of(BinaryFn.ADD, BinaryFn.SUB, BinaryFn.MUL, BinaryFn.MIN, BinaryFn.MAX)),
                            x,
                            partner(g, values, type)));
                }
            }
            case 5 -> {
                if (type.dtype() != DType.BOOL) {
                    values.add(g.unary(pick(List.of(UnaryFn.NEG, UnaryFn.ABS)), x));
                }
            }
            case 6 -> {
                if (f.dtype().isFloat()) {
                    values.add(g.elementary(pick(FUNCTIONS), f));
                }
            }
            case 7 -> {
                var y = partner(g, values, type);
                var c = g.compare(type.dtype() == DType.BOOL ? CompareFn.NE : CompareFn.LT, x, y);
                values.add(g.select(c, y, partner(g, values, type)));
            }
            case 8 -> values.add(g.convert(x, pick(List.of(DType.F32, DType.I64, DType.F64, DType.F32))));
            case 9, 10 -> {
                var dim = pick(DIMS);
                int at = random.nextInt(rank + 1);
                if (rank < 4) {
                    var axes = IntStream.range(0, rank + 1)
                            .filter(a -> a != at)
                            .boxed()
                            .toList();
                    values.add(g.broadcast(x, x.shape().insert(at, dim), axes));
                }
            }
            case 11 -> {
                var axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
                Collections.shuffle(axes, random);
                values.add(g.transpose(x, axes));
            }
            case 12 -> values.add(g.reshape(x, reshaped(x.shape())));
            case 13 -> {
                if (x.shape().isConstant()) {
                    var starts = new ArrayList<Dim>();
                    var sizes = new ArrayList<Dim>();
                    var steps = new ArrayList<Integer>();
                    for (long n : x.shape().constants()) {
                        int start = n == 0 ? 0 : random.nextInt((int) n);
                        int step = 1 + random.nextInt(2);
                        starts.add(Dim.of(start));
                        steps.add(step);
                        sizes.add(Dim.of((n - start + step - 1) / step));
                    }
                    values.add(g.add(new TensorOp.Slice(x, starts, sizes, steps)));
                }
            }
            case 14 -> {
                var low = IntStream.range(0, rank)
                        .mapToObj(_ -> Dim.of(random.nextInt(2)))
                        .toList();
                var high = IntStream.range(0, rank)
                        .mapToObj(_ -> Dim.of(random.nextInt(3) / 2))
                        .toList();
                var interior = IntStream.range(0, rank)
                        .mapToObj(i -> x.shape().dim(i).isConstant() ? random.nextInt(5) / 4 : 0)
                        .toList();
                values.add(g.add(new TensorOp.Pad(x, g.constant(type.dtype(), 1), low, high, interior)));
            }
            case 15 -> {
                if (rank > 0) {
                    int axis = random.nextInt(rank);
                    values.add(g.add(new TensorOp.Concat(List.of(x, partner(g, values, type), x), axis)));
                }
            }
            case 16 ->
                values.add(g.add(new TensorOp.Reverse(
                        x,
                        IntStream.range(0, rank)
                                .filter(_ -> random.nextBoolean())
                                .boxed()
                                .toList())));
            case 17, 18 -> {
                var i = value(values, v -> v.dtype().isInteger());
                if (rank > 0 && i.dtype().isInteger() && i.rank() < 3) {
                    int axis = random.nextInt(rank);
                    int batch = axis > 0
                                    && i.rank() > 0
                                    && i.shape().dim(0).equals(x.shape().dim(0))
                            ? 1
                            : 0;
                    var gathered = g.add(new TensorOp.Gather(x, i, axis, batch));
                    values.add(gathered);
                    if (type.dtype() != DType.BOOL && size(gathered.tensorType()) < 20000 && random.nextBoolean()) {
                        var updates = partner(g, values, gathered.tensorType());
                        values.add(g.add(new TensorOp.ScatterAdd(x, i, updates, axis, batch)));
                    }
                }
            }
            case 19 -> {
                var sizes = x.shape().dims().stream()
                        .map(d -> d.isConstant() && d.constant() > 1 ? d.plus(-1) : d)
                        .toList();
                var starts =
                        IntStream.range(0, rank).mapToObj(_ -> index(g, values)).toList();
                var slice = g.add(new TensorOp.DynamicSlice(x, starts, sizes));
                values.add(slice);
                values.add(g.add(new TensorOp.DynamicUpdate(x, partner(g, values, slice.tensorType()), starts)));
            }
            case 20, 21, 22, 23 -> {
                if (rank > 0 && type.dtype() != DType.BOOL) {
                    var axes = random.nextInt(4) > 0
                            ? List.of(rank - 1)
                            : IntStream.range(0, rank)
                                    .filter(_ -> random.nextBoolean())
                                    .boxed()
                                    .toList();
                    var fn = pick(List.of(ReduceFn.SUM, ReduceFn.SUM, ReduceFn.MAX, ReduceFn.MIN, ReduceFn.PROD));
                    var r = g.reduce(fn, x, axes);
                    values.add(r);
                    if (random.nextBoolean() && !axes.isEmpty()) {
                        var kept = IntStream.range(0, rank)
                                .filter(a -> !axes.contains(a))
                                .boxed()
                                .toList();
                        values.add(g.sub(x, g.broadcast(r, x.shape(), kept)));
                    }
                }
            }
            case 24 -> {
                if (rank > 0 && type.dtype() != DType.BOOL) {
                    int axis = random.nextInt(rank);
                    if (x.shape().dim(axis).isConstant() && !x.shape().dim(axis).is(0)) {
                        values.add(g.add(
                                new TensorOp.ArgReduce(random.nextBoolean() ? ReduceFn.MAX : ReduceFn.MIN, x, axis)));
                    }
                }
            }
            case 25 -> {
                if (rank > 0 && type.dtype() != DType.BOOL) {
                    values.add(g.add(new TensorOp.Cumulative(
                            pick(List.of(ReduceFn.SUM, ReduceFn.MAX)), x, random.nextInt(rank), random.nextBoolean())));
                }
            }
            case 26, 27, 28 -> dot(g, values, x);
            case 29 -> {
                var shape = shape(3);
                if (shape.rank() > 0) {
                    values.add(g.add(new TensorOp.Iota(
                            new TensorType(pick(List.of(DType.F32, DType.I32, DType.I64)), shape),
                            random.nextInt(shape.rank()))));
                }
            }
            case 30 -> {
                var keys = value(values, v -> v.dtype() == DType.I64);
                if (keys.dtype() == DType.I64 && keys.rank() < 3) {
                    var shape = new Shape(
                            java.util.stream.Stream.concat(keys.shape().dims().stream(), shape(1).dims().stream())
                                    .toList());
                    var bits = g.add(new TensorOp.RandomBits(
                            keys, new TensorType(random.nextBoolean() ? DType.I32 : DType.I64, shape)));
                    values.add(g.convert(bits, DType.F32));
                }
            }
            case 31, 32 -> convolution(g, values);
            case 33 -> window(g, values, x);
            case 34 -> branch(g, values, depth);
            case 35, 36 -> loop(g, values, depth);
            case 37 -> lists(g, values, x);
            case 38 -> store(g, values, x);
            case 39 -> map(g, values, x);
            case 40 -> values.add(g.add(new TensorOp.Call(square(type), List.of(x))));
            default -> throw new AssertionError();
        }
    }

    private static Function square(TensorType type) {
        var g = new GraphBuilder();
        var x = g.parameter(type);
        return Function.of(new Graph(
                "square", g.finish(List.of(type.dtype() == DType.BOOL ? g.unary(UnaryFn.NOT, x) : g.mul(x, x)))));
    }

    private static long size(TensorType type) {
        return type.shape().size().evaluate(java.util.Map.of("B", 4L));
    }

    private Shape reshaped(Shape shape) {
        var dims = new ArrayList<>(shape.dims());
        if (dims.size() > 1 && random.nextBoolean()) {
            int at = random.nextInt(dims.size() - 1);
            dims.set(at, dims.get(at).times(dims.remove(at + 1)));
        } else if (dims.contains(Dim.of(8)) && random.nextBoolean()) {
            int at = dims.indexOf(Dim.of(8));
            dims.set(at, Dim.of(2));
            dims.add(at + 1, Dim.of(4));
        } else if (dims.size() < 5) {
            dims.add(random.nextInt(dims.size() + 1), Dim.ONE);
        }
        return new Shape(dims);
    }

    private void dot(GraphBuilder g, List<Value> values, Value x) {
        if (x.rank() == 0 || x.dtype() == DType.BOOL) {
            return;
        }
        int axis = random.nextInt(x.rank());
        var dims = new ArrayList<Dim>();
        int batch = axis != 0 && x.rank() > 1 && random.nextInt(3) == 0 ? 1 : 0;
        if (batch == 1) {
            dims.add(x.shape().dim(0));
        }
        boolean first = random.nextBoolean();
        int at = first ? batch : batch + 1;
        dims.add(pick(DIMS));
        dims.add(at, x.shape().dim(axis));
        var y = partner(g, values, new TensorType(x.dtype(), new Shape(dims)));
        var batchAxes = batch == 1 ? List.of(0) : List.<Integer>of();
        var dot = g.add(new TensorOp.Dot(x, y, batchAxes, batchAxes, List.of(axis), List.of(at)));
        values.add(dot);
        if (random.nextBoolean()) {
            values.add(g.add(dot, partner(g, values, dot.tensorType())));
        }
    }

    private List<Integer> numbers(int count, int from, int to) {
        return random.ints(count, from, to).boxed().toList();
    }

    private List<Dim> dims(int count, int from, int to) {
        return numbers(count, from, to).stream().map(Dim::of).toList();
    }

    private void convolution(GraphBuilder g, List<Value> values) {
        if (random.nextInt(4) == 0) {
            winograd(g, values);
            return;
        }
        int space = 1 + random.nextInt(2);
        var dtype = pick(List.of(DType.F32, DType.F32, DType.F64, DType.I32, DType.I64));
        var groups = random.nextInt(4) == 0 ? Dim.of(8) : Dim.of(1 + random.nextInt(2));
        var channels = pick(List.of(Dim.ONE, Dim.of(3), Dim.of(8)));
        var features = pick(List.of(Dim.ONE, Dim.of(5), Dim.of(8), Dim.of(16), Dim.of(35)));
        boolean overBatch = random.nextInt(3) == 0;
        var batch = random.nextBoolean() ? B : pick(DIMS);
        var ofX = new ArrayList<Dim>(List.of(batch));
        ofX.addAll(dims(space, 1, 12));
        ofX.add(groups.times(channels));
        var ofFilter = new ArrayList<Dim>(dims(space, 1, 5));
        ofFilter.add(overBatch ? 0 : space, overBatch ? batch : channels);
        ofFilter.add(groups.times(features));
        var x = partner(g, values, new TensorType(dtype, new Shape(ofX)));
        var filter = partner(g, values, new TensorType(dtype, new Shape(ofFilter)));
        var moved = g.add(new TensorOp.Convolution(
                g.add(x, g.add(new TensorOp.Iota(x.tensorType(), 1 + random.nextInt(space)))),
                filter,
                groups,
                numbers(space, 1, 4),
                dims(space, -1, 4),
                dims(space, -1, 4),
                numbers(space, 1, 3),
                numbers(space, 1, 3),
                overBatch));
        values.add(moved);
        followed(g, values, moved);
    }

    /// A convolution by Winograd's algorithm.
    private void winograd(GraphBuilder g, List<Value> values) {
        var channels = pick(List.of(Dim.ONE, Dim.of(3), Dim.of(8), Dim.of(19)));
        var features = pick(List.of(Dim.ONE, Dim.of(5), Dim.of(16), Dim.of(35)));
        var extents = dims(2, 1, 12);
        var shape = new Shape(List.of(random.nextBoolean() ? B : pick(DIMS), extents.get(0), extents.get(1), channels));
        var taps = new Shape(List.of(Dim.of(3), Dim.of(3), channels, features));
        var x = partner(g, values, new TensorType(DType.F32, shape));
        var filter = partner(g, values, new TensorType(DType.F32, taps));
        var ones = List.of(1, 1);
        var moved = g.add(new TensorOp.Convolution(
                        g.add(x, g.add(new TensorOp.Iota(x.tensorType(), 1 + random.nextInt(2)))),
                        filter,
                        Dim.ONE,
                        ones,
                        dims(2, -1, 4),
                        dims(2, -1, 4),
                        ones,
                        ones,
                        false)
                .byWinograd());
        values.add(moved);
        followed(g, values, moved);
    }

    /// What may become an epilogue.
    private void followed(GraphBuilder g, List<Value> values, Value moved) {
        if (random.nextBoolean()) {
            var sum = g.add(moved, partner(g, values, moved.tensorType()));
            values.add(g.binary(BinaryFn.MAX, sum, g.full(sum.tensorType(), 0)));
        }
    }

    private void window(GraphBuilder g, List<Value> values, Value x) {
        if (x.rank() == 0 || x.dtype() == DType.BOOL) {
            return;
        }
        int rank = x.rank();
        // a window that is larger than a symbolic extent is an error at run time
        var sizes = x.shape().dims().stream()
                .map(dim -> dim.isConstant() ? 1 + random.nextInt(3) : 1)
                .toList();
        var strides = numbers(rank, 1, 4);
        var low = sizes.stream().map(random::nextInt).toList();
        var high = sizes.stream().map(random::nextInt).toList();
        var fn = pick(List.of(ReduceFn.SUM, ReduceFn.MAX, ReduceFn.MIN));
        var moved = g.add(new TensorOp.ReduceWindow(fn, x, sizes, strides, low, high));
        values.add(moved);
        var updates = partner(g, values, moved.tensorType());
        values.add(g.add(new TensorOp.ScatterWindow(fn, x, updates, sizes, strides, low, high)));
        if (fn != ReduceFn.SUM) {
            values.add(g.add(
                    new TensorOp.SelectWindow(fn, x, partner(g, values, x.tensorType()), sizes, strides, low, high)));
        }
    }

    private void branch(GraphBuilder g, List<Value> values, int depth) {
        if (depth > 1) {
            return;
        }
        var a = value(values);
        var b = value(values);
        var condition = g.compare(CompareFn.LT, index(g, values), g.constant(DType.I64, 2));
        var regions = new ArrayList<fluxion.ir.Region>();
        for (int i = 0; i < 2; i++) {
            var inner = g.nested();
            var inside = new ArrayList<>(values);
            grow(inner, inside, 4, depth + 1);
            regions.add(inner.finish(
                    List.of(partner(inner, inside, a.tensorType()), partner(inner, inside, b.tensorType()))));
        }
        values.addAll(g.append(new ControlOp.If(condition, regions.get(0), regions.get(1))));
    }

    private void loop(GraphBuilder g, List<Value> values, int depth) {
        if (depth > 1) {
            return;
        }
        var initial = List.of(value(values), value(values), value(values));
        var inner = g.nested();
        boolean counted = random.nextBoolean();
        var inside = new ArrayList<>(values);
        Value i;
        var parameters = new ArrayList<Value>();
        if (counted) {
            i = inner.parameter(TensorType.scalar(DType.I64));
            initial.forEach(x -> parameters.add(inner.parameter(x.type())));
        } else {
            initial.forEach(x -> parameters.add(inner.parameter(x.type())));
            i = inner.parameter(TensorType.scalar(DType.I64));
        }
        inside.addAll(parameters);
        inside.add(i);
        grow(inner, inside, 5, depth + 1);
        var yields = new ArrayList<Value>();
        var late = inside.subList(values.size(), inside.size());
        for (var x : initial) {
            yields.add(partner(inner, late, x.tensorType()));
        }
        if (counted) {
            values.addAll(g.append(
                    new ControlOp.For(g.constant(DType.I64, random.nextInt(4)), initial, inner.finish(yields))));
            return;
        }
        yields.add(inner.add(i, inner.constant(DType.I64, 1)));
        var start = new ArrayList<>(initial);
        start.add(g.constant(DType.I64, 0));
        var test = g.nested();
        initial.forEach(x -> test.parameter(x.type()));
        var count = test.parameter(TensorType.scalar(DType.I64));
        var more = test.compare(CompareFn.LT, count, test.constant(DType.I64, random.nextInt(4)));
        values.addAll(g.append(new ControlOp.While(start, test.finish(List.of(more)), inner.finish(yields))));
    }

    private void lists(GraphBuilder g, List<Value> values, Value x) {
        var list = g.add(new TensorOp.ListNew(new ListType(x.type())));
        var inner = g.nested();
        var i = inner.parameter(TensorType.scalar(DType.I64));
        var carried = inner.parameter(list.type());
        var element = inner.parameter(x.type());
        var next = x.dtype() == DType.BOOL
                ? inner.unary(UnaryFn.NOT, element)
                : inner.mul(element, inner.broadcast(inner.convert(i, x.dtype()), x.shape()));
        var body = inner.finish(List.of(inner.add(new TensorOp.ListAppend(carried, element)), next));
        var loop = g.append(new ControlOp.For(g.constant(DType.I64, 3), List.of(list, x), body));
        values.add(g.add(new TensorOp.ListAt(loop.get(0), g.constant(DType.I64, random.nextInt(5)))));
        values.add(g.add(new TensorOp.ListLength(loop.get(0))));
        values.add(loop.get(1));
        if (x.dtype() != DType.BOOL) {
            var sum = g.add(new TensorOp.ListAccumulate(loop.get(0), g.constant(DType.I64, random.nextInt(5)), x));
            values.add(g.add(new TensorOp.ListAt(sum, g.constant(DType.I64, random.nextInt(5)))));
        }
    }

    private void store(GraphBuilder g, List<Value> values, Value x) {
        if (x.rank() == 0 || !x.shape().isConstant() || x.shape().size().is(0)) {
            return;
        }
        var inner = g.nested();
        var i = inner.parameter(TensorType.scalar(DType.I64));
        var array = inner.parameter(x.type());
        var zero = inner.constant(DType.I64, 0);
        var at = new ArrayList<Value>(Collections.nCopies(x.rank(), zero));
        var to = new ArrayList<Value>(at);
        to.set(
                0,
                inner.binary(
                        BinaryFn.MIN,
                        i,
                        inner.constant(DType.I64, x.shape().dim(0).constant() - 1)));
        var old = inner.add(new TensorOp.Load(array, at, (values.size() & 1) == 0));
        var row = inner.reduce(
                ReduceFn.SUM,
                inner.convert(array, DType.F64),
                IntStream.range(0, x.rank()).boxed().toList());
        var stored = inner.add(new TensorOp.Store(
                array,
                to,
                inner.convert(inner.add(row, inner.convert(old, DType.F64)), x.dtype()),
                (values.size() & 2) == 0));
        var initial = List.of(g.add(new TensorOp.Copy(x)));
        values.addAll(g.append(new ControlOp.For(g.constant(DType.I64, 3), initial, inner.finish(List.of(stored)))));
        var copy = g.add(new TensorOp.Copy(x));
        var index = new ArrayList<Value>(Collections.nCopies(x.rank(), g.constant(DType.I64, 0)));
        values.add(g.add(new TensorOp.Store(copy, index, g.constant(x.dtype(), 1))));
    }

    private void map(GraphBuilder g, List<Value> values, Value x) {
        if (x.rank() > 3) {
            return;
        }
        var inner = g.nested();
        var i = inner.parameter(TensorType.scalar(DType.I64));
        var scaled = inner.mul(inner.convert(x, DType.F32), inner.broadcast(inner.convert(i, DType.F32), x.shape()));
        values.addAll(g.append(new TensorOp.Map(
                pick(DIMS), inner.finish(List.of(scaled, inner.convert(i, DType.F32))))));
    }
}
