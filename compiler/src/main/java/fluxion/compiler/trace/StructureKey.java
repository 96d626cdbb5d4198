package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// What two programs have in common if they compute the same from different data: the list of operations with numbers
/// in place of operands, and the types of what they start from.
///
/// @param parts operations over placeholders, in order, each followed by those of its regions, and numbers
record StructureKey(List<Object> parts) {
    /// Writes a key while a program is walked in order.
    static final class Builder {
        private final List<Object> parts = new ArrayList<>();
        private final Map<Value, Integer> numbers = new IdentityHashMap<>();
        private int inner = 1 << 30;

        /// `value` is from now on result number `number` of the operations so far.
        void bind(Value value, int number) {
            numbers.put(value, number);
        }

        /// `value` is from now on leaf number `number`.
        void bindLeaf(Value value, int number) {
            numbers.put(value, -1 - number);
        }

        void add(Op op) {
            OpSchema.forEachOperand(op, operand -> parts.add(number(operand)));
            parts.add(op.getClass());
            if (op instanceof TensorOp.Call call) {
                parts.add(call.function().recompute());
                region(call.function().primal().region());
            } else {
                OpSchema.forEachAttribute(op, parts::add);
                OpSchema.regions(op).forEach(this::region);
            }
        }

        private int number(Value value) {
            var number = numbers.get(value);
            if (number == null) {
                throw new IllegalStateException(
                        "a value of type " + value.type() + " belongs to nothing that was recorded");
            }
            return number;
        }

        private void region(Region region) {
            parts.add(region.parameterTypes());
            region.parameters().forEach(parameter -> numbers.put(parameter, inner++));
            for (var node : region.body()) {
                add(node.op());
                node.results().forEach(result -> numbers.put(result, inner++));
            }
            parts.add(region.yields().stream().map(this::number).toList());
        }

        void result(int number) {
            parts.add(number);
        }

        StructureKey finish(List<TensorType> leafTypes) {
            parts.addAll(leafTypes);
            return new StructureKey(List.copyOf(parts));
        }
    }
}
