package fluxion.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// Fills one region with random operations. Values that may be used are in a pool; what an operation consumes never is.
final class RandomRegion {
    private static final int DEPTH = 2;

    private final Random random;
    private final GraphBuilder g;
    private final List<Value> pool;
    private final int depth;

    RandomRegion(Random random) {
        this(random, new GraphBuilder(), new ArrayList<>(), 0);
    }

    private RandomRegion(Random random, GraphBuilder g, List<Value> pool, int depth) {
        this.random = random;
        this.g = g;
        this.pool = pool;
        this.depth = depth;
    }

    Graph graph(String name, int size) {
        for (int i = 1 + random.nextInt(3); i >= 0; i--) {
            pool.add(g.parameter(type()));
        }
        // the parameter that binds both symbols
        pool.add(g.parameter(new TensorType(DType.F32, Shape.of(Dim.symbol("B"), Dim.symbol("T")))));
        steps(size);
        if (random.nextInt(3) == 0) {
            invoke();
        }
        if (random.nextInt(3) == 0) {
            extent();
        }
        return new Graph(name, g.finish(some(1 + random.nextInt(4))));
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    private void step() {
        switch (random.nextInt(depth < DEPTH ? 50 : 42)) {
            case 0 ->
                put(new ScalarOp.Size(Dim.symbol("B").times(random.nextInt(3)).plus(Dim.symbol("T"))));
            case 1, 2 -> unary();
            case 3, 4, 5 -> binary();
            case 6 -> fma();
            case 7 -> put(new ScalarOp.Compare(any(CompareFn.class), x(this::isNumber), mate()));
            case 8 -> select();
            case 9 -> put(new ScalarOp.Convert(x(_ -> true), any(DType.class)));
            case 10 -> bitcast();
            case 11 -> elementary();
            case 12 -> javaMath();
            case 13, 14 -> broadcast();
            case 15 -> reshape();
            case 16 -> transpose();
            case 17 -> slice();
            case 18 -> pad();
            case 19 -> concat();
            case 20 -> put(new TensorOp.Reverse(x(_ -> true), axes(last)));
            case 21 -> gather();
            case 22 -> scatterAdd();
            case 23 -> dynamicSlice();
            case 24 -> dynamicUpdate();
            case 25 -> load();
            case 26 -> store();
            case 27, 28 -> reduce();
            case 29 -> argReduce();
            case 30 -> cumulative();
            case 31, 32 -> dot();
            case 33 -> put(new TensorOp.Iota(type(t -> t.rank() > 0 && t.dtype() != DType.BOOL), 0));
            case 34 -> randomBits();
            case 35 -> put(new TensorOp.StopGradient(x(_ -> true)));
            case 36 -> put(new TensorOp.Print("x", x(_ -> true)));
            case 37 -> put(new TensorOp.CheckFinite("here", g.convert(x(t -> t.dtype() == DType.I32), DType.F64)));
            case 38 -> put(ScalarOp.Constant.of(any(DType.class), RandomGraphs.number(random)));
            case 39 -> requireEqual();
            case 40 -> convolution();
            case 41 -> window();
            case 42, 43 -> branch();
            case 44 -> loop();
            case 45 -> whileLoop();
            case 46 -> map();
            case 47 -> call();
            case 48 -> lists();
            case 49 -> listOfLists();
            default -> throw new AssertionError();
        }
    }

    // ---------------------------------------------------------------- choosing

    private Value last = Value.free(TensorType.scalar(DType.F32), null);

    /// Appends `op` and adds its results to the pool.
    private List<Value> put(Op op) {
        var results = g.append(op);
        pool.addAll(results);
        return results;
    }

    private <E extends Enum<E>> E any(Class<E> type) {
        var constants = type.getEnumConstants();
        return constants[random.nextInt(constants.length)];
    }

    private Dim dim() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Dim.symbol("B");
            case 2 -> Dim.symbol("T");
            case 3 -> Dim.of(random.nextInt(2));
            default -> Dim.of(2 + random.nextInt(3));
        };
    }

    private Shape shape(int maxRank) {
        var dims = new ArrayList<Dim>();
        for (int i = random.nextInt(maxRank + 1); i > 0; i--) {
            dims.add(dim());
        }
        return new Shape(dims);
    }

    private TensorType type() {
        // floats are more interesting than the rest
        var dtype = random.nextInt(3) == 0 ? any(DType.class) : random.nextBoolean() ? DType.F32 : DType.F64;
        return new TensorType(dtype, shape(3));
    }

    private TensorType type(Predicate<TensorType> wanted) {
        while (true) {
            var type = type();
            if (wanted.test(type)) {
                return type;
            }
        }
    }

    /// A tensor of a type that `wanted` accepts, which is [#last] after.
    private Value x(Predicate<TensorType> wanted) {
        for (int i = 0; i < 8; i++) {
            var value = pool.get(random.nextInt(pool.size()));
            if (value.type() instanceof TensorType type && wanted.test(type) && type.rank() <= 4) {
                last = value;
                return value;
            }
        }
        last = fresh(type(wanted));
        return last;
    }

    /// A tensor of type `type`.
    private Value of(TensorType type) {
        var known = pool.stream().filter(v -> v.type().equals(type)).toList();
        return known.isEmpty() || random.nextInt(6) == 0 ? fresh(type) : known.get(random.nextInt(known.size()));
    }

    private Value fresh(TensorType type) {
        if (type.rank() > 0 && type.dtype() != DType.BOOL && random.nextBoolean()) {
            return g.add(new TensorOp.Iota(type, random.nextInt(type.rank())));
        }
        var scalar = g.add(ScalarOp.Constant.of(type.dtype(), RandomGraphs.number(random)));
        return g.broadcast(scalar, type.shape());
    }

    /// A tensor of the type of [#last].
    private Value mate() {
        return of(last.tensorType());
    }

    private boolean isNumber(TensorType type) {
        return type.dtype() != DType.BOOL;
    }

    private List<Value> some(int count) {
        var some = new ArrayList<Value>();
        for (int i = 0; i < count; i++) {
            // later ones depend on more
            int back = Math.min(random.nextInt(6), random.nextInt(pool.size()));
            some.add(pool.get(pool.size() - 1 - back));
        }
        return some;
    }

    private List<Integer> axes(Value x) {
        var axes = new ArrayList<Integer>();
        for (int i = 0; i < x.rank(); i++) {
            if (random.nextBoolean()) {
                axes.add(i);
            }
        }
        return axes;
    }

    private Value i64(long value) {
        return g.constant(DType.I64, value);
    }

    private Value index() {
        return random.nextInt(3) == 0 ? of(TensorType.scalar(DType.I64)) : i64(random.nextInt(6) - 1L);
    }

    // ---------------------------------------------------------------- elementwise

    private void unary() {
        var fn = any(UnaryFn.class);
        put(new ScalarOp.Unary(fn, x(t -> switch (fn) {
            case NEG, ABS -> t.dtype() != DType.BOOL;
            case SQRT -> t.dtype().isFloat();
            case NOT -> !t.dtype().isFloat();
        })));
    }

    private void binary() {
        var fn = any(BinaryFn.class);
        var x = x(t -> fn.accepts(t.dtype()));
        boolean divides = fn == BinaryFn.DIV || fn == BinaryFn.REM;
        var y = divides && x.dtype().isInteger()
                ? g.broadcast(g.add(ScalarOp.Constant.of(x.dtype(), random.nextBoolean() ? 3L : -2L)), x.shape())
                : mate();
        put(new ScalarOp.Binary(fn, x, y));
    }

    private void fma() {
        put(new ScalarOp.Fma(x(t -> t.dtype().isFloat()), mate(), mate()));
    }

    private void javaMath() {
        var fn = any(JavaFn.class);
        var x = x(t -> fn.accepts(t.dtype()));
        put(new ScalarOp.JavaMath(fn, random.nextBoolean(), fn.arity() == 1 ? List.of(x) : List.of(x, mate())));
    }

    private void select() {
        var x = x(_ -> true);
        var condition = of(x.tensorType().with(DType.BOOL));
        put(new ScalarOp.Select(condition, x, of(x.tensorType())));
    }

    private void bitcast() {
        var x = x(this::isNumber);
        boolean wide = x.dtype().bytes() == 8;
        var integer = wide ? DType.I64 : DType.I32;
        put(new ScalarOp.Bitcast(x, x.dtype() == integer ? (wide ? DType.F64 : DType.F32) : integer));
    }

    private void elementary() {
        var fn = any(ElementaryFn.class);
        var x = x(t -> t.dtype().isFloat());
        put(new TensorOp.Elementary(fn, fn.arity() == 1 ? List.of(x) : List.of(x, mate())));
    }

    // ---------------------------------------------------------------- moving elements

    private void broadcast() {
        var x = x(t -> t.rank() <= 2);
        var dims = new ArrayList<>(x.shape().dims());
        var axes = new ArrayList<Integer>();
        for (int i = 0; i < x.rank(); i++) {
            axes.add(i);
        }
        for (int k = 1 + random.nextInt(2); k > 0; k--) {
            int at = random.nextInt(dims.size() + 1);
            dims.add(at, dim());
            axes.replaceAll(axis -> axis >= at ? axis + 1 : axis);
        }
        put(new TensorOp.Broadcast(x, new Shape(dims), axes));
    }

    private void reshape() {
        var x = x(_ -> true);
        var shape = switch (random.nextInt(3)) {
            case 0 -> new Shape(List.of(x.shape().size()));
            case 1 -> x.shape().insert(random.nextInt(x.rank() + 1), Dim.ONE);
            default -> new Shape(x.shape().dims().reversed());
        };
        put(new TensorOp.Reshape(x, shape));
    }

    private void transpose() {
        var x = x(_ -> true);
        var permutation = new ArrayList<Integer>();
        for (int i = 0; i < x.rank(); i++) {
            permutation.add(i);
        }
        Collections.shuffle(permutation, random);
        put(new TensorOp.Transpose(x, permutation));
    }

    private void slice() {
        var x = x(_ -> true);
        var starts = new ArrayList<Dim>();
        var sizes = new ArrayList<Dim>();
        var strides = new ArrayList<Integer>();
        for (var dim : x.shape().dims()) {
            if (dim.isConstant() && dim.constant() > 0) {
                int n = (int) dim.constant();
                int start = random.nextInt(n);
                int stride = 1 + random.nextInt(2);
                starts.add(Dim.of(start));
                sizes.add(Dim.of(random.nextInt((n - start - 1) / stride + 2)));
                strides.add(stride);
            } else {
                // a symbol is at least 1
                boolean tail = !dim.isConstant() && random.nextBoolean();
                starts.add(tail ? Dim.ONE : Dim.ZERO);
                sizes.add(tail ? dim.plus(-1) : dim);
                strides.add(1);
            }
        }
        put(new TensorOp.Slice(x, starts, sizes, strides));
    }

    private void pad() {
        var x = x(_ -> true);
        var low = new ArrayList<Dim>();
        var high = new ArrayList<Dim>();
        var interior = new ArrayList<Integer>();
        for (var dim : x.shape().dims()) {
            low.add(Dim.of(random.nextInt(3)));
            high.add(random.nextInt(4) == 0 ? Dim.symbol("B") : Dim.of(random.nextInt(2)));
            interior.add(dim.isConstant() ? random.nextInt(2) : 0);
        }
        put(new TensorOp.Pad(x, of(TensorType.scalar(x.dtype())), low, high, interior));
    }

    private void concat() {
        var x = x(t -> t.rank() > 0);
        int axis = random.nextInt(x.rank());
        var other = of(x.tensorType().with(x.shape().with(axis, dim())));
        put(new TensorOp.Concat(random.nextBoolean() ? List.of(x, other) : List.of(other, x, x), axis));
    }

    private void gather() {
        var x = x(t -> t.rank() > 0);
        int axis = random.nextInt(x.rank());
        int batch = random.nextInt(axis + 1);
        put(new TensorOp.Gather(x, indices(x, batch), axis, batch));
    }

    private Value indices(Value x, int batch) {
        var dims = new ArrayList<>(x.shape().dims().subList(0, batch));
        dims.addAll(shape(1).dims());
        return of(new TensorType(random.nextBoolean() ? DType.I32 : DType.I64, new Shape(dims)));
    }

    private void scatterAdd() {
        var x = x(t -> t.rank() > 0 && t.dtype() != DType.BOOL);
        int axis = random.nextInt(x.rank());
        int batch = random.nextInt(axis + 1);
        var indices = indices(x, batch);
        var gathered = new TensorOp.Gather(x, indices, axis, batch).types().getFirst();
        put(new TensorOp.ScatterAdd(x, indices, of((TensorType) gathered), axis, batch));
    }

    private List<Dim> window(Value x) {
        return x.shape().dims().stream()
                .map(dim -> dim.isConstant() ? Dim.of(random.nextInt((int) dim.constant() + 1)) : dim)
                .toList();
    }

    private List<Value> starts(Value x) {
        var starts = new ArrayList<Value>();
        for (int i = 0; i < x.rank(); i++) {
            starts.add(index());
        }
        return starts;
    }

    private void dynamicSlice() {
        var x = x(_ -> true);
        put(new TensorOp.DynamicSlice(x, starts(x), window(x)));
    }

    private void dynamicUpdate() {
        var x = x(_ -> true);
        var update = of(x.tensorType().with(new Shape(window(x))));
        put(new TensorOp.DynamicUpdate(x, update, starts(x)));
    }

    private static boolean hasFirst(TensorType type) {
        return type.shape().dims().stream().noneMatch(dim -> dim.is(0) || !isPlain(dim));
    }

    /// Whether `dim` is a number, or a symbol, which is at least 1.
    private static boolean isPlain(Dim dim) {
        return dim.isConstant() || dim.equals(Dim.symbol("B")) || dim.equals(Dim.symbol("T"));
    }

    private List<Value> inside(Value x) {
        return x.shape().dims().stream()
                .map(dim -> i64(dim.isConstant() ? random.nextInt((int) dim.constant()) : 0))
                .toList();
    }

    private void load() {
        var x = x(RandomRegion::hasFirst);
        put(new TensorOp.Load(x, inside(x), random.nextBoolean()));
    }

    private void store() {
        var x = x(RandomRegion::hasFirst);
        var copy = g.add(new TensorOp.Copy(x));
        var stored = g.add(new TensorOp.Store(copy, inside(x), of(TensorType.scalar(x.dtype())), random.nextBoolean()));
        put(new TensorOp.Store(stored, inside(x), of(TensorType.scalar(x.dtype())), random.nextBoolean()));
    }

    private void requireEqual() {
        var dim = dim();
        put(new TensorOp.RequireEqual(dim.plus(1), dim.plus(1), "never"));
    }

    // ---------------------------------------------------------------- combining elements

    private void reduce() {
        var fn = any(ReduceFn.class);
        var x = x(t -> fn.accepts(t.dtype()));
        put(new TensorOp.Reduce(fn, x, axes(x)));
    }

    private void argReduce() {
        var x = x(t -> t.rank() > 0 && t.dtype() != DType.BOOL && hasFirst(t));
        put(new TensorOp.ArgReduce(random.nextBoolean() ? ReduceFn.MAX : ReduceFn.MIN, x, random.nextInt(x.rank())));
    }

    private void cumulative() {
        var fn = any(ReduceFn.class);
        var x = x(t -> t.rank() > 0 && fn.accepts(t.dtype()));
        put(new TensorOp.Cumulative(fn, x, random.nextInt(x.rank()), random.nextBoolean()));
    }

    private void dot() {
        var x = x(t -> t.dtype() != DType.BOOL && t.rank() <= 3);
        var batch = new ArrayList<Integer>();
        var contract = new ArrayList<Integer>();
        for (int i = 0; i < x.rank(); i++) {
            switch (random.nextInt(4)) {
                case 0 -> batch.add(i);
                case 1, 2 -> contract.add(i);
                default -> {}
            }
        }
        // the axes of y: batch, contracted, one of its own
        var dims = new ArrayList<Dim>();
        batch.forEach(i -> dims.add(x.shape().dim(i)));
        contract.forEach(i -> dims.add(x.shape().dim(i)));
        dims.addAll(random.nextInt(4) == 0 ? List.of(Dim.of(70)) : shape(1).dims());
        var y = of(x.tensorType().with(new Shape(dims)));
        var batchY = new ArrayList<Integer>();
        var contractY = new ArrayList<Integer>();
        batch.forEach(_ -> batchY.add(batchY.size()));
        contract.forEach(_ -> contractY.add(batchY.size() + contractY.size()));
        put(new TensorOp.Dot(x, y, batch, batchY, contract, contractY));
    }

    private List<Integer> numbers(int count, int from, int to) {
        return random.ints(count, from, to).boxed().toList();
    }

    private List<Dim> dims(int count, int from, int to) {
        return numbers(count, from, to).stream().map(Dim::of).toList();
    }

    private void convolution() {
        int space = 1 + random.nextInt(2);
        var dtype = random.nextInt(3) == 0 ? DType.I32 : random.nextBoolean() ? DType.F32 : DType.F64;
        var groups = Dim.of(1 + random.nextInt(2));
        var channels = Dim.of(1 + random.nextInt(3));
        var features = random.nextInt(4) == 0 ? Dim.of(17) : Dim.of(1 + random.nextInt(3));
        boolean overBatch = random.nextInt(3) == 0;
        var batch = dim();
        var x = new ArrayList<Dim>(List.of(batch));
        x.addAll(dims(space, 1, 7));
        x.add(groups.times(channels));
        var filter = new ArrayList<Dim>(dims(space, 1, 4));
        filter.add(overBatch ? 0 : space, overBatch ? batch : channels);
        filter.add(groups.times(features));
        put(new TensorOp.Convolution(
                of(new TensorType(dtype, new Shape(x))),
                of(new TensorType(dtype, new Shape(filter))),
                groups,
                numbers(space, 1, 4),
                dims(space, -1, 3),
                dims(space, -1, 3),
                numbers(space, 1, 3),
                numbers(space, 1, 3),
                overBatch));
    }

    private void window() {
        var x = x(t -> t.rank() > 0 && t.dtype() != DType.BOOL);
        int rank = x.rank();
        // a window that is larger than a symbolic extent is an error at run time
        var sizes = x.shape().dims().stream()
                .map(dim -> dim.isConstant() ? 1 + random.nextInt(3) : 1)
                .toList();
        var strides = numbers(rank, 1, 4);
        var low = sizes.stream().map(random::nextInt).toList();
        var high = sizes.stream().map(random::nextInt).toList();
        var fn = List.of(ReduceFn.SUM, ReduceFn.MAX, ReduceFn.MIN).get(random.nextInt(3));
        var moved =
                put(new TensorOp.ReduceWindow(fn, x, sizes, strides, low, high)).getFirst();
        put(new TensorOp.ScatterWindow(fn, x, of(moved.tensorType()), sizes, strides, low, high));
        if (fn != ReduceFn.SUM) {
            put(new TensorOp.SelectWindow(fn, x, of(x.tensorType()), sizes, strides, low, high));
        }
    }

    private void randomBits() {
        var keys = of(new TensorType(DType.I64, shape(1)));
        var dims = new ArrayList<>(keys.shape().dims());
        dims.addAll(shape(2).dims());
        put(new TensorOp.RandomBits(
                keys, new TensorType(random.nextBoolean() ? DType.I32 : DType.I64, new Shape(dims))));
    }

    // ---------------------------------------------------------------- regions

    private RandomRegion inner() {
        return new RandomRegion(random, g.nested(), new ArrayList<>(pool), depth + 1);
    }

    /// Values of the types of `like`, made of what is in the pool of a region that has run.
    private List<Value> yields(List<Value> like) {
        var yields = new ArrayList<Value>();
        like.forEach(v -> yields.add(of(v.tensorType())));
        return yields;
    }

    private Value condition() {
        return of(TensorType.scalar(DType.BOOL));
    }

    private List<Value> carried() {
        return List.of(x(_ -> true), x(_ -> true));
    }

    private void branch() {
        var like = carried();
        if (random.nextInt(4) == 0) {
            neverFails();
        }
        var whenTrue = inner();
        whenTrue.steps(3);
        var yieldsTrue = whenTrue.yields(like);
        var whenFalse = inner();
        whenFalse.steps(3);
        var yieldsFalse = whenFalse.yields(like);
        put(new ControlOp.If(condition(), whenTrue.g.finish(yieldsTrue), whenFalse.g.finish(yieldsFalse)));
    }

    private void neverFails() {
        var whenTrue = g.nested();
        whenTrue.append(new TensorOp.Fail("java.lang.IllegalStateException", "never", List.of()));
        put(new ControlOp.If(
                g.constant(false), whenTrue.finish(List.of()), g.nested().finish(List.of())));
    }

    private void loop() {
        var carried = carried();
        var body = inner();
        body.pool.add(body.g.parameter(TensorType.scalar(DType.I64)));
        carried.forEach(v -> body.pool.add(body.g.parameter(v.type())));
        body.steps(4);
        var yields = body.yields(carried);
        put(new ControlOp.For(i64(random.nextInt(4)), carried, body.g.finish(yields)));
    }

    private void whileLoop() {
        var carried = new ArrayList<>(carried());
        var condition = inner();
        var counter = condition.g.parameter(TensorType.scalar(DType.I64));
        carried.forEach(v -> condition.g.parameter(v.type()));
        var holds = condition.g.add(new ScalarOp.Compare(CompareFn.LT, counter, condition.i64(random.nextInt(4))));
        var body = inner();
        var i = body.g.parameter(TensorType.scalar(DType.I64));
        carried.forEach(v -> body.pool.add(body.g.parameter(v.type())));
        body.steps(3);
        var yields = body.yields(carried);
        yields.addFirst(body.g.add(i, body.i64(1)));
        carried.addFirst(i64(0));
        put(new ControlOp.While(carried, condition.g.finish(List.of(holds)), body.g.finish(yields)));
    }

    private void map() {
        var body = inner();
        body.pool.add(body.g.parameter(TensorType.scalar(DType.I64)));
        body.steps(4);
        put(new TensorOp.Map(dim(), body.g.finish(body.some(1 + random.nextInt(2)))));
    }

    private void call() {
        var operands = carried();
        var body = new RandomRegion(random, new GraphBuilder(), new ArrayList<>(), DEPTH);
        operands.forEach(v -> body.pool.add(body.g.parameter(v.type())));
        // binds the symbols
        var both = pool.stream()
                .filter(v -> v.type() instanceof TensorType t
                        && t.shape().dims().contains(Dim.symbol("B"))
                        && t.shape().dims().contains(Dim.symbol("T")))
                .findFirst();
        var all = new ArrayList<>(operands);
        if (both.isPresent()) {
            all.add(both.get());
        } else {
            all.add(fresh(new TensorType(DType.F32, Shape.of(Dim.symbol("B"), Dim.symbol("T")))));
        }
        body.pool.add(body.g.parameter(all.getLast().type()));
        body.steps(4);
        var graph = new Graph("function", body.g.finish(body.some(2)));
        var function =
                new Function(graph, java.util.Optional.empty(), java.util.Optional.empty(), random.nextBoolean());
        put(new TensorOp.Call(function, all));
        put(new TensorOp.Call(
                function, all.stream().map(v -> of(v.tensorType())).toList()));
    }

    /// A procedure that invokes itself a few times, and hands over a frame.
    private void invoke() {
        var operands = new ArrayList<>(carried());
        // binds the symbols, which are the procedure's own
        operands.set(0, fresh(new TensorType(DType.F32, Shape.of(Dim.symbol("B"), Dim.symbol("T")))));
        var types = new ArrayList<Type>();
        operands.forEach(v -> types.add(v.type()));
        types.add(TensorType.scalar(DType.I64));
        var results = new ArrayList<Type>(types);
        results.add(new FrameType());
        var procedure = Procedure.declare("procedure", types, results, List.of(-1, -1, -1, -1));
        var body = new RandomRegion(random, new GraphBuilder(), new ArrayList<>(), DEPTH);
        types.forEach(type -> body.pool.add(body.g.parameter(type)));
        var parameters = List.copyOf(body.pool);
        var depth = parameters.getLast();
        var goesOn = body.g.compare(CompareFn.GT, depth, body.i64(0));
        var more = body.inner();
        more.steps(3);
        var next = more.yields(operands);
        next.add(more.g.sub(depth, more.i64(1)));
        var again = more.g.append(new ControlOp.Invoke(procedure, next));
        var end = body.inner();
        var last = new ArrayList<>(parameters);
        last.add(end.g.add(new TensorOp.Pack(parameters)));
        procedure.define(
                body.g.finish(body.g.append(new ControlOp.If(goesOn, more.g.finish(again), end.g.finish(last)))));
        var arguments = new ArrayList<>(operands);
        arguments.add(i64(random.nextInt(3)));
        var given = g.append(new ControlOp.Invoke(procedure, arguments));
        pool.addAll(given.subList(0, 3));
        put(new TensorOp.Unpack(given.getLast(), types));
        put(new TensorOp.Unpack(g.add(new TensorOp.Pack(given.subList(0, 3))), types));
    }

    /// A branch with a tensor of an extent that it binds.
    private void extent() {
        var symbol = Dim.symbol("E");
        var inside = inner();
        inside.g.append(new ControlOp.Extent(symbol, i64(random.nextInt(4))));
        var type = new TensorType(DType.I64, Shape.of(symbol));
        inside.put(new TensorOp.Iota(type, 0));
        inside.steps(3);
        var sum = inside.g.reduce(ReduceFn.SUM, inside.of(type), List.of(0));
        var other = inner();
        pool.addAll(g.append(new ControlOp.If(
                g.constant(random.nextBoolean()),
                inside.g.finish(List.of(sum)),
                other.g.finish(List.of(other.i64(1))))));
    }

    private void lists() {
        var x = x(this::isNumber);
        var type = new ListType(x.type());
        var body = inner();
        body.g.parameter(TensorType.scalar(DType.I64));
        var list = body.g.parameter(type);
        body.pool.add(body.g.parameter(x.type()));
        body.steps(2);
        var element = body.of(x.tensorType());
        var longer = body.g.add(new TensorOp.ListAppend(list, element));
        var yields = List.of(longer, body.of(x.tensorType()));
        var empty = g.add(new TensorOp.ListNew(type));
        var results = g.append(new ControlOp.For(i64(random.nextInt(4)), List.of(empty, x), body.g.finish(yields)));
        var full = results.getFirst();
        pool.add(results.getLast());
        put(new TensorOp.ListAt(full, index()));
        var length = put(new TensorOp.ListLength(full)).getFirst();
        // the way back: reads from the end, and accumulates into another list
        var back = inner();
        var i = back.g.parameter(TensorType.scalar(DType.I64));
        var sums = back.g.parameter(type);
        var at = back.g.sub(back.g.sub(length, back.i64(1)), i);
        var read = back.g.add(new TensorOp.ListAt(full, at));
        var sum = back.g.add(new TensorOp.ListAccumulate(sums, back.index(), read));
        var start = g.add(new TensorOp.ListNew(type));
        var summed = g.add(new ControlOp.For(length, List.of(start), back.g.finish(List.of(sum))));
        put(new TensorOp.ListAt(summed, index()));
    }

    private void listOfLists() {
        var x = x(this::isNumber);
        var inner = new ListType(x.type());
        var a = g.add(new TensorOp.ListAppend(g.add(new TensorOp.ListNew(inner)), x));
        var outer = g.add(new TensorOp.ListAppend(g.add(new TensorOp.ListNew(new ListType(inner))), a));
        outer = g.add(new TensorOp.ListAccumulate(outer, i64(random.nextInt(3)), a));
        var read = g.add(new TensorOp.ListAt(outer, i64(random.nextInt(3))));
        put(new TensorOp.ListAt(read, index()));
        put(new TensorOp.ListLength(read));
    }
}
