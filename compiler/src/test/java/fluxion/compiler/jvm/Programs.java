package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.runtime.Storage;
import fluxion.runtime.generated.GeneratedClasses;
import fluxion.runtime.generated.Instructions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Builds small programs, and runs them as each variant of generated code and as the interpreter does.
final class Programs {
    static final TensorType I64 = TensorType.scalar(DType.I64);
    /// Zeros, units, infinities, NaN, subnormals, halves, and numbers beyond each integer type.
    static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        3,
        7,
        100,
        -100,
        1e-310,
        -4.9e-324,
        1.4e-45,
        1e10,
        -1e10,
        1e20,
        -1e20,
        3.4e38,
        1e300,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Math.PI,
        -Math.E,
        2147483647.0,
        -2147483648.0,
        33,
        65
    };

    private Programs() {}

    /// A region inside `outer` of `n` index parameters that yields what `body` gives.
    static Region region(GraphBuilder outer, int n, BiFunction<GraphBuilder, List<Value>, List<Value>> body) {
        var g = outer.nested();
        var parameters = new ArrayList<Value>();
        for (int i = 0; i < n; i++) {
            parameters.add(g.parameter(I64));
        }
        return g.finish(body.apply(g, parameters));
    }

    static Value read(GraphBuilder g, Value buffer, Value index) {
        return g.add(new BufferOp.Read(buffer, Dim.ZERO, List.of(index), List.of(Dim.ONE)));
    }

    static void write(GraphBuilder g, Value buffer, Value index, Value value) {
        g.append(new BufferOp.Write(buffer, Dim.ZERO, List.of(index), List.of(Dim.ONE), value));
    }

    /// A program of one flat loop: `result[i] = body(arguments[0][i], ...)`.
    static Program elementwise(
            List<DType> arguments, DType result, int n, BiFunction<GraphBuilder, List<Value>, Value> body) {
        var g = new GraphBuilder();
        var size = Dim.of(n);
        var in = arguments.stream()
                .map(dtype -> g.parameter(new BufferType(dtype, size)))
                .toList();
        var out = g.parameter(new BufferType(result, size));
        g.append(new BufferOp.Kernel("elementwise", List.of(), in, List.of(out), region(g, 0, (k, _) -> {
            k.append(new BufferOp.Parallel(List.of(size), region(k, 1, (b, i) -> {
                var values = in.stream().map(x -> read(b, x, i.getFirst())).toList();
                write(b, out, i.getFirst(), body.apply(b, values));
                return List.of();
            })));
            return List.of();
        })));
        return new Program(
                new Graph("elementwise", g.finish(List.of())),
                arguments.stream().map(dtype -> TensorType.of(dtype, n)).toList(),
                List.of(TensorType.of(result, n)),
                List.of(-1));
    }

    /// A tensor of `n` numbers of `dtype`: the special ones, in an order that `step` turns.
    static TensorValue special(DType dtype, int n, int step) {
        var storage = Storage.allocate(dtype, n);
        for (int i = 0; i < n; i++) {
            double x = SPECIAL[Math.floorMod(i * step, SPECIAL.length)];
            switch (storage.array()) {
                case boolean[] a -> a[i] = x > 0;
                case int[] a -> a[i] = (int) x;
                case long[] a -> a[i] = (long) x;
                case float[] a -> a[i] = (float) x;
                case double[] a -> a[i] = x;
                default -> throw new AssertionError(storage);
            }
        }
        return TensorValue.of(storage.array(), n);
    }

    /// The widths of vectors that code runs with here; 0 is scalar code.
    static List<Integer> widths() {
        return Instructions.vectorBits() == 0 ? List.of(0) : List.of(0, Instructions.vectorBits());
    }

    /// The results of generated code of one width.
    static List<TensorValue> run(Program program, int bits, List<TensorValue> arguments, long... symbols) {
        var emitted = ProgramEmitter.emit(program, "fluxion/generated/Test", List.of(bits));
        var executable = GeneratedClasses.instantiate(emitted.makers(), emitted.entry());
        Function<TensorValue, Storage> storage = t -> new Storage(t.toArray(), t.dtype(), 0, t.size());
        var results = new Storage[program.results().size()];
        var shapes = new ArrayList<long[]>();
        var values = new java.util.HashMap<String, Long>();
        for (int i = 0; i < symbols.length; i++) {
            values.put(program.symbols().get(i), symbols[i]);
        }
        for (int i = 0; i < results.length; i++) {
            var type = program.results().get(i);
            shapes.add(type.shape().dims().stream()
                    .mapToLong(d -> d.evaluate(values))
                    .toArray());
            results[i] = Storage.allocate(type.dtype(), type.shape().size().evaluate(values));
        }
        executable.run(arguments.stream().map(storage).toArray(Storage[]::new), results, symbols);
        var out = new ArrayList<TensorValue>();
        for (int i = 0; i < results.length; i++) {
            out.add(TensorValue.of(results[i].array(), shapes.get(i)));
        }
        return out;
    }

    static List<TensorValue> interpret(Program program, List<TensorValue> arguments) {
        return Interpreter.run(program, arguments);
    }
}
