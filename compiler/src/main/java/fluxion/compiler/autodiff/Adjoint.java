package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.FrameType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The backward of one region: walks its operations from the last to the first and keeps the cotangents.
///
/// What is appended refers to primal values as if they were all still there; whoever builds the region around it sees
/// to that afterwards ([Residuals]).
///
/// Cotangents of values of enclosing regions are threaded through: a loop carries their running sums as further
/// parameters, a branch takes over what is known so far and gives back the new sum. So arrays that are read
/// element by element collect their cotangents in place.
final class Adjoint {
    /// What kind of region this is the backward of.
    enum Kind {
        /// A whole graph or function: all values are its own.
        WHOLE,
        /// A region evaluated at most once.
        BRANCH,
        /// A region evaluated again and again.
        ROUND
    }

    private final Reverse reverse;
    private final Kind kind;
    private final @Nullable Adjoint outer;
    private final GraphBuilder g;
    private final Set<Value> own = new HashSet<>();
    private final Map<Value, Cotangent> cotangents = new HashMap<>();
    private final Map<Value, Value> sums = new LinkedHashMap<>();
    private final SequencedSet<Value> threaded = new LinkedHashSet<>();
    private final Set<Value> consumed = new HashSet<>();
    private final Addends addends;

    Adjoint(Reverse reverse, Kind kind, @Nullable Adjoint outer, GraphBuilder g) {
        this.reverse = reverse;
        this.kind = kind;
        this.outer = outer;
        this.g = g;
        this.addends = new Addends(g);
    }

    /// The backward of `region`, which is nested in this one.
    Adjoint inner(Kind kind, Region region) {
        var inner = new Adjoint(reverse, kind, this, g.nested());
        inner.own.addAll(region.parameters());
        inner.owns(region.body());
        for (var node : region.body()) {
            // the derivative of a sine is a cosine that may be there already
            if (node.op() instanceof ScalarOp.JavaMath || node.op() instanceof TensorOp.Elementary) {
                inner.g.know(node);
            }
        }
        return inner;
    }

    /// Whether the region, or one around it, is evaluated again and again: what it leaves goes through memory.
    boolean isRepeated() {
        return kind == Kind.ROUND || reverse.isProcedure() || (outer != null && outer.isRepeated());
    }

    /// What is common to all regions.
    Reverse reverse() {
        return reverse;
    }

    /// Whether a loop here, which begins with `initial`, hands over what blocks of it begin with, and no more.
    boolean isCutIntoBlocks(ControlOp loop, List<Value> initial) {
        return reverse.isCut(loop) && Blocks.canStartAgain(initial);
    }

    /// Where the backward is appended.
    GraphBuilder g() {
        return g;
    }

    /// Makes the results of `nodes` values of this region.
    void owns(List<Region.Node> nodes) {
        nodes.forEach(node -> own.addAll(node.results()));
    }

    /// Whether `x` is defined in this region, not in one around it.
    boolean isOwn(Value x) {
        return kind == Kind.WHOLE || own.contains(x);
    }

    /// Walks `nodes` backwards.
    void walk(List<Region.Node> nodes) {
        for (int k = nodes.size() - 1; k >= 0; k--) {
            var node = nodes.get(k);
            var seeds = new ArrayList<Cotangent>(node.results().size());
            boolean any = false;
            for (var result : node.results()) {
                var cotangent = added(result);
                // a cotangent that is asked for in the end must not be consumed by what defines the value
                seeds.add(reverse.isRequested(result) ? new Cotangent(cotangent.value(), false) : cotangent);
                any |= cotangent.value() != null;
            }
            if (any) {
                g.at(node.results().getFirst().position());
                PullBackRules.apply(node, seeds, this);
            }
        }
    }

    // ---------------------------------------------------------------- what the rules call

    /// Whether the cotangent of `x` is of use: `x` depends on what is differentiated for.
    boolean wants(Value x) {
        return reverse.isVaried(x);
    }

    /// Adds a contribution to the cotangent of `x`, if that is of use.
    void add(Value x, Supplier<Value> contribution) {
        if (wants(x)) {
            pass(x, contribution.get(), false);
        }
    }

    /// Adds what `times` makes of `cotangent`, under its [Mask]; `times` is linear and elementwise, or gives null
    /// for zero.
    void multiply(Value x, Value cotangent, Function<Value, @Nullable Value> times) {
        if (!wants(x)) {
            return;
        }
        var mask = Mask.of(cotangent);
        var product = times.apply(mask == null ? cotangent : mask.under());
        if (product != null) {
            pass(x, mask == null ? product : Mask.restrict(g, product, mask.condition(), mask.kept()), false);
        }
    }

