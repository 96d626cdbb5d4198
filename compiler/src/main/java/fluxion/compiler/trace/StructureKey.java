package fluxion.compiler.trace;

import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What two programs have in common if they compute the same from different data: the list of operations with numbers
/// in place of operands, and the types of what they start from.
public final class StructureKey {
    // classes of operations, attributes and types, in order
    private final Object[] parts;
    private final int partCount;
    // what stands for operands
    private final int[] numbers;
    private final int numberCount;
    private final int hash;

    private StructureKey(Object[] parts, int partCount, int[] numbers, int numberCount) {
        this.parts = parts;
        this.partCount = partCount;
        this.numbers = numbers;
        this.numberCount = numberCount;
        int h = 0;
        for (int i = 0; i < numberCount; i++) {
            h = 31 * h + numbers[i];
        }
        for (int i = 0; i < partCount; i++) {
            h = 31 * h + parts[i].hashCode();
        }
        this.hash = h;
    }

    @Override
    public boolean equals(@Nullable Object o) {
        return o instanceof StructureKey key
                && hash == key.hash
                && Arrays.equals(numbers, 0, numberCount, key.numbers, 0, key.numberCount)
                && Arrays.equals(parts, 0, partCount, key.parts, 0, key.partCount);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// Writes a key while a program is walked in order.
    public static final class Builder {
        private Object[] parts;
        private int partCount;
        private int[] numbers;
        private int numberCount;
        private int inner = 1 << 30;
        private @Nullable Map<Value, Integer> bound;

        /// Makes room for about `operations` operations.
        public Builder(int operations) {
            parts = new Object[16 + 4 * operations];
            numbers = new int[16 + 3 * operations];
        }

        /// Stands for an operand, or for one of what the program gives.
        public void number(int number) {
            if (numberCount == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * numberCount);
            }
            numbers[numberCount++] = number;
        }

        /// A class of operations, an attribute or a type.
        public void part(Object part) {
            if (partCount == parts.length) {
                parts = Arrays.copyOf(parts, 2 * partCount);
            }
            parts[partCount++] = part;
        }

        /// An operation without regions, after the numbers of its operands.
        void operation(Op op) {
            part(op.getClass());
            var schema = OpSchema.of(op);
            for (int i = 0; i < schema.attributeCount(); i++) {
                part(schema.attribute(op, i));
            }
        }

        /// From now on `number` stands for `value` in operations that are added as they are.
        public void bind(Value value, int number) {
            bound().put(value, number);
        }

        private Map<Value, Integer> bound() {
            if (bound == null) {
                bound = new IdentityHashMap<>();
            }
            return bound;
        }

        /// The number that stands for `value`; null if none does.
        public @Nullable Integer boundTo(Value value) {
            return bound().get(value);
        }

        /// An operation over bound values, with its regions.
        public void add(Op op) {
            OpSchema.forEachOperand(op, this::operand);
            if (op instanceof TensorOp.Call call) {
                part(op.getClass());
                part(call.function().recompute());
                region(call.function().primal().region());
            } else {
                operation(op);
                for (var region : OpSchema.regions(op)) {
                    region(region);
                }
            }
        }

        private void operand(Value value) {
            number(numberOf(value));
        }

        private int numberOf(Value value) {
            var number = boundTo(value);
            if (number == null) {
                throw new IllegalStateException(
                        "a value of type " + value.type() + " belongs to nothing that was recorded");
            }
            return number;
        }

        private void region(Region region) {
            part(region.parameterTypes());
            for (var parameter : region.parameters()) {
                bind(parameter, inner++);
            }
            for (var node : region.body()) {
                add(node.op());
                for (var result : node.results()) {
                    bind(result, inner++);
                }
            }
            part(region.yields().size());
            region.yields().forEach(this::operand);
        }

        /// The key of what has been written.
        public StructureKey finish() {
            return new StructureKey(parts, partCount, numbers, numberCount);
        }
    }
}
