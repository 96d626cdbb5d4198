package fluxion.ir.interp;

import fluxion.ir.EvaluationException;
import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Evaluates graphs and programs as their operations say, one after the other, on this thread. This is the definition
/// of what every other evaluator must give, bit for bit.
///
/// Takes time in proportion to the operations and elements; nests Java calls only as deep as regions and calls nest:
/// procedures that nest too deep are an [EvaluationException].
public final class Interpreter {
    private final BiConsumer<String, TensorValue> reports;

    /// Creates an interpreter that gives `reports` the label and tensor of each print.
    public Interpreter(BiConsumer<String, TensorValue> reports) {
        this.reports = reports;
    }

    /// The results of `graph` at `arguments`; prints go nowhere.
    ///
    /// @throws EvaluationException if an operation fails, or an argument is not of the type of its parameter
    public static List<Datum> run(Graph graph, List<? extends Datum> arguments) {
        return new Interpreter((_, _) -> {}).evaluate(graph, arguments);
    }

    /// The results of `graph` at `arguments`; prints go nowhere.
    ///
    /// @throws EvaluationException if an operation fails, or an argument is not of the type of its parameter
    public static List<Datum> run(Graph graph, Datum... arguments) {
        return run(graph, List.of(arguments));
    }

    /// The results of `program` at `arguments`, in buffers of their own; prints go nowhere.
    ///
    /// @throws EvaluationException if an operation fails, or an argument is not of its type
    public static List<TensorValue> run(Program program, List<TensorValue> arguments) {
        return new Interpreter((_, _) -> {}).evaluate(program, arguments, false);
    }

    /// The results of `graph` at `arguments`.
    ///
    /// @throws EvaluationException if an operation fails, or an argument is not of the type of its parameter
    public List<Datum> evaluate(Graph graph, List<? extends Datum> arguments) {
        var symbols = Symbols.bind(graph.region().parameterTypes(), arguments);
        return run(graph, symbols, arguments);
    }

    /// The results of `program` at `arguments`. What buffers hold before they are written is garbage.
    ///
    /// @param inPlace whether each result that may shares the buffer of an argument; `arguments` never change
    /// @throws EvaluationException if an operation fails, or an argument is not of its type
    public List<TensorValue> evaluate(Program program, List<TensorValue> arguments, boolean inPlace) {
        var symbols = Symbols.bind(program.arguments(), arguments);
        var buffers = new ArrayList<BufferValue>();
        arguments.forEach(argument -> buffers.add(BufferValue.of(argument)));
        for (int i = 0; i < program.results().size(); i++) {
            var type = program.results().get(i);
            int shared = inPlace ? program.inPlace().get(i) : -1;
            buffers.add(
                    shared >= 0
                            ? buffers.get(shared)
                            : BufferValue.garbage(type.dtype(), TensorValue.size(shape(type.shape(), symbols))));
        }
        run(program.graph(), symbols, buffers);
        var results = new ArrayList<TensorValue>();
        for (int i = 0; i < program.results().size(); i++) {
            results.add(buffers.get(arguments.size() + i)
                    .toTensor(shape(program.results().get(i).shape(), symbols)));
        }
        return results;
    }

    /// Runs `program` on the buffers of its arguments and results.
    ///
    /// @param symbols the value of each symbol
    /// @throws EvaluationException if an operation fails
    public void evaluate(Program program, List<BufferValue> buffers, Map<String, Long> symbols) {
        run(program.graph(), symbols, buffers);
    }

    private List<Datum> run(Graph graph, Map<String, Long> symbols, List<? extends Datum> arguments) {
        try {
            return new Evaluation(symbols, reports).region(graph.region(), arguments);
        } catch (StackOverflowError e) {
            throw EvaluationException.tooDeep();
        }
    }

    private static long[] shape(Shape shape, Map<String, Long> symbols) {
        return shape.dims().stream().mapToLong(dim -> dim.evaluate(symbols)).toArray();
    }
}