    /// Adds a contribution that nothing else refers to.
    void addOwned(Value x, Value contribution) {
        pass(x, contribution, true);
    }

    /// Adds `contribution`, if that is of use.
    ///
    /// @param owned whether nothing else refers to it
    void pass(Value x, Value contribution, boolean owned) {
        if (!wants(x)) {
            return;
        }
        if (!contribution.type().equals(x.type())) {
            throw new IrException("cotangent of type " + contribution.type() + " for a value of type " + x.type());
        }
        var known = first(x);
        if (known.value() != null && isNumber(x) && Mask.of(known.value()) == null && Mask.of(contribution) == null) {
            put(x, known);
            addends.add(x, known.value(), contribution);
            return;
        }
        known = find(x);
        if (known.value() == null) {
            put(x, new Cotangent(contribution, owned));
        } else if (x.type() instanceof FrameType) {
            put(x, new Cotangent(Lists.sumOfFrames(g, known.value(), contribution), true));
        } else if (x.type() instanceof ListType) {
            put(x, new Cotangent(Lists.sum(g, owned(x), contribution), true));
        } else {
            put(x, new Cotangent(Mask.sum(g, known.value(), contribution), false));
        }
    }

    /// Replaces the cotangent of `x`, zero included, by what `f` makes of it, if that is of use.
    void update(Value x, UnaryOperator<Value> f) {
        if (wants(x)) {
            var known = find(x).value();
            put(x, new Cotangent(f.apply(known == null ? g.zero(x.type()) : known), false));
        }
    }

    /// The same for an `f` that consumes its operand.
    void updateInPlace(Value x, UnaryOperator<Value> f) {
        if (wants(x)) {
            find(x);
            put(x, new Cotangent(f.apply(owned(x)), true));
        }
    }

    // ---------------------------------------------------------------- what the rules of control flow call

    private static boolean isNumber(Value x) {
        return x.type() instanceof TensorType(var _, var shape) && shape.rank() == 0;
    }

    /// The cotangent of `x` so far.
    Cotangent find(Value x) {
        first(x);
        return added(x);
    }

    /// What is known of the cotangent of `x` here, all added up.
    private Cotangent added(Value x) {
        if (addends.has(x)) {
            cotangents.put(x, new Cotangent(addends.sum(x), false));
        }
        return cotangents.getOrDefault(x, Cotangent.NONE);
    }

    /// The cotangent of `x` without what is still to be added.
    private Cotangent first(Value x) {
        var known = cotangents.get(x);
        if (known != null) {
            return known;
        }
        if (isOwn(x)) {
            return Cotangent.NONE;
        }
        var first = switch (kind) {
            case WHOLE -> Cotangent.NONE;
            case BRANCH -> outer().find(x);
            case ROUND -> {
                var sum = g.parameter(x.type());
                sums.put(x, sum);
                addends.addLast(sum);
                yield new Cotangent(sum, true);
            }
        };
        cotangents.put(x, first);
        return first;
    }

    private Adjoint outer() {
        if (outer == null) {
            throw new IllegalStateException("a whole graph has nothing around it");
        }
        return outer;
    }

    /// Sets the cotangent of `x`.
    void put(Value x, Cotangent cotangent) {
        if (!isOwn(x) && kind == Kind.BRANCH) {
            threaded.add(x);
        }
        cotangents.put(x, cotangent);
    }

    /// The cotangent of `x`, zero included, as a value that may be consumed.
    Value owned(Value x) {
        var known = find(x);
        consume(x);
        if (x.type() instanceof ListType list) {
            return known.value() == null ? g.add(new TensorOp.ListNew(list)) : known.value();
        }
        var value = known.value() == null ? g.zero(x.type()) : known.value();
        return known.owned() ? value : g.add(new TensorOp.Copy(value));
    }

    private void consume(Value x) {
        if (!isOwn(x) && consumed.add(x) && kind == Kind.BRANCH) {
            outer().consume(x);
        }
    }

    /// The cotangent of `x` as a value, zero included.
    Value valueOf(Value x) {
        var known = find(x).value();
        return known == null ? g.zero(x.type()) : known;
    }

    /// The values of enclosing regions for which a round carries sums, with the parameter of each.
    Map<Value, Value> sums() {
        return sums;
    }

    /// The values of enclosing regions whose cotangents a branch has changed.
    SequencedSet<Value> threaded() {
        return threaded;
    }

    /// Whether the sum for `x`, a value of an enclosing region, is consumed here.
    boolean consumes(Value x) {
        return consumed.contains(x);
    }
}
