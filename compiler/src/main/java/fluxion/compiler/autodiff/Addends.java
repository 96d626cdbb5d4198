package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

/// Contributions to cotangents of numbers that are not added up yet.
///
/// A sum adds what is known early first: of `d`, `d * a` and `d / b * c` the first two, and their sum to the third. A
/// round of a backward loop begins when that before it has all cotangents that it hands on, so it should not wait for
/// additions that could have been made before. Sums over rounds are the other way round: all that a round contributes
/// is one sum, which is added to those before in one step.
final class Addends {
    private final GraphBuilder g;
    private final Map<Value, List<Value>> open = new LinkedHashMap<>();
    private final Map<Value, Integer> depths = new HashMap<>();
    private final Set<Value> last = new HashSet<>();
    private int seen;

    /// @param g where sums are appended, and all they are made of was
    Addends(GraphBuilder g) {
        this.g = g;
    }

    /// Says that `sum` is one of earlier rounds, to which is added at last.
    void addLast(Value sum) {
        last.add(sum);
    }

    /// Notes that `contribution` is to be added to the cotangent of `x`, `known` so far.
    void add(Value x, Value known, Value contribution) {
        open.computeIfAbsent(x, _ -> new ArrayList<>(List.of(known))).add(contribution);
    }

    /// Whether there is something to be added to the cotangent of `x`.
    boolean has(Value x) {
        return open.containsKey(x);
    }

    /// The number with its place in the order of contributions.
    ///
    /// @param depth about how many cycles after the parameters it is known
    private record Addend(Value value, int depth, int place) {}

    private static final Comparator<Addend> EARLIEST =
            Comparator.comparingInt(Addend::depth).thenComparingInt(Addend::place);

    /// The cotangent of `x`, with all that is to be added.
    Value sum(Value x) {
        var values = Objects.requireNonNull(open.remove(x), "nothing is to be added");
        find();
        var addends = new PriorityQueue<>(EARLIEST);
        for (int i = 0; i < values.size(); i++) {
            var value = values.get(i);
            addends.add(new Addend(value, last.contains(value) ? Integer.MAX_VALUE : depth(value), i));
        }
        while (addends.size() > 1) {
            var a = addends.remove();
            var b = addends.remove();
            boolean inOrder = a.place < b.place;
            var sum = inOrder ? g.add(a.value, b.value) : g.add(b.value, a.value);
            int depth = Math.max(a.depth, b.depth);
            addends.add(
                    new Addend(sum, depth == Integer.MAX_VALUE ? depth : depth + ADDITION, Math.min(a.place, b.place)));
        }
        return addends.remove().value;
    }

    // ---------------------------------------------------------------- depths

    private static final int ADDITION = 4;
    private static final int DIVISION = 13;
    private static final int FUNCTION = 40;
    private static final int LOOP = 200;

    private int depth(Value value) {
        return depths.getOrDefault(value, 0);
    }

    /// Finds the depths of what was appended since the last time.
    private void find() {
        var body = g.body();
        for (; seen < body.size(); seen++) {
            var node = body.get(seen);
            int before = 0;
            for (var operand : OpSchema.operands(node.op())) {
                before = Math.max(before, depth(operand));
            }
            int depth = before + cycles(node.op());
            node.results().forEach(result -> depths.put(result, depth));
        }
    }

    /// About how many cycles `op` takes on a number. Only a choice: any order has its bits.
    private static int cycles(Op op) {
        return switch (op) {
            case ScalarOp.Constant _, ScalarOp.Size _ -> 0;
            case ScalarOp.Unary(var fn, var _) -> fn == UnaryFn.SQRT ? DIVISION : 1;
            case ScalarOp.Binary(var fn, var _, var _) -> fn == BinaryFn.DIV ? DIVISION : ADDITION;
            case ScalarOp.JavaMath _, TensorOp.Elementary _ -> FUNCTION;
            case ControlOp _ -> LOOP;
            case Op _ -> ADDITION;
        };
    }
}
