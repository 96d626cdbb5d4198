package fluxion.compiler.lift;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Builds the `if` whose branches are two stretches of code. It yields what differs between them and is needed by
/// whatever comes after; what only one of them hands on shares a place with something that only the other does.
final class Merge {
    private static final Type SELECTOR = TensorType.scalar(DType.I32);

    private final Side left;
    private final Side right;
    private final List<Place> places = new ArrayList<>();

    /// One branch.
    private record Side(GraphBuilder g, Outcome outcome, Set<Value> own) {
        static Side of(GraphBuilder g, Outcome outcome) {
            var own = new HashSet<Value>();
            g.body().forEach(node -> own.addAll(node.results()));
            return new Side(g, outcome, own);
        }
    }

    /// One result of the `if`.
    private static final class Place {
        final Type type;
        final String key;

        @Nullable
        Value left;

        @Nullable
        Value right;
        /// The value from around that it is on both sides, once that is known.
        @Nullable
        Value outer;

        Place(Type type, String key, @Nullable Value left, @Nullable Value right) {
            this.type = type;
            this.key = key;
            this.left = left;
            this.right = right;
        }
    }

    /// Where a value is found after the `if`.
    private sealed interface Source {
        record Outer(Value value) implements Source {}

        record Result(Place place) implements Source {}
    }

    private Merge(Side left, Side right) {
        this.left = left;
        this.right = right;
    }

    /// Appends `if (condition) left else right` to `g`.
    static Outcome branch(
            Value condition,
            GraphBuilder left,
            Outcome leftOutcome,
            GraphBuilder right,
            Outcome rightOutcome,
            GraphBuilder g,
            Problems problems) {
        return new Merge(Side.of(left, leftOutcome), Side.of(right, rightOutcome)).run(condition, g, problems);
    }

    private Outcome run(Value condition, GraphBuilder g, Problems problems) {
        for (var side : List.of(left, right)) {
            Extents.checkLeaving(side.g, side.outcome.targets().values(), problems);
        }
        var all = new TreeSet<>(left.outcome.targets().keySet());
        all.addAll(right.outcome.targets().keySet());
        var sources = new TreeMap<Integer, List<Source>>();
        var forms = new TreeMap<Integer, Layout.Taken>();
        for (int target : all) {
            var a = left.outcome.targets().get(target);
            var b = right.outcome.targets().get(target);
            if (a != null && b != null && !a.layout().equals(b.layout())) {
                throw problems.undecided();
            }
            var form = a != null ? a : b;
            forms.put(target, java.util.Objects.requireNonNull(form));
            var from = new ArrayList<Source>();
            for (int i = 0; i < form.values().size(); i++) {
                from.add(source(
                        form.values().get(i).type(),
                        form.keys().get(i),
                        a == null ? null : a.values().get(i),
                        b == null ? null : b.values().get(i),
                        g));
            }
            sources.put(target, from);
        }
        var selector = all.size() < 2 ? null : source(SELECTOR, "selector", selector(left), selector(right), g);
        places.forEach(this::settle);
        places.removeIf(place -> place.outer != null);
        var results = g.append(new ControlOp.If(condition, region(left, true), region(right, false)));
        var targets = new TreeMap<Integer, Layout.Taken>();
        forms.forEach((target, form) -> targets.put(
                target,
                new Layout.Taken(
                        form.layout(),
                        java.util.Objects.requireNonNull(sources.get(target)).stream()
                                .map(source -> value(source, results))
                                .toList(),
                        form.keys())));
        return new Outcome(targets, selector == null ? null : value(selector, results));
    }

    private static @Nullable Value selector(Side side) {
        var targets = side.outcome.targets();
        return switch (targets.size()) {
            case 0 -> null;
            case 1 -> side.g.constant(DType.I32, (long) targets.firstKey());
            default -> side.outcome.selector();
        };
    }

    private Value value(Source source, List<Value> results) {
        return switch (source) {
            case Source.Outer(var value) -> value;
            case Source.Result(var place) -> place.outer != null ? place.outer : results.get(places.indexOf(place));
        };
    }

    /// Finds out whether a place holds the same value from around on both sides, or is used by one side only and
    /// holds a value from around that the other side leaves alone.
    private void settle(Place place) {
        if (place.left == place.right && !left.own.contains(place.left) && !right.own.contains(place.right)) {
            place.outer = place.left;
        }
        if (place.left == null || place.right == null) {
            boolean isLeft = place.left != null;
            var value = isLeft ? place.left : place.right;
            var user = isLeft ? left : right;
            var other = isLeft ? right : left;
            if (value != null && !user.own.contains(value) && !consumes(other.g.body(), value)) {
                place.outer = value;
            }
        }
    }

    private static boolean consumes(List<Region.Node> body, Value value) {
        return body.stream()
                .anyMatch(node -> node.op().consumes().contains(value)
                        || (!OpSchema.regions(node.op()).isEmpty()
                                && (OpSchema.operands(node.op()).contains(value)
                                        || OpSchema.regions(node.op()).stream()
                                                .anyMatch(region -> consumes(region.body(), value)))));
    }

    private Source source(Type type, String key, @Nullable Value a, @Nullable Value b, GraphBuilder g) {
        var one = a != null ? a : b;
        boolean isOuter = one != null && !left.own.contains(one) && !right.own.contains(one);
        // an array from around that one side hands on may be overwritten by the other
        if (isOuter && (a == b || (isScalar(type) && (a == null || b == null)))) {
            return new Source.Outer(java.util.Objects.requireNonNull(one));
        }
        if (a != null && b != null && a.constant() != null && a.constant().equals(b.constant())) {
            return new Source.Outer(g.add(a.constant()));
        }
        for (boolean exact : new boolean[] {true, false}) {
            for (var place : places) {
                if (place.type.equals(type)
                        && (place.key.equals(key) || (!exact && isScalar(type)))
                        && fits(place.left, a)
                        && fits(place.right, b)) {
                    place.left = a != null ? a : place.left;
                    place.right = b != null ? b : place.right;
                    return new Source.Result(place);
                }
            }
        }
        var place = new Place(type, key, a, b);
        places.add(place);
        return new Source.Result(place);
    }

    private static boolean isScalar(Type type) {
        return type instanceof TensorType tensor && tensor.rank() == 0;
    }

    private static boolean fits(@Nullable Value there, @Nullable Value wanted) {
        return there == null || wanted == null || there == wanted;
    }

    private Region region(Side side, boolean isLeft) {
        var yields = new ArrayList<Value>();
        for (var place : places) {
            var value = isLeft ? place.left : place.right;
            yields.add(value != null ? value : side.g.zero(place.type));
        }
        return side.g.finish(yields);
    }
}
