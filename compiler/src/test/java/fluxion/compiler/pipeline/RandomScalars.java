package fluxion.compiler.pipeline;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import fluxion.ir.interp.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random graphs as plain Java methods give them: scalars, two arrays, nested loops and branches.
///
/// The parameters are `f64 a`, `i32 k`, `f64[n] x`, `f64[m] y`; the first result is a scalar, the second the contents
/// of `x` at the end.
final class RandomScalars {
    private static final TensorType F64 = TensorType.scalar(DType.F64);
    private static final TensorType I32 = TensorType.scalar(DType.I32);
    private static final TensorType I64 = TensorType.scalar(DType.I64);
    private static final TensorType X = new TensorType(DType.F64, Shape.of(Dim.symbol("x.length")));
    private static final TensorType Y = new TensorType(DType.F64, Shape.of(Dim.symbol("y.length")));
    private static final int LEAST = 3;

    private final Random random;
    private int budget;

    private RandomScalars(long seed, int size) {
        this.random = new Random(seed);
        this.budget = size;
    }

    /// What the statements of a region work on.
    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(GraphBuilder g, List<Value> numbers, List<Value> indices, Value[] x, Value y, Value k) {
        Frame nested(GraphBuilder inner, Value array) {
            return new Frame(inner, new ArrayList<>(numbers), new ArrayList<>(indices), new Value[] {array}, y, k);
        }
    }

    static Graph of(long seed, int size) {
        var g = new GraphBuilder();
        var a = g.parameter(F64);
        var k = g.parameter(I32);
        var x = g.parameter(X);
        var y = g.parameter(Y);
        var copy = g.add(new TensorOp.Copy(x));
        var frame = new Frame(g, new ArrayList<>(List.of(a)), new ArrayList<>(), new Value[] {copy}, y, k);
        var generator = new RandomScalars(seed, size);
        while (generator.budget > 0) {
            generator.statement(frame, 0);
        }
        var sum = frame.numbers.getFirst();
        for (var number : frame.numbers.subList(Math.max(0, frame.numbers.size() - 5), frame.numbers.size())) {
            sum = g.add(sum, number);
        }
        return new Graph("random-" + seed, g.finish(List.of(sum, frame.x[0])));
    }

    static List<TensorValue> arguments(long seed) {
        var random = new Random(seed);
        int n = LEAST + random.nextInt(4);
        int m = LEAST + random.nextInt(4);
        return List.of(
                TensorValue.scalar(random.nextDouble() * 2 - 1),
                TensorValue.scalar(random.nextInt(6)),
                TensorValue.of(random.doubles(n, -1, 1).toArray(), n),
                TensorValue.of(random.doubles(m, -1, 1).toArray(), m));
    }

    private <T> T pick(List<T> from) {
        return from.get(from.size() - 1 - random.nextInt(Math.min(from.size(), 6)));
    }

    private void statement(Frame f, int depth) {
        budget--;
        int kind = random.nextInt(depth < 3 ? 12 : 8);
        switch (kind) {
            case 0, 1, 2 ->
                f.numbers.add(f.g.binary(
                        List.of(BinaryFn.ADD, BinaryFn.SUB, BinaryFn.MUL).get(random.nextInt(3)),
                        pick(f.numbers),
                        pick(f.numbers)));
            case 3 -> f.numbers.add(f.g.elementary(ElementaryFn.TANH, pick(f.numbers)));
            case 4 ->
                f.numbers.add(
                        f.g.mul(f.g.unary(UnaryFn.ABS, pick(f.numbers)), f.g.constant(DType.F64, random.nextDouble())));
            case 5 -> f.numbers.add(f.g.add(new TensorOp.Load(f.x[0], List.of(index(f)))));
            case 6 -> f.numbers.add(f.g.add(new TensorOp.Load(f.y, List.of(index(f)))));
            case 7 -> f.x[0] = f.g.add(new TensorOp.Store(f.x[0], List.of(index(f)), bounded(f)));
            case 8 -> branch(f, depth);
            case 9, 10 -> counted(f, depth);
            default -> conditional(f, depth);
        }
    }

    private Value bounded(Frame f) {
        return f.g.elementary(ElementaryFn.TANH, pick(f.numbers));
    }

    private Value index(Frame f) {
        if (f.indices.isEmpty() || random.nextInt(4) == 0) {
            return f.g.constant(DType.I64, (long) random.nextInt(LEAST));
        }
        return pick(f.indices);
    }

    private void statements(Frame f, int depth) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            statement(f, depth + 1);
        }
    }

    private void branch(Frame f, int depth) {
        var condition =
                f.g.compare(random.nextBoolean() ? CompareFn.LT : CompareFn.GE, pick(f.numbers), pick(f.numbers));
        var regions = new ArrayList<fluxion.ir.Region>();
        for (int side = 0; side < 2; side++) {
            var inner = f.nested(f.g.nested(), f.x[0]);
            statements(inner, depth);
            // an array that a branch hands on must not be the one around it
            var array = inner.x[0] == f.x[0] ? inner.g.add(new TensorOp.Copy(f.x[0])) : inner.x[0];
            regions.add(inner.g.finish(List.of(bounded(inner), array)));
        }
        var results = f.g.append(new ControlOp.If(condition, regions.get(0), regions.get(1)));
        f.numbers.add(results.get(0));
        f.x[0] = results.get(1);
    }

    private void counted(Frame f, int depth) {
        boolean whole = random.nextBoolean();
        var count = whole
                ? f.g.size(X.shape().dim(0), DType.I64)
                : random.nextBoolean()
                        ? f.g.constant(DType.I64, (long) random.nextInt(LEAST + 1))
                        : f.g.convert(f.g.binary(BinaryFn.REM, f.k, f.g.constant(DType.I32, (long) LEAST)), DType.I64);
        var inner = f.g.nested();
        var i = inner.parameter(I64);
        var number = inner.parameter(F64);
        var array = inner.parameter(X);
        var body = f.nested(inner, array);
        body.numbers.add(number);
        if (!whole) {
            body.indices.add(i);
        }
        statements(body, depth);
        var region = inner.finish(List.of(bounded(body), body.x[0]));
        var results = f.g.append(new ControlOp.For(count, List.of(pick(f.numbers), f.x[0]), region));
        f.numbers.add(results.get(0));
        f.x[0] = results.get(1);
    }

    private void conditional(Frame f, int depth) {
        var test = f.g.nested();
        var tested = test.parameter(I32);
        test.parameter(F64);
        test.parameter(X);
        var condition = test.finish(List.of(test.compare(CompareFn.LT, tested, f.k)));
        var inner = f.g.nested();
        var i = inner.parameter(I32);
        var number = inner.parameter(F64);
        var array = inner.parameter(X);
        var body = f.nested(inner, array);
        body.numbers.add(number);
        body.indices.add(
                inner.convert(inner.binary(BinaryFn.REM, i, inner.constant(DType.I32, (long) LEAST)), DType.I64));
        statements(body, depth);
        var next = inner.add(i, inner.constant(DType.I32, (long) (1 + random.nextInt(2))));
        var region = inner.finish(List.of(next, bounded(body), body.x[0]));
        var results = f.g.append(
                new ControlOp.While(List.of(f.g.constant(DType.I32, 0L), pick(f.numbers), f.x[0]), condition, region));
        f.numbers.add(results.get(1));
        f.x[0] = results.get(2);
    }
}
