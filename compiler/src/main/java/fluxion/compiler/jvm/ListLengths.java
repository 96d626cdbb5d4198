package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which reads of lists are inside: the list has one element for each round of a loop, and what reads it has as many
/// rounds, from the first to the last or back. Such a read has no branch, so HotSpot vectorises the loop around it.
final class ListLengths {
    private final ListPlan plan;
    /// The rounds of the loops around what is looked at: the number of each loop by what counts them.
    private final Map<Value, Value> counters = new IdentityHashMap<>();
    /// The region that defines a value.
    private final Map<Value, Region> definedIn = new IdentityHashMap<>();

    private final Set<Region.Node> inside = Collections.newSetFromMap(new IdentityHashMap<>());

    ListLengths(Region program, ListPlan plan) {
        this.plan = plan;
        program.parameters().forEach(x -> definedIn.put(x, program));
        region(program);
    }

    /// Whether the list that `node` reads is known to have the element.
    boolean isInside(Region.Node node) {
        return inside.contains(node);
    }

    private void region(Region region) {
        for (var node : region.body()) {
            node.results().forEach(result -> definedIn.put(result, region));
            switch (node.op()) {
                case ControlOp.For(var count, var _, var body) ->
                    counters.put(body.parameters().getFirst(), count);
                case BufferOp.BufferListElement(var list, var index) -> check(node, list, index);
                case BufferOp.BufferListRead(var list, var index, var _) -> check(node, list, index);
                case fluxion.ir.Op _ -> {}
            }
            for (var inner : OpSchema.regions(node.op())) {
                inner.parameters().forEach(x -> definedIn.put(x, inner));
                region(inner);
            }
        }
    }

    private void check(Region.Node node, Value list, Value index) {
        var length = length(plan.home(list), plan.site(node));
        if (length != null && isBelow(index, length)) {
            inside.add(node);
        }
    }

    /// The number of elements that `home` has at `read`; null if that is not known.
    private @Nullable Value length(ListPlan.Home home, ListPlan.Site read) {
        return switch (home.kind()) {
            case ROOT, PART -> {
                var made = home.made().size() == 1 ? home.made().getFirst() : null;
                var last = home.appends().isEmpty() ? null : home.appends().getLast();
                yield made != null && last != null && read.isIn(made.region()) && last.time() < read.time()
                        ? appended(home)
                        : null;
            }
            case VIEW -> {
                var from = home.readInto().getFirst();
                var outer = home.outer();
                var part = outer == null ? null : plan.partOf(outer);
                if (part == null || !inside.contains(from.node())) {
                    yield null;
                }
                var length = appended(part);
                // the same in all rounds, if the outermost list is made where that is known
                yield length != null && isKnownAt(length, part.root().made()) ? length : null;
            }
        };
    }

    private boolean isKnownAt(Value length, List<ListPlan.Site> sites) {
        var region = definedIn.get(length);
        return length.constant() != null || (region != null && sites.stream().allMatch(site -> site.isIn(region)));
    }

    /// The number of rounds that append to `home`, each one element; null if it is not that simple.
    @Nullable
    Value appended(ListPlan.Home home) {
        if (home.made().size() != 1 || home.appends().size() != 1 || home.accumulates()) {
            return null;
        }
        var made = home.made().getFirst();
        var append = home.appends().getFirst();
        var around = append.path();
        boolean isInOneLoop = around.size() == made.path().size() + 1 && append.isIn(made.region());
        return isInOneLoop ? counters.get(firstParameter(around.getLast())) : null;
    }

    private static @Nullable Value firstParameter(Region region) {
        return region.parameters().isEmpty() ? null : region.parameters().getFirst();
    }

    /// Whether `index` is from 0 to `length - 1` in each round of a loop around.
    private boolean isBelow(Value index, Value length) {
        if (isSame(counters.get(index), length)) {
            return true;
        }
        return index.def() instanceof ScalarOp.Binary(var fn, var last, var round)
                && fn == BinaryFn.SUB
                && isSame(counters.get(round), length)
                && isOneLess(last, length);
    }

    private static boolean isSame(@Nullable Value x, Value y) {
        return x == y || (x != null && x.constant() != null && x.constant().equals(y.constant()));
    }

    private static boolean isOneLess(Value last, Value length) {
        if (last.constant() != null && length.constant() != null) {
            return last.constant().bits() == length.constant().bits() - 1;
        }
        return last.def() instanceof ScalarOp.Binary(var fn, var x, var y)
                && x == length
                && y.constant() != null
                && ((fn == BinaryFn.SUB && y.constant().bits() == 1)
                        || (fn == BinaryFn.ADD && y.constant().bits() == -1));
    }
}
