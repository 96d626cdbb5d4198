package fluxion.compiler.autodiff;

import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Values of a forward region that must last: where the forward consumes one, a copy is made first.
final class Kept {
    private final Reverse reverse;
    private final Set<Value> wanted;
    private final Map<Value, Value> copies = new HashMap<>();

    Kept(Reverse reverse, Collection<Value> wanted) {
        this.reverse = reverse;
        this.wanted = new HashSet<>(wanted);
    }

    /// Notes that `copier` has put the definition of `x` at the end of `to`.
    void defined(Value x, GraphCopier copier, GraphBuilder to) {
        if (wanted.contains(x)) {
            var copy = copier.copyOf(x);
            copies.put(x, reverse.isConsumed(x) ? to.add(new TensorOp.Copy(copy)) : copy);
        }
    }

    /// The value that holds `x`, one of those wanted, to the end of the region.
    Value get(Value x) {
        var canonical = reverse.standIn(x);
        return copies.getOrDefault(canonical, canonical);
    }
}
