package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.Case.positive;
import static fluxion.compiler.autodiff.Case.scalar;
import static fluxion.compiler.autodiff.Case.some;
import static fluxion.compiler.autodiff.Case.vector;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.JavaFn;
import fluxion.ir.ListType;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Functions that between them use every operation that has a derivative.
final class Cases {
    private Cases() {}

    static Stream<Case> all() {
        return Stream.of(
                        elementwise(),
                        movement(),
                        reductions(),
                        WindowCases.all(),
                        lists(),
                        control(),
                        calls(),
                        RecursionCases.all())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> elementwise() {
        var cases = new ArrayList<Case>();
        for (var fn : UnaryFn.values()) {
            if (fn != UnaryFn.NOT) {
                cases.add(Case.of(
                        fn.toString(),
                        List.of(fn == UnaryFn.SQRT ? positive(1, 3) : some(1, 3)),
                        (g, x) -> List.of(g.unary(fn, x.get(0)))));
            }
        }
        for (var fn : BinaryFn.values()) {
            switch (fn) {
                case ADD, SUB, MUL, DIV, REM, MIN, MAX ->
                    cases.add(Case.of(
                            fn.toString(),
                            List.of(some(1, 4), some(2, 4)),
                            (g, x) -> List.of(g.binary(fn, x.get(0), x.get(1)))));
                case AND, OR, XOR, SHL, SHR, USHR -> {}
            }
        }
        for (var fn : ElementaryFn.values()) {
            cases.add(elementary(fn));
        }
        for (var fn : JavaFn.values()) {
            cases.add(java(fn));
        }
        cases.add(Case.of(
                "fma",
                List.of(some(1, 2), some(2, 2), some(3, 2)),
                (g, x) -> List.of(g.add(new ScalarOp.Fma(x.get(0), x.get(1), x.get(2))))));
        cases.add(Case.of(
                "select",
                List.of(some(1, 4), some(2, 4)),
                (g, x) -> List.of(g.select(
                        g.compare(CompareFn.GT, x.get(0), x.get(1)),
                        g.mul(x.get(0), x.get(1)),
                        g.mul(x.get(1), x.get(1))))));
        cases.add(Case.of(
                        "convert",
                        List.of(some(1, 4)),
                        (g, x) -> List.of(g.convert(g.convert(g.mul(x.get(0), x.get(0)), DType.F32), DType.F64)))
                .upTo(0));
        cases.add(Case.of(
                        "stop-gradient",
                        List.of(some(1, 4)),
                        (g, x) -> List.of(g.mul(x.get(0), g.add(new TensorOp.StopGradient(x.get(0))))))
                .upTo(0));
        cases.add(Case.of(
                "print",
                List.of(some(1, 4)),
                (g, x) -> List.of(g.mul(x.get(0), g.add(new TensorOp.Print("x", x.get(0)))))));
        cases.add(Case.of(
                "check-finite",
                List.of(some(1, 4)),
                (g, x) -> List.of(g.mul(x.get(0), g.add(new TensorOp.CheckFinite("here", x.get(0)))))));
        cases.add(Case.of(
                "power of constants",
                List.of(positive(1, 4)),
                (g, x) -> List.of(
                        g.elementary(ElementaryFn.POW, x.get(0), g.full(x.get(0).tensorType(), 5)),
                        g.elementary(ElementaryFn.POW, x.get(0), g.full(x.get(0).tensorType(), 0.5)),
                        g.elementary(ElementaryFn.POW, x.get(0), g.full(x.get(0).tensorType(), 2)))));
        cases.add(Case.of("many uses", List.of(some(1, 3)), (g, x) -> {
                    var y = x.get(0);
                    for (int i = 0; i < 10; i++) {
                        y = g.mul(g.add(y, x.get(0)), g.elementary(ElementaryFn.SIN, y));
                    }
                    return List.of(y);
                })
                .upTo(2));
        return cases.stream();
    }

    private static Case java(JavaFn fn) {
        var x = switch (fn) {
            case LOG, LOG10, LOG1P -> vector(0.7, 1.6, 3.2);
            case ASIN, ACOS -> vector(-0.6, 0.1, 0.7);
            case POW, ATAN2, HYPOT -> vector(0.4, 1.7, 2.2);
            case SIN, COS, TAN, ATAN, SINH, COSH, TANH, EXP, EXPM1, CBRT, FLOOR, CEIL, RINT, MAX, MIN ->
                vector(-1.3, 0.2, 0.9);
        };
        return Case.of(
                "java " + fn,
                fn.arity() == 2 ? List.of(x, vector(1.2, -0.8, 0.3)) : List.of(x),
                (g, p) -> List.of(g.add(new ScalarOp.JavaMath(fn, false, p))));
    }

    private static Case elementary(ElementaryFn fn) {
        var x = switch (fn) {
            case EXP, EXPM1, SIN, COS, TAN, ATAN, SINH, COSH, TANH, SIGMOID, ERF, FLOOR, CEIL, ROUND ->
                vector(-1.3, 0.2, 0.9);
            case LOG, LGAMMA, DIGAMMA -> vector(0.7, 1.6, 3.2);
            case LOG1P -> vector(-0.6, 0.3, 2.5);
            case ASIN, ACOS -> vector(-0.6, 0.1, 0.7);
            case ATAN2, POW, POLYGAMMA -> vector(0.4, 1.7, 2.2);
        };
        return Case.of(
                fn.toString(),
                fn == ElementaryFn.ATAN2 || fn == ElementaryFn.POW ? List.of(x, vector(1.2, -0.8, 0.3)) : List.of(x),
                (g, p) -> List.of(
                        switch (fn) {
                            case ATAN2, POW -> g.elementary(fn, p.get(0), p.get(1));
                            case POLYGAMMA -> g.elementary(fn, g.full(p.get(0).tensorType(), 2), p.get(0));
                            case EXP,
                                    EXPM1,
                                    LOG,
                                    LOG1P,
                                    SIN,
                                    COS,
                                    TAN,
                                    ASIN,
                                    ACOS,
                                    ATAN,
                                    SINH,
                                    COSH,
                                    TANH,
                                    SIGMOID,
                                    ERF,
                                    LGAMMA,
                                    DIGAMMA,
                                    FLOOR,
                                    CEIL,
                                    ROUND -> g.elementary(fn, p.get(0));
                        }));
    }

    /// x + sin(x), to have something with all derivatives
    private static Value curve(GraphBuilder g, Value x) {
        return g.add(x, g.elementary(ElementaryFn.SIN, x));
    }

    private static List<Dim> dims(long... dims) {
        return Shape.of(dims).dims();
    }

    private static Value i64(GraphBuilder g, long i) {
        return g.constant(DType.I64, i);
    }

    /// The indices 0, 2, 1, 5 (outside) in a shape of four elements, times `scale`, plus `offset`.
    private static Value indices(GraphBuilder g, Shape shape, int modulus) {
        var flat = new TensorType(DType.I64, Shape.of(shape.size()));
        var i = g.add(new TensorOp.Iota(flat, 0));
        var mixed = g.add(new ScalarOp.Binary(
                BinaryFn.REM,
                g.mul(g.add(i, g.full(flat, 3)), g.full(flat, 5)),
                g.add(g.mul(i, g.full(flat, 0)), g.full(flat, modulus))));
        return g.reshape(mixed, shape);
    }

    private static Stream<Case> movement() {
        return Stream.of(
                Case.of(
                        "broadcast",
                        List.of(some(1, 3)),
                        (g, x) -> List.of(curve(g, g.broadcast(curve(g, x.get(0)), Shape.of(2, 3, 2), List.of(1))))),
                Case.of(
                        "reshape",
                        List.of(some(1, 2, 3)),
                        (g, x) -> List.of(curve(g, g.reshape(curve(g, x.get(0)), Shape.of(3, 2))))),
                Case.of(
                        "transpose",
                        List.of(some(1, 2, 3, 2)),
                        (g, x) -> List.of(curve(g, g.transpose(curve(g, x.get(0)), List.of(2, 0, 1))))),
                Case.of(
                        "slice",
                        List.of(some(1, 7, 3)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.Slice(curve(g, x.get(0)), dims(1, 0), dims(2, 2), List.of(3, 1)))))),
                Case.of(
                        "pad",
                        List.of(some(1, 2, 3), scalar(0.7)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.Pad(
                                        curve(g, x.get(0)),
                                        curve(g, x.get(1)),
                                        dims(1, 0),
                                        dims(0, 2),
                                        List.of(2, 1)))))),
                Case.of(
                        "concat",
                        List.of(some(1, 2, 3), some(2, 1, 3)),
                        (g, x) -> List.of(curve(
                                g, g.add(new TensorOp.Concat(List.of(x.get(0), curve(g, x.get(1)), x.get(0)), 0))))),
                Case.of(
                        "reverse",
                        List.of(some(1, 2, 3)),
                        (g, x) -> List.of(g.mul(
                                x.get(0), g.add(new TensorOp.Reverse(curve(g, x.get(0)), List.of(0, 1)))))),
                Case.of(
                        "gather",
                        List.of(some(1, 2, 4, 3)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.Gather(curve(g, x.get(0)), indices(g, Shape.of(2, 2), 4), 1, 0))))),
                Case.of(
                        "gather batch",
                        List.of(some(1, 2, 4, 3)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.Gather(curve(g, x.get(0)), indices(g, Shape.of(2, 3), 4), 1, 1))))),
                Case.of(
                        "scatter-add",
                        List.of(some(1, 2, 4, 3), some(2, 2, 5, 3)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.ScatterAdd(
                                        curve(g, x.get(0)), indices(g, Shape.of(5), 6), curve(g, x.get(1)), 1, 0))))),
                Case.of(
                        "scatter-add batch",
                        List.of(some(1, 2, 4, 3), some(2, 2, 2, 3)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.ScatterAdd(
                                        curve(g, x.get(0)),
                                        indices(g, Shape.of(2, 2), 4),
                                        curve(g, x.get(1)),
                                        1,
                                        1))))),
                Case.of(
                        "dynamic-slice",
                        List.of(some(1, 4, 3)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.DynamicSlice(
                                        curve(g, x.get(0)), List.of(i64(g, 9), i64(g, 1)), dims(2, 2)))))),
                Case.of(
                        "dynamic-update",
                        List.of(some(1, 4, 3), some(2, 2, 2)),
                        (g, x) -> List.of(curve(
                                g,
                                g.add(new TensorOp.DynamicUpdate(
                                        curve(g, x.get(0)), curve(g, x.get(1)), List.of(i64(g, 1), i64(g, 1))))))),
                Case.of(
                        "load",
                        List.of(some(1, 4, 3)),
                        (g, x) -> List.of(g.mul(
                                g.add(new TensorOp.Load(curve(g, x.get(0)), List.of(i64(g, 1), i64(g, 2)))),
                                g.add(new TensorOp.Load(curve(g, x.get(0)), List.of(i64(g, 3), i64(g, 0))))))),
                Case.of("store and copy", List.of(some(1, 4), scalar(0.8)), (g, x) -> {
                    var array = g.add(new TensorOp.Copy(curve(g, x.get(0))));
                    var second = g.add(new TensorOp.Store(array, List.of(i64(g, 2)), g.mul(x.get(1), x.get(1))));
                    var third = g.add(new TensorOp.Store(
                            second, List.of(i64(g, 0)), g.add(new TensorOp.Load(second, List.of(i64(g, 3))))));
                    return List.of(curve(g, third), x.get(0));
                }));
    }

    private static Stream<Case> reductions() {
        var cases = new ArrayList<Case>();
        for (var fn : ReduceFn.values()) {
            if (fn == ReduceFn.ALL || fn == ReduceFn.ANY) {
                continue;
            }
            cases.add(Case.of(
                    "reduce " + fn,
                    List.of(some(1, 3, 2, 2)),
                    (g, x) -> List.of(curve(g, g.reduce(fn, curve(g, x.get(0)), List.of(2, 0))))));
            for (boolean reverse : List.of(false, true)) {
                cases.add(Case.of(
                        "cumulative " + fn + (reverse ? " reverse" : ""),
                        List.of(some(1, 4, 3)),
                        (g, x) ->
                                List.of(curve(g, g.add(new TensorOp.Cumulative(fn, curve(g, x.get(0)), 0, reverse))))));
            }
        }
        cases.add(Case.of(
                "product with zeros",
                List.of(vector(0.5, 0, -2, 1.5), vector(0.5, 0, 0, 1.5)),
                (g, x) -> List.of(
                        g.reduce(ReduceFn.PROD, x.get(0), List.of(0)), g.reduce(ReduceFn.PROD, x.get(1), List.of(0)),
                        g.add(new TensorOp.Cumulative(ReduceFn.PROD, x.get(0), 0, false)),
                                g.add(new TensorOp.Cumulative(ReduceFn.PROD, x.get(1), 0, true)))));
        cases.add(Case.of(
                "dot",
                List.of(some(1, 2, 3), some(2, 3, 4)),
                (g, x) -> List.of(curve(
                        g,
                        g.add(new TensorOp.Dot(
                                curve(g, x.get(0)),
                                curve(g, x.get(1)),
                                List.of(),
                                List.of(),
                                List.of(1),
                                List.of(0)))))));
        cases.add(Case.of(
                "dot with many axes",
                List.of(some(1, 2, 3, 2, 4, 2), some(2, 2, 2, 5, 4, 3)),
                (g, x) -> List.of(curve(
                        g,
                        g.add(new TensorOp.Dot(
                                x.get(0), x.get(1), List.of(3), List.of(3), List.of(1, 0), List.of(4, 1)))))));
        cases.add(Case.of(
                "outer product",
                List.of(some(1, 2), some(2, 3)),
                (g, x) -> List.of(curve(
                        g, g.add(new TensorOp.Dot(x.get(0), x.get(1), List.of(), List.of(), List.of(), List.of()))))));
        cases.add(Case.of("softmax", List.of(some(1, 2, 3)), (g, x) -> {
            var m = g.reduce(ReduceFn.MAX, x.get(0), List.of(1));
            var e = g.elementary(ElementaryFn.EXP, g.sub(x.get(0), g.broadcast(m, Shape.of(2, 3), List.of(0))));
            var s = g.reduce(ReduceFn.SUM, e, List.of(1));
            return List.of(g.div(e, g.broadcast(s, Shape.of(2, 3), List.of(0))));
        }));
        return cases.stream();
    }

    private static Stream<Case> lists() {
        return Stream.of(Case.of("lists", List.of(vector(0.4, 1.2), scalar(0.6)), (g, x) -> {
            var list = g.add(new TensorOp.ListNew(new ListType(x.get(0).type())));
            list = g.add(new TensorOp.ListAppend(list, curve(g, x.get(0))));
            list = g.add(new TensorOp.ListAppend(list, g.mul(x.get(0), x.get(0))));
            var first = g.add(new TensorOp.ListAt(list, i64(g, 0)));
            list = g.add(new TensorOp.ListAccumulate(list, i64(g, 1), g.mul(first, x.get(0))));
            list = g.add(new TensorOp.ListAccumulate(list, i64(g, 4), g.broadcast(x.get(1), Shape.of(2))));
            var last = g.sub(g.add(new TensorOp.ListLength(list)), i64(g, 1));
            return List.of(
                    g.mul(g.add(new TensorOp.ListAt(list, i64(g, 1))), first),
                    g.mul(g.add(new TensorOp.ListAt(list, last)), first),
                    g.add(new TensorOp.ListAt(list, i64(g, 9))));
        }));
    }

    private static Stream<Case> control() {
        return Stream.of(
                Case.of(
                        "if",
                        List.of(scalar(0.7), some(1, 3)),
                        (g, x) -> branches(g, x.get(0), x.get(1), CompareFn.GT)),
                Case.of(
                        "if not",
                        List.of(scalar(0.7), some(1, 3)),
                        (g, x) -> branches(g, x.get(0), x.get(1), CompareFn.LT)),
                Case.of("nested if", List.of(scalar(0.7), some(1, 3)), (g, x) -> {
                    var condition = g.compare(CompareFn.GT, x.get(0), g.constant(DType.F64, 0.0));
                    var yes = g.nested();
                    var inner = branches(
                            yes, yes.mul(x.get(0), x.get(0)), yes.elementary(ElementaryFn.EXP, x.get(1)), CompareFn.GT);
                    var no = g.nested();
                    return g.append(new ControlOp.If(
                            condition,
                            yes.finish(List.of(yes.mul(inner.get(0), x.get(1)))),
                            no.finish(List.of(x.get(1)))));
                }),
                Case.of(
                        "for",
                        List.of(scalar(0.6), vector(0.4, -0.5)),
                        (g, x) -> power(g, x.get(0), x.get(1), i64(g, 4))),
                Case.of(
                        "for without rounds",
                        List.of(scalar(0.6), vector(0.4, -0.5)),
                        (g, x) -> power(g, x.get(0), x.get(1), i64(g, 0))),
                Case.of("for with arrays", List.of(some(1, 4)), Cases::arrays),
                Case.of("nested for", List.of(scalar(0.6), vector(0.4, -0.5)), (g, x) -> {
                    var body = g.nested();
                    var i = body.parameter(TensorType.scalar(DType.I64));
                    var y = body.parameter(x.get(1).type());
                    var inner = power(body, x.get(0), body.elementary(ElementaryFn.SIN, y), body.add(i, i64(body, 1)));
                    return g.append(
                            new ControlOp.For(i64(g, 3), List.of(x.get(1)), body.finish(List.of(inner.get(0)))));
                }),
                Case.of("while", List.of(scalar(0.6), scalar(1.3)), (g, x) -> untilLarge(g, x.get(0), x.get(1), 20)),
                Case.of(
                        "while without rounds",
                        List.of(scalar(0.6), scalar(1.3)),
                        (g, x) -> untilLarge(g, x.get(0), x.get(1), -5)),
                Case.of("if of for of while", List.of(scalar(0.6), scalar(1.3)), (g, x) -> {
                    var yes = g.nested();
                    var body = yes.nested();
                    body.parameter(TensorType.scalar(DType.I64));
                    var y = body.parameter(x.get(0).type());
                    var inner = untilLarge(body, body.elementary(ElementaryFn.SIN, y), x.get(1), 8);
                    var region = body.finish(List.of(body.elementary(ElementaryFn.COS, inner.get(0))));
                    var loop = yes.append(new ControlOp.For(i64(yes, 3), List.of(x.get(0)), region));
                    var no = g.nested();
                    return g.append(new ControlOp.If(
                            g.compare(CompareFn.GT, x.get(1), x.get(0)),
                            yes.finish(loop),
                            no.finish(List.of(no.mul(x.get(0), x.get(1))))));
                }),
                Case.of("if in while", List.of(scalar(0.3), scalar(1.1)), (g, x) -> {
                            var test = g.nested();
                            var t = test.parameter(x.get(0).type());
                            var body = g.nested();
                            var y = body.parameter(x.get(0).type());
                            var yes = body.nested();
                            var no = body.nested();
                            var next = body.append(new ControlOp.If(
                                    body.compare(CompareFn.LT, y, body.constant(DType.F64, 2.0)),
                                    yes.finish(List.of(yes.add(yes.elementary(ElementaryFn.EXP, y), x.get(1)))),
                                    no.finish(List.of(no.mul(no.mul(y, y), x.get(1))))));
                            return g.append(new ControlOp.While(
                                    List.of(x.get(0)),
                                    test.finish(List.of(test.compare(CompareFn.LT, t, test.constant(DType.F64, 30.0)))),
                                    body.finish(next)));
                        })
                        .upTo(2),
                Case.of("map", List.of(some(1, 3), some(2, 3, 2)), (g, x) -> {
                    var body = g.nested();
                    var i = body.parameter(TensorType.scalar(DType.I64));
                    var a = body.add(new TensorOp.Load(x.get(0), List.of(i)));
                    var row = body.reshape(
                            body.add(new TensorOp.DynamicSlice(x.get(1), List.of(i, i64(body, 0)), dims(1, 2))),
                            Shape.of(2));
                    var y = body.mul(body.elementary(ElementaryFn.SIN, body.broadcast(a, Shape.of(2))), row);
                    return g.append(new TensorOp.Map(Dim.of(3), body.finish(List.of(y, body.mul(a, a)))));
                }),
                Case.of("map of for", List.of(some(1, 3)), (g, x) -> {
                    var body = g.nested();
                    var i = body.parameter(TensorType.scalar(DType.I64));
                    var a = body.add(new TensorOp.Load(x.get(0), List.of(i)));
                    return g.append(new TensorOp.Map(Dim.of(3), body.finish(power(body, a, x.get(0), i))));
                }));
    }

    /// condition on x: y * exp(y * x), y / x : sin(x) * y, y
    private static List<Value> branches(GraphBuilder g, Value x, Value y, CompareFn fn) {
        var condition = g.compare(fn, x, g.constant(DType.F64, 0.0));
        var yes = g.nested();
        var wide = yes.broadcast(x, y.shape());
        var whenTrue =
                yes.finish(List.of(yes.mul(y, yes.elementary(ElementaryFn.EXP, yes.mul(y, wide))), yes.div(y, wide)));
        var no = g.nested();
        var whenFalse = no.finish(List.of(no.mul(y, no.broadcast(no.elementary(ElementaryFn.SIN, x), y.shape())), y));
        return g.append(new ControlOp.If(condition, whenTrue, whenFalse));
    }

    /// count times: y = sin(y * x) + i * x, s = s * x
    private static List<Value> power(GraphBuilder g, Value x, Value y0, Value count) {
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var y = body.parameter(y0.type());
        var s = body.parameter(x.type());
        var next = body.elementary(ElementaryFn.SIN, body.mul(y, body.broadcast(x, y.shape())));
        var shifted = body.add(next, body.broadcast(body.mul(body.convert(i, DType.F64), x), y.shape()));
        return g.append(new ControlOp.For(count, List.of(y0, x), body.finish(List.of(shifted, body.mul(s, x)))));
    }

    /// while y < limit: y = y * a + exp(y / 5)
    private static List<Value> untilLarge(GraphBuilder g, Value x, Value a, double limit) {
        var test = g.nested();
        var t = test.parameter(x.type());
        var body = g.nested();
        var y = body.parameter(x.type());
        var e = body.elementary(ElementaryFn.EXP, body.div(y, body.constant(DType.F64, 5.0)));
        return g.append(new ControlOp.While(
                List.of(x),
                test.finish(List.of(test.compare(CompareFn.LT, t, test.constant(DType.F64, limit)))),
                body.finish(List.of(body.add(body.mul(y, a), e)))));
    }

    /// `b[i] = x[i] * x[n-1-i] + b[i-1]` in place, then the sum of products of neighbours.
    private static List<Value> arrays(GraphBuilder g, List<Value> x) {
        var array = x.get(0);
        var n = i64(g, 4);
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var b = body.parameter(array.type());
        var s = body.parameter(TensorType.scalar(DType.F64));
        var last = body.sub(i64(body, 3), i);
        var product = body.mul(
                body.add(new TensorOp.Load(array, List.of(i))), body.add(new TensorOp.Load(array, List.of(last))));
        var before = body.binary(BinaryFn.MAX, body.sub(i, i64(body, 1)), i64(body, 0));
        var previous = body.add(new TensorOp.Load(b, List.of(before)));
        var sum = body.add(product, body.elementary(ElementaryFn.SIN, previous));
        var stored = body.add(new TensorOp.Store(b, List.of(i), sum));
        var region = body.finish(List.of(stored, body.add(s, body.mul(sum, previous))));
        var zeros = g.add(new TensorOp.Copy(g.full(array.tensorType(), 0)));
        return g.append(new ControlOp.For(n, List.of(zeros, g.constant(DType.F64, 0.0)), region));
    }

    /// sin(x * y), x / y
    static Graph callee(String name) {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(DType.F64, 3));
        var y = g.parameter(TensorType.of(DType.F64, 3));
        var r = g.elementary(ElementaryFn.SIN, g.mul(g.elementary(ElementaryFn.EXP, x), y));
        return new Graph(name, g.finish(List.of(r, g.div(x, y))));
    }

    private static Stream<Case> calls() {
        return Stream.of(
                call("call", Function.of(callee("callee"))),
                call("call that recomputes", new Function(callee("callee"), Optional.empty(), Optional.empty(), true)),
                call(
                        "call with a pull-back",
                        new Function(cubeLike(), Optional.of(pullBack()), Optional.empty(), false)),
                call(
                        "call with a push-forward",
                        new Function(cubeLike(), Optional.empty(), Optional.of(pushForward()), false)),
                Case.of("call of a loop", List.of(some(1, 3), positive(2, 3)), (g, x) -> {
                    var inner = new GraphBuilder();
                    var a = inner.parameter(x.get(0).type());
                    var b = inner.parameter(x.get(0).type());
                    var s = inner.reduce(ReduceFn.SUM, b, List.of(0));
                    var loop = power(inner, inner.elementary(ElementaryFn.SIN, s), a, i64(inner, 3));
                    var f = Function.of(new Graph("looping", inner.finish(loop)));
                    var once = g.append(new TensorOp.Call(f, List.of(x.get(0), x.get(1))));
                    return g.append(new TensorOp.Call(f, List.of(g.mul(once.get(0), x.get(0)), x.get(1))));
                }));
    }

    private static Case call(String name, Function f) {
        return Case.of(name, List.of(some(1, 3), positive(2, 3)), (g, x) -> {
            var once = g.append(new TensorOp.Call(f, List.of(x.get(0), x.get(1))));
            return g.append(new TensorOp.Call(
                    f, List.of(g.elementary(ElementaryFn.COS, once.get(0)), g.mul(x.get(0), x.get(1)))));
        });
    }

    /// x * x * y, x
    private static Graph cubeLike() {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.of(DType.F64, 3));
        var y = g.parameter(TensorType.of(DType.F64, 3));
        return new Graph("given", g.finish(List.of(g.mul(g.mul(x, x), y), x)));
    }

    private static Graph pullBack() {
        var g = new GraphBuilder();
        var p = new ArrayList<Value>();
        for (int i = 0; i < 6; i++) {
            p.add(g.parameter(TensorType.of(DType.F64, 3)));
        }
        var xy = g.mul(p.get(0), p.get(1));
        var dx = g.add(g.mul(p.get(4), g.add(xy, xy)), p.get(5));
        return new Graph("given.pullBack", g.finish(List.of(dx, g.mul(p.get(4), g.mul(p.get(0), p.get(0))))));
    }

    private static Graph pushForward() {
        var g = new GraphBuilder();
        var p = new ArrayList<Value>();
        for (int i = 0; i < 6; i++) {
            p.add(g.parameter(TensorType.of(DType.F64, 3)));
        }
        var xy = g.mul(p.get(0), p.get(1));
        var first = g.add(g.mul(g.add(xy, xy), p.get(4)), g.mul(g.mul(p.get(0), p.get(0)), p.get(5)));
        return new Graph("given.pushForward", g.finish(List.of(first, p.get(4))));
    }
}
