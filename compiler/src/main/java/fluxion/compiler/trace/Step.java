package fluxion.compiler.trace;

import fluxion.ir.TensorType;

/// An operation of a [LazyProgram].
final class Step {
    /// Who keeps the results of a node.
    enum Keeping {
        NOBODY,
        /// Those who want large gradients.
        SOME,
        ALL
    }

    final LazyNode node;
    // as it was when it was found: another thread may settle the node meanwhile
    final LazyNode.Pending pending;
    // for each operand the place of its step, later the number of the result that it is; or -1 minus the number of a
    // leaf
    final int[] from;
    Keeping keeping = Keeping.NOBODY;
    boolean visited;
    // the number of the first result among those of all steps
    int first;

    Step(LazyNode node, LazyNode.Pending pending) {
        this.node = node;
        this.pending = pending;
        this.from = new int[pending.operands().length];
    }

    int size() {
        return pending.handles().size();
    }

    boolean isTensor(int index) {
        return pending.handles().get(index).type() instanceof TensorType;
    }

    /// How many results are tensors.
    int tensors() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += isTensor(i) ? 1 : 0;
        }
        return count;
    }

    long elements() {
        long elements = 0;
        for (int i = 0; i < size(); i++) {
            if (pending.handles().get(i).type() instanceof TensorType type) {
                elements += type.shape().elements();
            }
        }
        return elements;
    }

    /// Whether the results are those of the program.
    ///
    /// @param large whether large gradients are
    boolean isKept(boolean large) {
        return switch (keeping) {
            case NOBODY -> false;
            case SOME -> large;
            case ALL -> true;
        };
    }
}
