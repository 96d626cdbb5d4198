package fluxion.compiler.trace;

import java.util.Collection;
import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Pending operations that one program computes, when one of them is needed: a target and its gradients, or what is
/// assigned to the variables of a step. Grows in one thread; others may compute it meanwhile, with or without what is
/// added last.
final class Group {
    private final Queue<LazyNode> members = new ConcurrentLinkedQueue<>();
    private volatile boolean settled;

    /// Adds `node`, and those that it was grouped with before.
    void add(LazyNode node) {
        var before = node.group();
        if (before == this) {
            return;
        }
        node.join(this);
        members.add(node);
        if (before != null) {
            before.members.forEach(this::add);
        }
    }

    Collection<LazyNode> members() {
        return Collections.unmodifiableCollection(members);
    }

    /// Whether its members have been computed.
    boolean isSettled() {
        return settled;
    }

    /// Lets go of the members, which have been computed together.
    void settle() {
        settled = true;
        members.clear();
    }
}
