package fluxion.nn.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What a network was worth on some examples: means over them, NaN of none.
///
/// @param loss the mean loss
/// @param metrics each metric under its name, in the order they were given
/// @param examples how many there were
public record Scores(double loss, SequencedMap<String, Double> metrics, long examples) {
    /// Copies the map.
    public Scores {
        metrics = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metrics));
    }

    /// The metric `name`.
    ///
    /// @throws IllegalArgumentException if there is none of that name
    public double metric(String name) {
        var value = metrics.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no metric " + name + "; there are " + metrics.keySet());
        }
        return value;
    }
}
