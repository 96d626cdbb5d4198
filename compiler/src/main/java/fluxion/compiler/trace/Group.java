package fluxion.compiler.trace;

import java.util.ArrayList;
import java.util.List;

/// Pending operations that one program computes, when one of them is needed: a target and its gradients, or what is
/// assigned to the variables of a step. Grows in one thread; others may compute it meanwhile, with or without what is
/// added last.
final class Group {
    // guarded by this
    private final List<LazyNode> members = new ArrayList<>(4);
    private volatile boolean settled;

    /// Adds `node`, and those that it was grouped with before.
    void add(LazyNode node) {
        var before = node.group();
        if (before == this) {
            return;
        }
        node.join(this);
        synchronized (this) {
            members.add(node);
        }
        if (before != null) {
            for (var other : before.members()) {
                add(other);
            }
        }
    }

    /// Those that are members now.
    synchronized LazyNode[] members() {
        return members.toArray(LazyNode[]::new);
    }

    /// Whether its members have been computed.
    boolean isSettled() {
        return settled;
    }

    /// Lets go of the members, which have been computed together.
    synchronized void settle() {
        settled = true;
        members.clear();
    }
}
