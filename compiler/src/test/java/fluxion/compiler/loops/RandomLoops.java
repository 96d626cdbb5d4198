package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Graphs as lifted Java gives them, made at random: nested loops of scalars over arrays, with branches, accesses that
/// may be outside, and integer arithmetic that may wrap around. All loops end.
final class RandomLoops {
    private static final TensorType I32 = TensorType.scalar(DType.I32);
    private static final TensorType F64 = TensorType.scalar(DType.F64);
    private static final int SMALL = 3;
    private static final long[] NUMBERS = {0, 1, 2, 3, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final Random random;

    private RandomLoops(long seed) {
        this.random = new Random(seed);
    }

    /// What a block can use, and changes.
    private static final class Scope {
        final List<Value> integers = new ArrayList<>();
        final List<Value> numbers = new ArrayList<>();
        Value array;
        Value small;
        final Value other;

        Scope(Value array, Value small, Value other) {
            this.array = array;
            this.small = small;
            this.other = other;
        }

        Scope copy() {
            var copy = new Scope(array, small, other);
            copy.integers.addAll(integers);
            copy.numbers.addAll(numbers);
            return copy;
        }
    }

    /// `(f64[x.length], f64[y.length], i32, i32, f64) -> (f64, i32, f64[x.length], f64[3])`
    static Graph of(long seed) {
        var g = new GraphBuilder();
        var x = g.parameter(new TensorType(DType.F64, Shape.of(Dim.symbol("x.length"))));
        var y = g.parameter(new TensorType(DType.F64, Shape.of(Dim.symbol("y.length"))));
        var zeros = g.full(new TensorType(DType.F64, Shape.of(SMALL)), 0);
        var scope = new Scope(g.add(new TensorOp.Copy(x)), g.add(new TensorOp.Copy(zeros)), y);
        scope.integers.add(g.parameter(I32));
        scope.integers.add(g.parameter(I32));
        scope.numbers.add(g.parameter(F64));
        var it = new RandomLoops(seed);
        for (int i = 0; i < 3; i++) {
            it.statement(g, scope, 0);
        }
        it.loop(g, scope, 0);
        return new Graph(
                "f", g.finish(List.of(scope.numbers.getLast(), scope.integers.getLast(), scope.array, scope.small)));
    }

    static List<Datum> arguments(long seed) {
        var random = new Random(seed);
        var x = random.doubles(random.nextInt(6)).toArray();
        var y = random.doubles(random.nextInt(6)).toArray();
        return List.of(
                TensorValue.of(x, x.length),
                TensorValue.of(y, y.length),
                TensorValue.of(new int[] {random.nextInt(10) - 3}),
                TensorValue.of(new int[] {random.nextInt(10) - 3}),
                TensorValue.of(new double[] {random.nextGaussian()}));
    }

    private Value any(List<Value> values) {
        // what was made last is what a program uses
        return values.get(Math.max(0, values.size() - 1 - random.nextInt(Math.min(4, values.size()))));
    }

    private Value integer(GraphBuilder g, Scope scope) {
        return random.nextInt(4) == 0
                ? g.constant(DType.I32, NUMBERS[random.nextInt(NUMBERS.length)])
                : any(scope.integers);
    }

    private Value length(GraphBuilder g) {
        return g.size(Dim.symbol(random.nextInt(4) == 0 ? "y.length" : "x.length"), DType.I32);
    }

    private Value bound(GraphBuilder g, Scope scope) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> length(g);
            case 2 -> g.sub(length(g), g.constant(DType.I32, 1L));
            case 3 -> scope.integers.get(random.nextInt(2));
            default -> g.constant(DType.I32, (long) random.nextInt(6));
        };
    }

    private void statement(GraphBuilder g, Scope scope, int depth) {
        if (random.nextInt(4) == 0) {
            small(g, scope);
        }
        switch (random.nextInt(depth < 3 ? 10 : 7)) {
            case 0 -> {
                var fn = List.of(BinaryFn.ADD, BinaryFn.SUB, BinaryFn.MUL, BinaryFn.MIN, BinaryFn.MAX)
                        .get(random.nextInt(5));
                scope.integers.add(g.binary(fn, integer(g, scope), integer(g, scope)));
            }
            case 1 -> {
                var by = g.constant(DType.I32, 1L + random.nextInt(3));
                var fn = List.of(BinaryFn.DIV, BinaryFn.REM, BinaryFn.AND).get(random.nextInt(3));
                scope.integers.add(g.binary(fn, integer(g, scope), by));
            }
            case 2, 3 -> {
                var from = random.nextInt(3) == 0 ? scope.other : scope.array;
                scope.numbers.add(g.add(new TensorOp.Load(from, List.of(index(g, scope)))));
            }
            case 4 -> scope.numbers.add(g.add(any(scope.numbers), any(scope.numbers)));
            case 5 ->
                scope.array = g.add(new TensorOp.Store(scope.array, List.of(index(g, scope)), any(scope.numbers)));
            case 6 -> scope.numbers.add(g.mul(any(scope.numbers), g.convert(any(scope.integers), DType.F64)));
            case 7, 8 -> branch(g, scope, depth);
            default -> loop(g, scope, depth);
        }
    }

    /// An access to the small array, seldom one outside of it or at an index that is not known.
    private void small(GraphBuilder g, Scope scope) {
        var place = random.nextInt(20) == 0 ? index(g, scope) : g.constant(DType.I64, (long) random.nextInt(SMALL));
        if (random.nextInt(200) == 0) {
            place = g.constant(DType.I64, (long) SMALL);
        }
        switch (random.nextInt(3)) {
            case 0 -> scope.small = g.add(new TensorOp.Store(scope.small, List.of(place), any(scope.numbers)));
            case 1 -> scope.numbers.add(g.add(new TensorOp.Load(scope.small, List.of(place))));
            default -> {
                var twice = g.add(scope.small, g.broadcast(any(scope.numbers), scope.small.shape()));
                scope.numbers.add(g.add(new TensorOp.Load(twice, List.of(place))));
                scope.small = g.add(new TensorOp.Copy(twice));
            }
        }
    }

    private Value index(GraphBuilder g, Scope scope) {
        var index = any(scope.integers);
        return g.convert(
                switch (random.nextInt(4)) {
                    case 0 -> g.add(index, g.constant(DType.I32, 1L));
                    case 1 -> g.binary(BinaryFn.MAX, g.constant(DType.I32, 0L), index);
                    default -> index;
                },
                DType.I64);
    }

    private void branch(GraphBuilder g, Scope scope, int depth) {
        var all = List.of(CompareFn.values());
        var fn = all.get(random.nextInt(all.size()));
        var condition = g.compare(fn, integer(g, scope), random.nextBoolean() ? bound(g, scope) : integer(g, scope));
        var results = g.append(new ControlOp.If(
                condition, side(g, scope, depth + 1, true), side(g, scope, depth + 1, random.nextBoolean())));
        take(scope, results, 0);
    }

    private Region side(GraphBuilder g, Scope scope, int depth, boolean busy) {
        var inner = g.nested();
        var own = scope.copy();
        for (int i = 0; busy && i < 2; i++) {
            statement(inner, own, depth);
        }
        return inner.finish(List.of(own.integers.getLast(), own.numbers.getLast(), own.array, own.small));
    }

    private static void take(Scope scope, List<Value> results, int first) {
        scope.integers.add(results.get(first));
        scope.numbers.add(results.get(first + 1));
        scope.array = results.get(first + 2);
        scope.small = results.get(first + 3);
    }

    private void loop(GraphBuilder g, Scope scope, int depth) {
        boolean up = random.nextInt(3) > 0;
        long size = random.nextInt(4) == 0 ? 2 : 1;
        long step = up ? size : -size;
        var limit = up ? bound(g, scope) : random.nextBoolean() ? g.constant(DType.I32, 0L) : scope.integers.getFirst();
        var start = up
                ? random.nextBoolean() ? g.constant(DType.I32, (long) random.nextInt(2)) : scope.integers.get(1)
                : bound(g, scope);
        var fn = up ? List.of(CompareFn.LT, CompareFn.LE, CompareFn.NE) : List.of(CompareFn.GT, CompareFn.GE);
        var relation = fn.get(Math.min(random.nextInt(fn.size() + 1), fn.size() - 1));
        if (relation == CompareFn.NE) {
            if (step != 1) {
                relation = CompareFn.LT;
            } else {
                start = g.binary(BinaryFn.MIN, start, limit);
            }
        }
        var initial = List.of(start, any(scope.integers), any(scope.numbers), scope.array, scope.small);
        var condition = g.nested();
        var seen = new ArrayList<Value>();
        initial.forEach(value -> seen.add(condition.parameter(value.type())));
        Value goesOn = condition.compare(relation, seen.getFirst(), limit);
        if (random.nextInt(4) == 0) {
            var more = condition.compare(CompareFn.NE, seen.get(1), condition.constant(DType.I32, 3L));
            goesOn = condition.binary(BinaryFn.AND, goesOn, more);
        }
        var body = g.nested();
        var carried = new ArrayList<Value>();
        initial.forEach(value -> carried.add(body.parameter(value.type())));
        var own = scope.copy();
        own.array = carried.get(3);
        own.small = carried.get(4);
        own.numbers.add(carried.get(2));
        own.integers.add(carried.get(1));
        own.integers.add(carried.get(0));
        int statements = 1 + random.nextInt(3);
        for (int i = 0; i < statements; i++) {
            statement(body, own, depth + 1);
        }
        var other = switch (random.nextInt(3)) {
            case 0 -> own.integers.getLast();
            case 1 -> body.add(carried.get(1), body.constant(DType.I32, 3L));
            default -> carried.get(1);
        };
        var next = body.add(carried.getFirst(), body.constant(DType.I32, step));
        var results = g.append(new ControlOp.While(
                initial,
                condition.finish(List.of(goesOn)),
                body.finish(List.of(next, other, own.numbers.getLast(), own.array, own.small))));
        scope.integers.add(results.getFirst());
        take(scope, results, 1);
    }
}
