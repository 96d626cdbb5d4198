package fluxion.compiler.lift;

import fluxion.ir.Value;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// What an array or object holds at some point of the execution.
sealed interface JavaObject {
    /// An array of rank 1, or a matrix: the tensor of its elements.
    ///
    /// @param constant whether it must not be written: it is that of a static field, or may be the same as another
    record Elements(Value content, boolean constant) implements JavaObject {}

    /// What computes a derivative: a method handle or an instance of an interface.
    record Derivative(Derivation.Called called) implements JavaObject {}

    /// An object of class `type` (internal name): its fields, by name and in its order.
    record Fields(String type, Map<String, JavaValue> values) implements JavaObject {
        /// Copies the map.
        public Fields {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
        }

        /// The object with another value in one field.
        Fields with(String field, JavaValue value) {
            var changed = new TreeMap<>(values);
            changed.put(field, value);
            return new Fields(type, changed);
        }
    }
}
