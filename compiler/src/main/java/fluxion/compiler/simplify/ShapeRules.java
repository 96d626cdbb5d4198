package fluxion.compiler.simplify;

import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules on operations that only move elements.
final class ShapeRules {
    static final List<Rule> RULES = List.of(
            new Rule(
                    "broadcast-nothing",
                    "broadcast x to its own shape = x",
                    (op, _) -> op instanceof TensorOp.Broadcast(var x, var shape, var _)
                                    && x.shape().equals(shape)
                            ? x
                            : null),
            new Rule(
                    "broadcast-twice",
                    "broadcast broadcast x = broadcast x",
                    (op, g) -> op instanceof TensorOp.Broadcast(var x, var shape, var axes)
                                    && x.def() instanceof TensorOp.Broadcast(var y, var _, var inner)
                            ? g.broadcast(
                                    y, shape, inner.stream().map(axes::get).toList())
                            : null),
            new Rule(
                    "reshape-nothing",
                    "reshape x to its own shape = x",
                    (op, _) -> op instanceof TensorOp.Reshape(var x, var shape)
                                    && x.shape().equals(shape)
                            ? x
                            : null),
            new Rule(
                    "reshape-twice",
                    "reshape reshape x = reshape x",
                    (op, g) -> op instanceof TensorOp.Reshape(var x, var shape)
                                    && x.def() instanceof TensorOp.Reshape(var y, var _)
                            ? g.reshape(y, shape)
                            : null),
            new Rule(
                    "reshape-of-scalar",
                    "reshape broadcast x = broadcast x, for a scalar",
                    (op, g) -> op instanceof TensorOp.Reshape(var x, var shape)
                                    && x.def() instanceof TensorOp.Broadcast(var y, var _, var _)
                                    && y.rank() == 0
                            ? g.broadcast(y, shape)
                            : null),
            new Rule(
                    "transpose-nothing",
                    "transpose x by the identity = x",
                    (op, _) -> op instanceof TensorOp.Transpose(var x, var p) && isIdentity(p) ? x : null),
            new Rule(
                    "transpose-twice",
                    "transpose transpose x = transpose x",
                    (op, g) -> op instanceof TensorOp.Transpose(var x, var p)
                                    && x.def() instanceof TensorOp.Transpose(var y, var q)
                            ? g.transpose(y, p.stream().map(q::get).toList())
                            : null),
            new Rule(
                    "transpose-of-scalar",
                    "transpose broadcast x = broadcast x, for a scalar",
                    (op, g) -> op instanceof TensorOp.Transpose t
                                    && t.x().def() instanceof TensorOp.Broadcast(var y, var _, var _)
                                    && y.rank() == 0
                            ? g.broadcast(y, shape(t))
                            : null),
            new Rule("slice-nothing", "all of x = x", ShapeRules::sliceNothing),
            new Rule(
                    "slice-of-scalar",
                    "slice broadcast x = broadcast x, for a scalar",
                    (op, g) -> op instanceof TensorOp.Slice(var x, var _, var sizes, var _)
                                    && x.def() instanceof TensorOp.Broadcast(var y, var _, var _)
                                    && y.rank() == 0
                            ? g.broadcast(y, new fluxion.ir.Shape(sizes))
                            : null),
            new Rule("pad-nothing", "x padded by nothing = x", ShapeRules::padNothing),
            new Rule(
                    "concat-one",
                    "concat of x alone = x",
                    (op, _) -> op instanceof TensorOp.Concat(var xs, var _) && xs.size() == 1 ? xs.getFirst() : null),
            new Rule(
                    "reverse-nothing",
                    "x reversed along no axis = x",
                    (op, _) -> op instanceof TensorOp.Reverse(var x, var axes) && axes.isEmpty() ? x : null),
            new Rule(
                    "reverse-twice",
                    "x reversed twice = x",
                    (op, _) -> op instanceof TensorOp.Reverse(var x, var axes)
                                    && x.def() instanceof TensorOp.Reverse(var y, var inner)
                                    && axes.equals(inner)
                            ? y
                            : null),
            new Rule(
                    "reduce-nothing",
                    "x reduced along no axis = x",
                    (op, _) -> op instanceof TensorOp.Reduce(var _, var x, var axes) && axes.isEmpty() ? x : null),
            new Rule(
                    "stop-gradient-twice",
                    "stop-gradient stop-gradient x = stop-gradient x",
                    (op, _) -> op instanceof TensorOp.StopGradient(var x) && x.def() instanceof TensorOp.StopGradient
                            ? x
                            : null));

    private ShapeRules() {}

    private static fluxion.ir.Shape shape(TensorOp.Transpose t) {
        return ((fluxion.ir.TensorType) t.types().getFirst()).shape();
    }

    private static boolean isIdentity(List<Integer> permutation) {
        for (int i = 0; i < permutation.size(); i++) {
            if (permutation.get(i) != i) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Value sliceNothing(Op op, GraphBuilder g) {
        return op instanceof TensorOp.Slice(var x, var starts, var sizes, var strides)
                        && starts.stream().allMatch(s -> s.is(0))
                        && strides.stream().allMatch(s -> s == 1)
                        && x.shape().dims().equals(sizes)
                ? x
                : null;
    }

    private static @Nullable Value padNothing(Op op, GraphBuilder g) {
        return op instanceof TensorOp.Pad(var x, var _, var low, var high, var interior)
                        && low.stream().allMatch(Dim.ZERO::equals)
                        && high.stream().allMatch(Dim.ZERO::equals)
                        && interior.stream().allMatch(i -> i == 0)
                ? x
                : null;
    }
}
