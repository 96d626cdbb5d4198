package fluxion.ir;

import static fluxion.ir.TypeRules.expect;
import static fluxion.ir.TypeRules.scalar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Structured control flow, and the invocation of procedures. Regions may use any value of the regions around them.
public sealed interface ControlOp extends GraphOp, ProgramOp {
    /// Evaluates one of two regions. Both yield the same types; neither takes parameters.
    record If(Value condition, Region whenTrue, Region whenFalse) implements ControlOp {
        @Override
        public List<Type> types() {
            scalar(this, condition, DType.BOOL);
            expect(
                    this,
                    whenTrue.parameters().isEmpty() && whenFalse.parameters().isEmpty(),
                    "regions with parameters; they take none");
            expect(
                    this,
                    whenTrue.yieldTypes().equals(whenFalse.yieldTypes()),
                    () -> "regions yield " + whenTrue.yieldTypes() + " and " + whenFalse.yieldTypes()
                            + "; both must yield the same types");
            return whenTrue.yieldTypes();
        }

        @Override
        public boolean hasEffect() {
            return TypeRules.hasEffect(whenTrue) || TypeRules.hasEffect(whenFalse);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// Evaluates `body(i, carried...)` for i = 0, 1 .. count-1; what it yields is carried to the next round, and in
    /// the end is the result. A count below 1 gives `initial`.
    ///
    /// @param count an `i64` scalar
    /// @param initial what is carried into the first round
    /// @param body `(i64, carried...) -> carried...`
    record For(Value count, List<Value> initial, Region body) implements ControlOp {
        /// Copies the list.
        public For {
            initial = List.copyOf(initial);
        }

        @Override
        public List<Type> types() {
            scalar(this, count, DType.I64);
            var carried = TypeRules.types(initial);
            var parameters = new ArrayList<Type>(carried);
            parameters.addFirst(TensorType.scalar(DType.I64));
            TypeRules.expectTypes(this, "parameters of the body", parameters, body.parameterTypes());
            TypeRules.expectTypes(this, "yields of the body", carried, body.yieldTypes());
            return carried;
        }

        @Override
        public boolean hasEffect() {
            return TypeRules.hasEffect(body);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// Evaluates `body(carried...)` while `condition(carried...)` holds.
    ///
    /// @param initial what is carried into the first round
    /// @param condition `carried... -> bool`
    /// @param body `carried... -> carried...`
    record While(List<Value> initial, Region condition, Region body) implements ControlOp {
        /// Copies the list.
        public While {
            initial = List.copyOf(initial);
        }

        @Override
        public List<Type> types() {
            var carried = TypeRules.types(initial);
            TypeRules.expectTypes(this, "parameters of the condition", carried, condition.parameterTypes());
            TypeRules.expectTypes(
                    this, "yields of the condition", List.of(TensorType.scalar(DType.BOOL)), condition.yieldTypes());
            TypeRules.expectTypes(this, "parameters of the body", carried, body.parameterTypes());
            TypeRules.expectTypes(this, "yields of the body", carried, body.yieldTypes());
            return carried;
        }

        @Override
        public boolean hasEffect() {
            return TypeRules.hasEffect(condition) || TypeRules.hasEffect(body);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// The results of `procedure` at `operands`. Consumes those that results take the place of. It may fail, and
    /// never come back, so it is an effect.
    ///
    /// @param procedure what is evaluated
    /// @param extents the value of each of its symbols
    /// @param operands of its types, with these values in place of the symbols
    record Invoke(Procedure procedure, List<Dim> extents, List<Value> operands) implements ControlOp {
        /// Copies the lists.
        public Invoke {
            extents = List.copyOf(extents);
            operands = List.copyOf(operands);
        }

        /// One where the symbols of `procedure` have the values that they have around.
        public Invoke(Procedure procedure, List<Value> operands) {
            this(procedure, procedure.symbols().stream().map(Dim::symbol).toList(), operands);
        }

        @Override
        public List<Type> types() {
            var symbols = procedure.symbols();
            expect(
                    this,
                    extents.size() == symbols.size(),
                    () -> "extents " + extents + " for the symbols " + symbols + "; there must be one for each");
            var values = new HashMap<String, Dim>();
            for (int i = 0; i < symbols.size(); i++) {
                values.put(symbols.get(i), extents.get(i));
            }
            TypeRules.expectTypes(
                    this, "operands", substituted(procedure.parameterTypes(), values), TypeRules.types(operands));
            return substituted(procedure.resultTypes(), values);
        }

        private static List<Type> substituted(List<Type> types, Map<String, Dim> values) {
            return values.isEmpty()
                    ? types
                    : types.stream().map(type -> type.substitute(values)).toList();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }

        @Override
        public List<Value> consumes() {
            return procedure.inPlace().stream()
                    .filter(i -> i >= 0)
                    .map(operands::get)
                    .toList();
        }
    }

    /// Makes `symbol` the extent `n` in the rest of the region, and in the regions inside of that. No type that
    /// names it leaves the region. Where it has a value already, `n` is that value. A negative `n` fails.
    ///
    /// It is an effect, so that what is of that extent stays after it.
    ///
    /// @param symbol one symbol, which no parameter of the graph names
    /// @param n an `i64` scalar
    record Extent(Dim symbol, Value n) implements ControlOp {
        @Override
        public List<Type> types() {
            scalar(this, n, DType.I64);
            expect(this, symbol.equals(Dim.symbol(name())), () -> "the dimension " + symbol + "; it binds one symbol");
            return List.of();
        }

        /// The name of the symbol.
        public String name() {
            var names = symbol.symbols();
            expect(this, names.size() == 1, () -> "the dimension " + symbol + "; it binds one symbol");
            return names.getFirst();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }
}
