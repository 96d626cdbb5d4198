package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import fluxion.runtime.TooManyElementsException;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Which `i64` scalars of a program are never outside of the range of an int: they are kept as ints, on which HotSpot
/// proves that indices are inside of arrays, and unrolls loops.
final class IntRanges {
    private static final Range INT = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final Range LONG = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Range COUNT = new Range(0, Integer.MAX_VALUE);

    /// From `low` to `high`, both included.
    private record Range(long low, long high) {
        boolean isInt() {
            return low >= Integer.MIN_VALUE && high <= Integer.MAX_VALUE;
        }

        Range union(Range other) {
            return new Range(Math.min(low, other.low), Math.max(high, other.high));
        }
    }

    private final Map<Value, Range> ranges = new IdentityHashMap<>();

    IntRanges(Region program) {
        region(program);
    }

    /// Whether the `i64` scalar `value` is kept as an int.
    boolean isInt(Value value) {
        return value.type() instanceof TensorType(var dtype, var _)
                && dtype == DType.I64
                && of(value).isInt();
    }

    private Range of(Value value) {
        var constant = value.constant();
        if (constant != null && constant.dtype().isInteger()) {
            return new Range(constant.bits(), constant.bits());
        }
        return ranges.getOrDefault(value, whole(value));
    }

    private static Range whole(Value value) {
        return value.type() instanceof TensorType(var dtype, var _) && dtype == DType.I32 ? INT : LONG;
    }

    private void region(Region region) {
        region.body().forEach(this::node);
    }

    private void node(Region.Node node) {
        switch (node.op()) {
            case ScalarOp op -> {
                var result = node.results().getFirst();
                if (result.dtype().isInteger()) {
                    ranges.put(result, clamp(range(op), whole(result)));
                }
            }
            case BufferOp.BufferListLength _ -> ranges.put(node.results().getFirst(), COUNT);
            case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                region(whenTrue);
                region(whenFalse);
                for (int i = 0; i < node.results().size(); i++) {
                    ranges.put(
                            node.results().get(i),
                            of(whenTrue.yields().get(i))
                                    .union(of(whenFalse.yields().get(i))));
                }
            }
            case ControlOp.For op -> {
                var index = op.body().parameters().getFirst();
                var count = of(op.count());
                ranges.put(index, count.isInt() ? new Range(0, Math.max(0, count.high() - 1)) : LONG);
                region(op.body());
            }
            case ControlOp.While op -> {
                rounds(op, node.results());
                region(op.condition());
                region(op.body());
            }
            case Op op -> OpSchema.regions(op).forEach(this::region);
        }
    }

    /// Finds counters of rounds. Where each round appends to a list, there are no more of them than a list holds.
    private void rounds(ControlOp.While op, List<Value> results) {
        var own = new HashSet<Value>();
        op.body().body().forEach(node -> own.addAll(node.results()));
        boolean bounded = op.body().body().stream()
                .anyMatch(
                        node -> node.op() instanceof BufferOp.BufferListAppend(var list, var _) && !own.contains(list));
        for (int i = 0; bounded && i < results.size(); i++) {
            var start = op.initial().get(i).constant();
            var parameter = op.body().parameters().get(i);
            if (start != null
                    && start.dtype() == DType.I64
                    && start.bits() == 0
                    && op.body().yields().get(i).def() instanceof ScalarOp.Binary(var fn, var x, var y)
                    && fn == BinaryFn.ADD
                    && x == parameter
                    && of(y).equals(new Range(1, 1))) {
                var range = new Range(0, TooManyElementsException.MOST);
                ranges.put(parameter, new Range(0, TooManyElementsException.MOST - 1));
                ranges.put(op.condition().parameters().get(i), range);
                ranges.put(results.get(i), range);
            }
        }
    }

    private static Range clamp(Range range, Range whole) {
        return range.low() < whole.low() || range.high() > whole.high() ? whole : range;
    }

    private Range range(ScalarOp op) {
        return switch (op) {
            case ScalarOp.Size(var dim) -> range(dim);
            case ScalarOp.Convert(var x, var _) ->
                switch (x.dtype()) {
                    case BOOL -> new Range(0, 1);
                    case I32, I64 -> of(x);
                    case F32, F64 -> LONG;
                };
            case ScalarOp.Select(var _, var whenTrue, var whenFalse) ->
                of(whenTrue).union(of(whenFalse));
            case ScalarOp.Unary(var fn, var x) when fn == UnaryFn.NEG -> times(of(x), new Range(-1, -1));
            case ScalarOp.Binary(var fn, var x, var y) -> range(fn, of(x), of(y));
            case ScalarOp.Unary _,
                    ScalarOp.Constant _,
                    ScalarOp.Fma _,
                    ScalarOp.JavaMath _,
                    ScalarOp.Compare _,
                    ScalarOp.Bitcast _ -> LONG;
        };
    }

    private static Range range(BinaryFn fn, Range x, Range y) {
        return switch (fn) {
            case ADD -> plus(x, y);
            case SUB -> plus(x, times(y, new Range(-1, -1)));
            case MUL -> times(x, y);
            case MIN -> new Range(Math.min(x.low(), y.low()), Math.min(x.high(), y.high()));
            case MAX -> new Range(Math.max(x.low(), y.low()), Math.max(x.high(), y.high()));
            // a bit pattern of the sign and 31 more bits stays one
            case AND, OR, XOR -> x.isInt() && y.isInt() ? INT : LONG;
            case DIV, REM, SHL, SHR, USHR -> LONG;
        };
    }

    private static Range plus(Range x, Range y) {
        try {
            return new Range(Math.addExact(x.low(), y.low()), Math.addExact(x.high(), y.high()));
        } catch (ArithmeticException e) {
            return LONG;
        }
    }

    private static Range times(Range x, Range y) {
        try {
            long a = Math.multiplyExact(x.low(), y.low());
            long b = Math.multiplyExact(x.low(), y.high());
            long c = Math.multiplyExact(x.high(), y.low());
            long d = Math.multiplyExact(x.high(), y.high());
            return new Range(Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
        } catch (ArithmeticException e) {
            return LONG;
        }
    }

    private static Range range(Dim dim) {
        var sum = new Range(0, 0);
        for (var term : dim.terms()) {
            var product = new Range(term.coefficient(), term.coefficient());
            for (var factor : term.factors()) {
                product = times(
                        product,
                        switch (factor) {
                            case Dim.Factor.Symbol _ -> COUNT;
                            case Dim.Factor.Quotient _ -> LONG;
                        });
            }
            sum = plus(sum, product);
        }
        return sum;
    }
}
