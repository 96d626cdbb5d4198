package fluxion.compiler.autodiff;

import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tangents of values. One that is not there is structurally zero.
final class Tangents {
    private final GraphBuilder g;
    private final Map<Value, Value> tangents;
    private final Set<Value> given;
    private final Set<Value> owned;

    Tangents(GraphBuilder g) {
        this(g, new HashMap<>(), new HashSet<>(), new HashSet<>());
    }

    private Tangents(GraphBuilder g, Map<Value, Value> tangents, Set<Value> given, Set<Value> owned) {
        this.g = g;
        this.tangents = tangents;
        this.given = given;
        this.owned = owned;
    }

    /// The same tangents, with what is appended going to `elsewhere`.
    Tangents in(GraphBuilder elsewhere) {
        return new Tangents(elsewhere, tangents, given, owned);
    }

    /// Where to append.
    GraphBuilder g() {
        return g;
    }

    /// The tangent of `x`.
    @Nullable
    Value of(Value x) {
        return tangents.get(x);
    }

    /// Sets the tangent of `x`. One that two values have is owned by neither.
    void put(Value x, Value tangent) {
        tangents.put(x, tangent);
        if (!given.add(tangent)) {
            owned.remove(tangent);
        }
    }

    /// The tangent of `x` as a value.
    Value orZero(Value x) {
        var tangent = of(x);
        return tangent == null ? g.zero(x.type()) : tangent;
    }

    /// Notes that `tangent` is new and may be consumed with the value that it belongs to.
    Value own(Value tangent) {
        owned.add(tangent);
        return tangent;
    }

    /// The tangent of the tensor `x` as a value that may be consumed.
    Value owned(Value x) {
        var tangent = orZero(x);
        return owned.remove(tangent) ? tangent : g.add(new TensorOp.Copy(tangent));
    }

    /// Whether `tangent` may be consumed.
    boolean isOwned(Value tangent) {
        return owned.contains(tangent);
    }

    /// Whether one of the two has a tangent.
    boolean either(Value x, Value y) {
        return of(x) != null || of(y) != null;
    }

    /// What `f` makes of the tangent of `x`; null if there is none.
    @Nullable
    Value map(Value x, Function<Value, @Nullable Value> f) {
        var tangent = of(x);
        return tangent == null ? null : f.apply(tangent);
    }

    /// What `f` makes of both tangents; null if there is neither.
    @Nullable
    Value both(Value x, Value y, BinaryOperator<Value> f) {
        return either(x, y) ? f.apply(orZero(x), orZero(y)) : null;
    }

    /// What `f` makes of all tangents; null if there is none.
    @Nullable
    Value all(List<Value> xs, Function<List<Value>, Value> f) {
        if (xs.stream().allMatch(x -> of(x) == null)) {
            return null;
        }
        var all = new ArrayList<Value>();
        xs.forEach(x -> all.add(orZero(x)));
        return f.apply(all);
    }
}
