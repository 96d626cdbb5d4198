package fluxion.ir;

import fluxion.ir.interp.Datum;
import fluxion.ir.interp.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/// Well-typed graphs made at random, with arguments for them. The same seed gives the same graph; print it when a test
/// fails.
///
/// No operation of such a graph fails when it is evaluated: divisors are not zero, indices of loads are inside, and so
/// on. Numbers may overflow to infinities and NaN.
public final class RandomGraphs {
    private RandomGraphs() {}

    /// A graph of about 15 operations at its top, nested ones to depth 2.
    public static Graph graph(long seed) {
        return graph(seed, 15);
    }

    /// A graph of about `size` operations at its top.
    public static Graph graph(long seed, int size) {
        return new RandomRegion(new Random(seed)).graph("random", size);
    }

    /// Arguments for `graph`, with extents of 1 to 4 for its symbols.
    public static List<Datum> arguments(Graph graph, long seed) {
        var random = new Random(~seed);
        var symbols = new TreeMap<String, Long>();
        graph.symbols().forEach(name -> symbols.put(name, 1L + random.nextInt(4)));
        var arguments = new ArrayList<Datum>();
        for (var parameter : graph.parameters()) {
            arguments.add(tensor(parameter.tensorType(), symbols, random));
        }
        return arguments;
    }

    private static TensorValue tensor(TensorType type, TreeMap<String, Long> symbols, Random random) {
        var shape = type.shape().dims().stream()
                .mapToLong(dim -> dim.evaluate(symbols))
                .toArray();
        int n = 1;
        for (long extent : shape) {
            n *= (int) extent;
        }
        var values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = number(random);
        }
        return TensorValue.of(
                switch (type.dtype()) {
                    case BOOL -> {
                        var a = new boolean[n];
                        for (int i = 0; i < n; i++) {
                            a[i] = values[i] > 0;
                        }
                        yield a;
                    }
                    case I32 -> {
                        var a = new int[n];
                        for (int i = 0; i < n; i++) {
                            a[i] = (int) values[i];
                        }
                        yield a;
                    }
                    case I64 -> {
                        var a = new long[n];
                        for (int i = 0; i < n; i++) {
                            a[i] = (long) values[i];
                        }
                        yield a;
                    }
                    case F32 -> {
                        var a = new float[n];
                        for (int i = 0; i < n; i++) {
                            a[i] = (float) values[i];
                        }
                        yield a;
                    }
                    case F64 -> values;
                },
                shape);
    }

    /// A number, mostly of moderate size, now and then a special one.
    static double number(Random random) {
        double[] special = {0, -0.0, 1, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 1e30, 1e-40
        };
        return random.nextInt(12) == 0 ? special[random.nextInt(special.length)] : random.nextGaussian() * 3;
    }
}
