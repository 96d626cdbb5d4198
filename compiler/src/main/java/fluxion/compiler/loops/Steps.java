package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// By what a round changes an integer that a loop carries.
final class Steps {
    private static final int DEPTH = 32;

    private Steps() {}

    /// The number that `value` exceeds `start` by, wrapped around, if that is known: `value` is `start` after
    /// additions of constants, the same on every path.
    static OptionalLong between(Value start, Value value) {
        return between(start, value, DEPTH);
    }

    private static OptionalLong between(Value start, Value value, int depth) {
        if (value == start) {
            return OptionalLong.of(0);
        }
        if (depth == 0) {
            return OptionalLong.empty();
        }
        return switch (value.def()) {
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.ADD && constant(y) != null -> plus(between(start, x, depth - 1), bits(y));
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.ADD && constant(x) != null -> plus(between(start, y, depth - 1), bits(x));
            case ScalarOp.Binary(var fn, var x, var y)
            when fn == BinaryFn.SUB && constant(y) != null -> plus(between(start, x, depth - 1), -bits(y));
            case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                var left = between(start, whenTrue.yields().get(value.index()), depth / 2);
                var right = between(start, whenFalse.yields().get(value.index()), depth / 2);
                yield left.equals(right) ? left : OptionalLong.empty();
            }
            case null -> OptionalLong.empty();
            case Op _ -> OptionalLong.empty();
        };
    }

    /// What `value` is after additions of constants to it.
    static Value start(Value value) {
        var start = value;
        while (start.def() instanceof ScalarOp.Binary(var fn, var x, var y)) {
            if ((fn == BinaryFn.ADD || fn == BinaryFn.SUB) && constant(y) != null) {
                start = x;
            } else if (fn == BinaryFn.ADD && constant(x) != null) {
                start = y;
            } else {
                break;
            }
        }
        return start;
    }

    private static ScalarOp.@Nullable Constant constant(Value value) {
        return value.constant();
    }

    private static long bits(Value value) {
        var constant = value.constant();
        return constant == null ? 0 : constant.bits();
    }

    private static OptionalLong plus(OptionalLong distance, long more) {
        return distance.isPresent() ? OptionalLong.of(distance.getAsLong() + more) : distance;
    }

    /// What each round of `body` adds to number `i` of what it carries, in `g`, which is around the loop: a
    /// constant, or a value that does not change in the loop; null if there is no such thing.
    static @Nullable Value of(Region body, int i, GraphBuilder g) {
        var start = body.parameters().get(i);
        if (!Forms.isInteger(start)) {
            return null;
        }
        var next = body.yields().get(i);
        var distance = between(start, next);
        if (distance.isPresent()) {
            return g.constant(start.dtype(), distance.getAsLong());
        }
        if (next.def() instanceof ScalarOp.Binary(var fn, var x, var y) && fn == BinaryFn.ADD) {
            var own = defined(body);
            if (x == start && !own.contains(y)) {
                return y;
            }
            if (y == start && !own.contains(x)) {
                return x;
            }
        }
        return null;
    }

    /// The values that `region` defines, those of nested regions not included.
    static Set<Value> defined(Region region) {
        var defined = new HashSet<>(region.parameters());
        region.body().forEach(node -> defined.addAll(node.results()));
        return defined;
    }
}
