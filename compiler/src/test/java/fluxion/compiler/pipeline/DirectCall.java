package fluxion.compiler.pipeline;

import fluxion.compiler.jvm.DirectMethod;
import fluxion.ir.Graph;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.TensorValue;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// Calls direct methods as graphs are called.
final class DirectCall {
    private DirectCall() {}

    /// The results of `method`, made of `graph`, at `arguments`.
    static List<Datum> run(DirectMethod method, Graph graph, List<TensorValue> arguments) throws Throwable {
        var symbols = new TreeMap<String, Long>();
        var given = new ArrayList<Object>();
        for (int i = 0; i < arguments.size(); i++) {
            var type = graph.parameters().get(i).tensorType();
            for (int axis = 0; axis < type.rank(); axis++) {
                var dim = type.shape().dim(axis);
                if (dim.symbols().size() == 1
                        && dim.toString().equals(dim.symbols().getFirst())) {
                    symbols.put(dim.toString(), arguments.get(i).shape()[axis]);
                }
            }
            var array = arguments.get(i).toArray();
            given.add(type.rank() == 0 ? Array.get(array, 0) : array);
        }
        method.extents().forEach(extent -> given.add((int) (long) Objects.requireNonNull(symbols.get(extent))));
        var results = new ArrayList<Object>();
        for (int i = 0; i < method.results().size(); i++) {
            var type = graph.results().get(i).tensorType();
            int size = (int) type.shape().size().evaluate(symbols);
            switch (method.results().get(i)) {
                case DirectMethod.Place.Returned _ -> results.add("returned");
                case DirectMethod.Place.InArgument(int argument) -> results.add(given.get(argument));
                case DirectMethod.Place.InParameter _ -> {
                    var array = switch (type.dtype()) {
                        case BOOL -> new boolean[size];
                        case I32 -> new int[size];
                        case I64 -> new long[size];
                        case F32 -> new float[size];
                        case F64 -> new double[size];
                    };
                    results.add(array);
                    given.add(array);
                }
            }
        }
        var returned = method.handle().invokeWithArguments(given);
        var data = new ArrayList<Datum>();
        for (int i = 0; i < results.size(); i++) {
            var shape = graph.results().get(i).shape().dims().stream()
                    .mapToLong(dim -> dim.evaluate(symbols))
                    .toArray();
            data.add(results.get(i).equals("returned") ? scalar(returned) : TensorValue.of(results.get(i), shape));
        }
        return data;
    }

    private static TensorValue scalar(Object number) {
        var array = Array.newInstance(
                switch (number) {
                    case Boolean _ -> boolean.class;
                    case Integer _ -> int.class;
                    case Long _ -> long.class;
                    case Float _ -> float.class;
                    default -> double.class;
                },
                1);
        Array.set(array, 0, number);
        return TensorValue.of(array);
    }
}
