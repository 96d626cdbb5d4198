package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import org.jspecify.annotations.Nullable;

/// How a `while` counts: it goes on while `counter + ahead`, which each round changes by `step`, stands in relation
/// `relation` to `bound`.
///
/// @param counter which of what the loop carries it is
/// @param step what a round adds to it
/// @param ahead what the condition adds to it, wrapped around
/// @param relation `LT`, `LE` or `NE` for a positive step, `GT`, `GE` or `NE` for a negative one
/// @param bound a constant or a value from around the loop, of the type of the counter or `i64`
/// @param endless whether the loop has no end if `bound` is the last number of its type
record Count(int counter, long step, long ahead, CompareFn relation, Value bound, boolean endless) {
    private static final long FAR = 1L << 60;

    /// How `loop` counts, if it does and cannot wrap around before it ends.
    static @Nullable Count of(ControlOp.While loop, Forms forms) {
        var condition = loop.condition().yields().getFirst();
        boolean negated = false;
        while (condition.def() instanceof ScalarOp.Unary(var fn, var x) && fn == UnaryFn.NOT) {
            condition = x;
            negated = !negated;
        }
        if (!(condition.def() instanceof ScalarOp.Compare(var fn, var x, var y))
                || !Forms.isInteger(x)
                || loop.condition().body().stream().anyMatch(node -> !node.op().isTotal())) {
            return null;
        }
        var relation = negated ? Comparisons.negated(fn) : fn;
        var count = of(loop, relation, x, y, forms);
        return count != null ? count : of(loop, Comparisons.swapped(relation), y, x, forms);
    }

    private static @Nullable Count of(
            ControlOp.While loop, CompareFn relation, Value counted, Value bound, Forms forms) {
        if (bound.constant() == null && Steps.defined(loop.condition()).contains(bound)) {
            return null;
        }
        var inner =
                counted.def() instanceof ScalarOp.Convert(var x, var _) && Forms.isInteger(x) && x.dtype() == DType.I32
                        ? x
                        : counted;
        for (int i = 0; i < loop.initial().size(); i++) {
            var parameter = loop.condition().parameters().get(i);
            if (parameter.type().equals(inner.type())) {
                var ahead = Steps.between(parameter, inner);
                var step = Steps.between(
                        loop.body().parameters().get(i), loop.body().yields().get(i));
                if (ahead.isPresent() && step.isPresent()) {
                    return ends(
                            new Count(
                                    i,
                                    wrap(step.getAsLong(), inner),
                                    wrap(ahead.getAsLong(), inner),
                                    relation,
                                    bound,
                                    false),
                            loop.initial().get(i),
                            forms);
                }
            }
        }
        return null;
    }

    private static long wrap(long distance, Value value) {
        return value.dtype() == DType.I32 ? (int) distance : distance;
    }

    /// `count` if the counter cannot wrap around before the loop ends, from `start`.
    private static @Nullable Count ends(Count count, Value start, Forms forms) {
        if (Math.abs(count.step) >= 1L << 31 || count.step == 0) {
            return null;
        }
        return start.dtype() == DType.I32 ? ends32(count.directed(start, forms), forms) : ends64(count, start, forms);
    }

    /// `!=` as `<` or `>` where the counter is known to come from that side.
    private Count directed(Value start, Forms forms) {
        if (relation != CompareFn.NE || Math.abs(step) != 1) {
            return this;
        }
        var first = forms.of(start).plus(ahead);
        boolean up = step > 0;
        boolean towards = up
                ? forms.bounds().atMost(first, forms.of(bound))
                : forms.bounds().atMost(forms.of(bound), first);
        return towards && forms.fits(first, start.dtype())
                ? new Count(counter, step, ahead, up ? CompareFn.LT : CompareFn.GT, bound, endless)
                : this;
    }

    private static @Nullable Count ends32(Count count, Forms forms) {
        var bound = forms.of(count.bound);
        var bounds = forms.bounds();
        boolean up = count.step > 0;
        long last = up ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        // how far beyond the bound the counter may come
        long beyond = switch (count.relation) {
            case LT -> up ? count.step - 1 : -1;
            case LE -> up ? count.step : -1;
            case GT -> up ? -1 : -count.step - 1;
            case GE -> up ? -1 : -count.step;
            case NE -> Math.abs(count.step) == 1 && count.bound.dtype() == DType.I32 ? 0 : -1;
            case EQ -> -1;
        };
        if (beyond < 0) {
            return null;
        }
        boolean reaches =
                up ? bounds.atMost(bound, Dim.of(last - beyond)) : bounds.atMost(Dim.of(last + beyond), bound);
        if (count.relation == CompareFn.NE || reaches) {
            return count;
        }
        // `i <= n` with a step of one ends unless n is the last number
        boolean isConstant = count.bound.constant() != null;
        return beyond == 1 && Math.abs(count.step) == 1 && count.bound.dtype() == DType.I32 && !isConstant
                ? new Count(count.counter, count.step, count.ahead, count.relation, count.bound, true)
                : null;
    }

    /// Only where the difference of bound and start is known to be a number of 64 bits.
    private static @Nullable Count ends64(Count count, Value start, Forms forms) {
        boolean up = count.step > 0;
        boolean known = isFar(forms.of(count.bound), forms) && isFar(forms.of(start), forms);
        boolean fromZero = up
                && count.relation == CompareFn.LT
                && count.step == 1
                && count.ahead == 0
                && start.constant() != null
                && start.constant().bits() == 0;
        boolean fits = switch (count.relation) {
            case LT, LE -> up && known;
            case GT, GE -> !up && known;
            case NE, EQ -> false;
        };
        return fromZero || (fits && Math.abs(count.ahead) < 1L << 31) ? count : null;
    }

    /// Whether `form` is far from the ends of 64 bits.
    private static boolean isFar(Dim form, Forms forms) {
        return forms.bounds().within(form, -FAR, FAR);
    }

    /// The number of rounds from `start`, an `i64`; below 1 if there is none.
    Value rounds(Value start, Value bound, GraphBuilder g) {
        var first = ahead == 0 ? start : g.add(start, g.constant(start.dtype(), ahead));
        boolean up = step > 0;
        if (relation == CompareFn.NE) {
            // what wraps around on the way to the bound is still counted
            var difference = up ? g.sub(bound, first) : g.sub(first, bound);
            return g.binary(BinaryFn.AND, g.convert(difference, DType.I64), g.constant(DType.I64, 0xFFFF_FFFFL));
        }
        var from = g.convert(first, DType.I64);
        var to = g.convert(bound, DType.I64);
        var difference = up ? g.sub(to, from) : g.sub(from, to);
        long size = Math.abs(step);
        long more = switch (relation) {
            case LE, GE -> size;
            case LT, GT, EQ, NE -> size - 1;
        };
        var rounded = more == 0 ? difference : g.add(difference, g.constant(DType.I64, more));
        var count = size == 1 ? rounded : g.div(rounded, g.constant(DType.I64, size));
        if (!endless) {
            return count;
        }
        var last = g.constant(bound.dtype(), (long) (up ? Integer.MAX_VALUE : Integer.MIN_VALUE));
        return g.select(g.compare(CompareFn.EQ, bound, last), g.constant(DType.I64, Long.MAX_VALUE), count);
    }
}
