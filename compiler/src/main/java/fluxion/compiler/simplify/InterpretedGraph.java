package fluxion.compiler.simplify;

import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.runtime.Executable;
import fluxion.runtime.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// A graph that is interpreted each time it is run: constant folding of a whole program, for looking at a value without
/// compiling what makes it.
///
/// @param graph what to run
public record InterpretedGraph(Graph graph) implements Executable {
    @Override
    public void run(Storage[] arguments, Storage[] results, long[] symbols) {
        var extents = new HashMap<String, Long>();
        int next = 0;
        for (var name : graph.symbols()) {
            extents.put(name, symbols[next++]);
        }
        var data = new ArrayList<Datum>();
        for (int i = 0; i < arguments.length; i++) {
            data.add(datum(arguments[i], graph.parameters().get(i).type(), extents));
        }
        var values = Interpreter.run(graph, data);
        for (int i = 0; i < results.length; i++) {
            var array = ((TensorValue) values.get(i)).toArray();
            System.arraycopy(array, 0, results[i].array(), results[i].offset(), results[i].size());
        }
    }

    private static Datum datum(Storage storage, Type type, Map<String, Long> symbols) {
        var shape = ((TensorType) type)
                .shape().dims().stream().mapToLong(dim -> dim.evaluate(symbols)).toArray();
        int from = storage.offset();
        int to = from + storage.size();
        return TensorValue.of(
                switch (storage.dtype()) {
                    case BOOL -> Arrays.copyOfRange((boolean[]) storage.array(), from, to);
                    case I32 -> Arrays.copyOfRange((int[]) storage.array(), from, to);
                    case I64 -> Arrays.copyOfRange((long[]) storage.array(), from, to);
                    case F32 -> Arrays.copyOfRange((float[]) storage.array(), from, to);
                    case F64 -> Arrays.copyOfRange((double[]) storage.array(), from, to);
                },
                shape);
    }
}
