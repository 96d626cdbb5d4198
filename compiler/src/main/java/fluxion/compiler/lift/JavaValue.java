package fluxion.compiler.lift;

import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// What a local variable, a slot of the operand stack or a field holds while code is executed symbolically.
sealed interface JavaValue {
    /// Whether it takes two slots.
    default boolean isWide() {
        return false;
    }

    /// A number; a `boolean` is an `i32`, 0 or 1, as it is for the JVM.
    record Scalar(Value value) implements JavaValue {
        @Override
        public boolean isWide() {
            return switch (value.dtype()) {
                case I64, F64 -> true;
                case BOOL, I32, F32 -> false;
            };
        }
    }

    /// The result of `dcmpl` and its kin, or of a subtraction of longs for comparison, before it meets zero.
    ///
    /// @param nanIsGreater what a NaN counts as
    record Comparison(Value x, Value y, boolean nanIsGreater) implements JavaValue {}

    /// A reference to an object of the [State].
    record Reference(ObjectName name) implements JavaValue {}

    /// Row `index`, an `i64`, of the matrix called `matrix`.
    record Row(ObjectName matrix, Value index) implements JavaValue {}

    /// A string: text with places for scalars ([fluxion.ir.Failure]).
    record Text(String template, List<Value> values) implements JavaValue {
        /// Copies the list.
        public Text {
            values = List.copyOf(values);
        }

        /// This text and then `more`.
        Text plus(String more) {
            return new Text(template + more, values);
        }

        /// This text and then `more`.
        Text plus(Text more) {
            var both = new ArrayList<>(values);
            both.addAll(more.values);
            return new Text(template + more.template, both);
        }
    }

    /// What stands for a value that no code can have, such as the class of an array that is about to be named.
    record Null() implements JavaValue {}
}
