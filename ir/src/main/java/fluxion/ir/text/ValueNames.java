package fluxion.ir.text;

import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.HashMap;
import java.util.Map;

/// The names that the text form gives the values of a region: `%0`, `%1`... in order of definition, those of nested
/// regions included.
public final class ValueNames {
    private final Map<Value, Integer> numbers = new HashMap<>();

    /// Names the values of `region`.
    public ValueNames(Region region) {
        number(region);
    }

    private void number(Region region) {
        region.parameters().forEach(this::number);
        for (var node : region.body()) {
            node.results().forEach(this::number);
            OpSchema.regions(node.op()).forEach(this::number);
        }
    }

    private void number(Value value) {
        numbers.putIfAbsent(value, numbers.size());
    }

    /// The name of `value`; `%?` if the region does not define it.
    public String of(Value value) {
        var number = numbers.get(value);
        return number == null ? "%?" : "%" + number;
    }
}
