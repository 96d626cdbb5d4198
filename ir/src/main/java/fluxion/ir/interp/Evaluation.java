package fluxion.ir.interp;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.EvaluationException;
import fluxion.ir.Failure;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// One evaluation of a graph: what its values are now, and how scalar operations and control flow are evaluated.
final class Evaluation {
    private final Map<Value, Datum> values = new HashMap<>();
    private final Map<Region, Liveness> liveness;
    private final Map<String, Long> symbols;
    private final List<String> bound = new ArrayList<>();
    private final BiConsumer<String, TensorValue> reports;
    private final TensorEvaluator tensors = new TensorEvaluator(this);
    private final BufferEvaluator buffers = new BufferEvaluator(this);

    Evaluation(Map<String, Long> symbols, BiConsumer<String, TensorValue> reports) {
        this(symbols, reports, new IdentityHashMap<>());
    }

    private Evaluation(
            Map<String, Long> symbols, BiConsumer<String, TensorValue> reports, Map<Region, Liveness> liveness) {
        this.symbols = new HashMap<>(symbols);
        this.reports = reports;
        this.liveness = liveness;
    }

    /// What `region` yields at `arguments`.
    List<Datum> region(Region region, List<? extends Datum> arguments) {
        int mark = bound.size();
        bind(region.parameters(), arguments);
        var live = liveness.computeIfAbsent(region, Liveness::new);
        int i = 0;
        for (var node : region.body()) {
            bind(node.results(), evaluate(node.op()));
            for (var dead : live.after(i++)) {
                values.remove(dead);
            }
        }
        var yields = new ArrayList<Datum>(region.yields().size());
        for (var y : region.yields()) {
            yields.add(datum(y));
        }
        release(mark);
        return yields;
    }

    /// What a closed graph with the same symbols, but for those that operations bind, yields at `arguments`.
    List<Datum> closed(Region region, List<Datum> arguments) {
        var outer = new HashMap<>(symbols);
        bound.forEach(outer::remove);
        return new Evaluation(outer, reports, liveness).region(region, arguments);
    }

    private void bind(List<Value> names, List<? extends Datum> data) {
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), data.get(i));
        }
    }

    private List<Datum> evaluate(Op op) {
        return switch (op) {
            case ScalarOp scalar -> List.of(evaluate(scalar));
            case ControlOp control -> evaluate(control);
            case TensorOp tensor -> tensors.evaluate(tensor);
            case BufferOp buffer -> buffers.evaluate(buffer);
        };
    }

    private TensorValue evaluate(ScalarOp op) {
        return switch (op) {
            case ScalarOp.Constant constant -> TensorValue.of(constant);
            case ScalarOp.Size(var dim) -> TensorValue.scalar(extent(dim));
            case ScalarOp.Unary(var fn, var x) -> Elementwise.unary(fn, tensor(x));
            case ScalarOp.Binary(var fn, var x, var y) -> Elementwise.binary(fn, tensor(x), tensor(y));
            case ScalarOp.Fma(var x, var y, var z) -> Elementwise.fma(tensor(x), tensor(y), tensor(z));
            case ScalarOp.JavaMath(var fn, var strict, var xs) ->
                Elementwise.javaMath(fn, strict, xs.stream().map(this::tensor).toList());
            case ScalarOp.Compare(var fn, var x, var y) -> Elementwise.compare(fn, tensor(x), tensor(y));
            case ScalarOp.Select(var c, var x, var y) -> Elementwise.select(tensor(c), tensor(x), tensor(y));
            case ScalarOp.Convert(var x, var dtype) -> Elementwise.convert(tensor(x), dtype);
            case ScalarOp.Bitcast(var x, var dtype) -> Elementwise.bitcast(tensor(x), dtype);
        };
    }

    private List<Datum> evaluate(ControlOp op) {
        return switch (op) {
            case ControlOp.If(var condition, var whenTrue, var whenFalse) ->
                region(isTrue(tensor(condition)) ? whenTrue : whenFalse, List.of());
            case ControlOp.For(var count, var initial, var body) -> {
                long n = tensor(count).item();
                var carried = data(initial);
                for (long i = 0; i < n; i++) {
                    carried.addFirst(TensorValue.scalar(i));
                    carried = region(body, carried);
                }
                yield carried;
            }
            case ControlOp.While(var initial, var condition, var body) -> {
                var carried = data(initial);
                while (isTrue((TensorValue) region(condition, carried).getFirst())) {
                    carried = region(body, carried);
                }
                yield carried;
            }
            case ControlOp.Invoke(var procedure, var extents, var operands) -> {
                var inside = new HashMap<String, Long>();
                for (int i = 0; i < extents.size(); i++) {
                    inside.put(procedure.symbols().get(i), extent(extents.get(i)));
                }
                yield new Evaluation(inside, reports, liveness)
                        .region(procedure.body().region(), data(operands));
            }
            case ControlOp.Extent extent -> {
                bind(extent.name(), tensor(extent.n()).item());
                yield List.of();
            }
        };
    }

    private void bind(String symbol, long extent) {
        if (extent < 0) {
            throw new EvaluationException("extent " + symbol + " is " + extent + "; it must be at least 0");
        }
        var known = symbols.putIfAbsent(symbol, extent);
        if (known == null) {
            bound.add(symbol);
        } else if (known != extent) {
            throw new EvaluationException("extent " + symbol + " is " + known + " and " + extent + " at once");
        }
    }

    /// Forgets what was bound after the first `mark` symbols.
    private void release(int mark) {
        while (bound.size() > mark) {
            symbols.remove(bound.removeLast());
        }
    }

    private static boolean isTrue(TensorValue condition) {
        return condition.item() != 0;
    }

    /// What `value` is now.
    Datum datum(Value value) {
        var datum = values.get(value);
        if (datum == null) {
            throw new EvaluationException(
                    "a value of type " + value.type() + " is used where it is not defined; the verifier says more");
        }
        return datum;
    }

    /// What `list` are now, in a new list.
    List<Datum> data(List<Value> list) {
        var data = new ArrayList<Datum>(list.size() + 1);
        for (var value : list) {
            data.add(datum(value));
        }
        return data;
    }

    TensorValue tensor(Value value) {
        return (TensorValue) datum(value);
    }

    List<TensorValue> tensors(List<Value> list) {
        return list.stream().map(this::tensor).toList();
    }

    long extent(Dim dim) {
        return dim.evaluate(symbols);
    }

    long[] extents(List<Dim> dims) {
        return dims.stream().mapToLong(this::extent).toArray();
    }

    long[] shape(Shape shape) {
        return extents(shape.dims());
    }

    // ---------------------------------------------------------------- effects that both levels have

    void report(String label, TensorValue x) {
        reports.accept(label, x);
    }

    static void checkFinite(String where, TensorValue x) {
        for (int i = 0; i < x.size(); i++) {
            if (!Double.isFinite(x.getDouble(i))) {
                throw EvaluationException.notFinite(where, i, x.getDouble(i));
            }
        }
    }

    void requireEqual(Dim left, Dim right, String message) {
        if (extent(left) != extent(right)) {
            throw EvaluationException.notEqual(left, extent(left), right, extent(right), message);
        }
    }

    /// Throws an exception of the class called `exception`.
    List<Datum> fail(String exception, String template, List<Value> values) {
        var loader = Thread.currentThread().getContextClassLoader();
        Failure.raise(
                loader,
                exception,
                template,
                values.stream().map(value -> tensor(value).boxed()).toArray());
        throw new AssertionError(exception);
    }
}
