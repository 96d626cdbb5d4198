package fluxion.benchmarks.network;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// An array that is trained.
///
/// @param shape its extents; of a filter height, width, channels and features, of a matrix inputs and outputs
/// @param initial what a vector begins with; arrays of more axes begin with Glorot's uniform numbers
public record Parameter(List<Integer> shape, float initial) {
    /// A parameter that begins with Glorot's numbers, or if it is a vector with zeros. [Glorot, Bengio 2010]
    static Parameter of(Integer... shape) {
        return new Parameter(List.of(shape), 0);
    }

    /// A vector of ones.
    static Parameter ones(int extent) {
        return new Parameter(List.of(extent), 1);
    }

    /// The extents.
    public long[] extents() {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    /// Initial elements, row-major.
    float[] draw(RandomGenerator random) {
        var values = new float[shape.stream().reduce(1, (a, b) -> a * b)];
        Arrays.fill(values, initial);
        if (shape.size() > 1) {
            int outputs = shape.getLast();
            int inputs = shape.get(shape.size() - 2);
            int window = values.length / (inputs * outputs);
            double limit = Math.sqrt(6.0 / (window * ((double) inputs + outputs)));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-limit, limit);
            }
        }
        return values;
    }
}
