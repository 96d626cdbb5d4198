package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.FrameType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ListType;
import fluxion.ir.Procedure;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.List;
import java.util.stream.Stream;

/// Procedures that invoke themselves, and frames.
final class RecursionCases {
    private static final TensorType DEPTH = TensorType.scalar(DType.I64);

    private RecursionCases() {}

    static Stream<Case> all() {
        return Stream.of(
                Case.of("frames", List.of(Case.some(1, 2), Case.some(2)), RecursionCases::frames),
                Case.of("invoke", List.of(Case.some(1), Case.some(2, 3)), (g, x) -> {
                    var depth = g.constant(DType.I64, 3L);
                    return g.append(new ControlOp.Invoke(tree(x.get(1).type()), List.of(x.get(0), x.get(1), depth)));
                }),
                Case.of("invoke in loops", List.of(Case.some(3)), (g, x) -> {
                    var depth = g.constant(DType.I64, 3L);
                    return g.append(new ControlOp.Invoke(loops(), List.of(x.get(0), depth)));
                }),
                Case.of("invoke in place", List.of(Case.some(4, 4)), (g, x) -> {
                    var own = g.add(new TensorOp.Copy(x.get(0)));
                    var results = g.append(
                            new ControlOp.Invoke(products(x.get(0).type()), List.of(own, g.constant(DType.I64, 3L))));
                    return List.of(g.mul(results.getFirst(), x.get(0)));
                }));
    }

    private static List<Value> frames(GraphBuilder g, List<Value> x) {
        var list = g.add(new TensorOp.ListAppend(
                g.add(new TensorOp.ListNew(new ListType(x.get(0).type()))), x.get(0)));
        var inner = g.add(new TensorOp.Pack(List.of(x.get(1), g.constant(DType.I64, 2L), list)));
        var outer = g.add(new TensorOp.Pack(List.of(inner, g.mul(x.get(0), x.get(0)))));
        var parts = g.append(
                new TensorOp.Unpack(outer, List.of(new FrameType(), x.get(0).type())));
        var types = List.<Type>of(x.get(1).type(), DEPTH, new ListType(x.get(0).type()));
        var again = g.append(new TensorOp.Unpack(parts.getFirst(), types));
        var twice = g.append(new TensorOp.Unpack(parts.getFirst(), types));
        return List.of(
                g.mul(g.elementary(ElementaryFn.SIN, again.getFirst()), twice.getFirst()),
                g.mul(parts.getLast(), g.add(new TensorOp.ListAt(again.get(2), g.constant(DType.I64, 0L)))));
    }

    private static Value isDone(GraphBuilder g, Value depth) {
        return g.compare(CompareFn.LE, depth, g.constant(DType.I64, 0L));
    }

    private static Value less(GraphBuilder g, Value depth) {
        return g.sub(depth, g.constant(DType.I64, 1L));
    }

    /// `f(x, a, n) = n <= 0 ? x * a[0] : sin(f(x * a[1], a, n - 1)) + x * f(x, a, n - 2)`
    private static Procedure tree(Type array) {
        var scalar = TensorType.scalar(DType.F64);
        var f = Procedure.declare("tree", List.of(scalar, array, DEPTH), List.of(scalar), List.of(-1));
        var g = new GraphBuilder();
        var x = g.parameter(scalar);
        var a = g.parameter(array);
        var n = g.parameter(DEPTH);
        var done = g.nested();
        var first = done.add(new TensorOp.Load(a, List.of(done.constant(DType.I64, 0L)), true));
        var more = g.nested();
        var second = more.add(new TensorOp.Load(a, List.of(more.constant(DType.I64, 1L)), true));
        var fewer = less(more, n);
        var left = more.add(new ControlOp.Invoke(f, List.of(more.mul(x, second), a, fewer)));
        var right = more.add(new ControlOp.Invoke(f, List.of(x, a, less(more, fewer))));
        var sum = more.add(more.elementary(ElementaryFn.SIN, left), more.mul(x, right));
        f.define(g.finish(g.append(
                new ControlOp.If(isDone(g, n), done.finish(List.of(done.mul(x, first))), more.finish(List.of(sum))))));
        return f;
    }

    /// `f(x, n)`: the sum over i below n of `x * f(sin(x) + i, i)`, and x.
    private static Procedure loops() {
        var scalar = TensorType.scalar(DType.F64);
        var f = Procedure.declare("loops", List.of(scalar, DEPTH), List.of(scalar), List.of(-1));
        var g = new GraphBuilder();
        var x = g.parameter(scalar);
        var n = g.parameter(DEPTH);
        var body = g.nested();
        var i = body.parameter(DEPTH);
        var sum = body.parameter(scalar);
        var shifted = body.add(body.elementary(ElementaryFn.SIN, x), body.convert(i, DType.F64));
        var inner = body.add(new ControlOp.Invoke(f, List.of(shifted, i)));
        var next = body.add(sum, body.mul(x, inner));
        f.define(g.finish(g.append(new ControlOp.For(n, List.of(x), body.finish(List.of(next))))));
        return f;
    }

    /// Multiplies `a[n]` by `a[n - 1]`, for n and all below, in place.
    private static Procedure products(Type array) {
        var f = Procedure.declare("products", List.of(array, DEPTH), List.of(array), List.of(0));
        var g = new GraphBuilder();
        var a = g.parameter(array);
        var n = g.parameter(DEPTH);
        var done = g.nested();
        var more = g.nested();
        var fewer = less(more, n);
        var product = more.binary(
                BinaryFn.MUL,
                more.add(new TensorOp.Load(a, List.of(n), true)),
                more.add(new TensorOp.Load(a, List.of(fewer), true)));
        var stored = more.add(new TensorOp.Store(a, List.of(n), product, true));
        var rest = more.append(new ControlOp.Invoke(f, List.of(stored, fewer)));
        f.define(g.finish(g.append(new ControlOp.If(isDone(g, n), done.finish(List.of(a)), more.finish(rest)))));
        return f;
    }
}
