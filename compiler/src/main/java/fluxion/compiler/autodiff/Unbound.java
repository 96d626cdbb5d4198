package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ListType;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.List;
import java.util.Set;

/// How residuals leave a region that binds symbols: no type that names one may, so a tensor of such an extent leaves as
/// the list of its elements.
///
/// @param symbols what the region binds
record Unbound(Set<String> symbols) {
    /// Whether a value of `type` may leave as it is.
    boolean isFree(Type type) {
        return type.symbols().stream().noneMatch(symbols::contains);
    }

    /// The type as which a value of `type` leaves.
    Type type(Type type) {
        return isFree(type)
                ? type
                : switch (type) {
                    case TensorType(var dtype, var _) -> new ListType(TensorType.scalar(dtype));
                    case ListType(var element) -> new ListType(type(element));
                    case Type other -> other;
                };
    }

    /// `x` as it leaves.
    Value pack(GraphBuilder g, Value x) {
        if (isFree(x.type())) {
            return x;
        }
        if (x.type() instanceof ListType) {
            return each(
                    g,
                    g.add(new TensorOp.ListLength(x)),
                    type(x.type()),
                    (body, list, i) ->
                            body.add(new TensorOp.ListAppend(list, pack(body, body.add(new TensorOp.ListAt(x, i))))));
        }
        var flat = g.reshape(x, Shape.of(x.shape().size()));
        return each(
                g,
                g.size(x.shape().size(), DType.I64),
                type(x.type()),
                (body, list, i) ->
                        body.add(new TensorOp.ListAppend(list, body.add(new TensorOp.Load(flat, List.of(i), false)))));
    }

    /// What left as `packed`, as a value of `type` again.
    Value unpack(GraphBuilder g, Value packed, Type type) {
        if (isFree(type)) {
            return packed;
        }
        if (type instanceof ListType(var element)) {
            return each(
                    g,
                    g.add(new TensorOp.ListLength(packed)),
                    type,
                    (body, list, i) -> body.add(new TensorOp.ListAppend(
                            list, unpack(body, body.add(new TensorOp.ListAt(packed, i)), element))));
        }
        var tensor = (TensorType) type;
        var flat = tensor.with(Shape.of(tensor.shape().size()));
        var filled = each(
                g,
                g.size(tensor.shape().size(), DType.I64),
                flat,
                (body, x, i) ->
                        body.add(new TensorOp.Store(x, List.of(i), body.add(new TensorOp.ListAt(packed, i)), false)));
        return g.reshape(filled, tensor.shape());
    }

    private interface Round {
        Value apply(GraphBuilder body, Value carried, Value index);
    }

    /// What begins as the zero of `type` after `count` rounds.
    private static Value each(GraphBuilder g, Value count, Type type, Round round) {
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var carried = body.parameter(type);
        var next = round.apply(body, carried, i);
        var zero = g.zero(type);
        var start = type instanceof TensorType ? g.add(new TensorOp.Copy(zero)) : zero;
        return g.append(new ControlOp.For(count, List.of(start), body.finish(List.of(next))))
                .getFirst();
    }
}
