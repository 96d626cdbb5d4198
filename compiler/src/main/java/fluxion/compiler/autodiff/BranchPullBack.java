package fluxion.compiler.autodiff;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The pull-back of `if`.
///
/// The forward `if` yields in addition what the backward of either branch needs: each place holds a value of
/// whichever branch was taken. A tensor that has no partner in the other branch is handed over in a list, which
/// stays empty there, so that a branch not taken costs nothing. The backward is an `if` over the same condition.
final class BranchPullBack {
    private BranchPullBack() {}

    /// One branch: its forward region, its backward, and what the backward needs.
    private record Branch(
            Region region, Adjoint adjoint, List<Region.Node> live, List<Value> yields, Residuals residuals) {}

    static void apply(Region.Node node, ControlOp.If op, List<Cotangent> cotangents, Adjoint p) {
        var whenTrue = walk(op.whenTrue(), cotangents, p);
        var whenFalse = walk(op.whenFalse(), cotangents, p);
        var threaded = new LinkedHashSet<>(whenTrue.threaded());
        threaded.addAll(whenFalse.threaded());
        if (threaded.isEmpty()) {
            return;
        }
        var reverse = p.reverse();
        var left = complete(op.whenTrue(), whenTrue, threaded, reverse);
        var right = complete(op.whenFalse(), whenFalse, threaded, reverse);
        var places = places(left.residuals(), right.residuals());

        var forward = new GraphBuilder();
        var results = forward.append(new ControlOp.If(
                op.condition(),
                forward(left, places, true, forward, reverse),
                forward(right, places, false, forward, reverse)));
        int n = node.results().size();
        reverse.replace(node, new Replacement(forward.body(), results.subList(0, n)), p);

        var extra = results.subList(n, results.size());
        var sums = p.g().append(new ControlOp.If(
                op.condition(), backward(left, places, true, extra, p), backward(right, places, false, extra, p)));
        int k = 0;
        for (var x : threaded) {
            p.put(x, new Cotangent(sums.get(k++), true));
        }
    }

    private static Adjoint walk(Region region, List<Cotangent> cotangents, Adjoint p) {
        var inner = p.inner(Adjoint.Kind.BRANCH, region);
        for (int i = 0; i < cotangents.size(); i++) {
            var value = cotangents.get(i).value();
            if (value != null) {
                inner.pass(region.yields().get(i), value, cotangents.get(i).owned());
            }
        }
        inner.walk(region.body());
        return inner;
    }

    private static Branch complete(Region region, Adjoint inner, Set<Value> threaded, Reverse reverse) {
        var yields = threaded.stream().map(inner::valueOf).toList();
        var live = Liveness.live(inner.g().body(), yields);
        var needed = new LinkedHashSet<Value>();
        for (var x : Liveness.free(live, yields)) {
            if (inner.isOwn(x)) {
                needed.add(reverse.standIn(x));
            }
        }
        var residuals = Residuals.choose(inner, reverse.forward(region.body()), live, needed, Set.of(), false);
        return new Branch(region, inner, live, yields, residuals);
    }

    /// A further result of the forward `if`.
    ///
    /// @param type its type
    /// @param listed whether it is a list that holds the value in one branch
    /// @param left the value of the first branch, if any
    /// @param right the value of the second branch, if any
    private record Place(Type type, boolean listed, List<Value> left, List<Value> right) {
        List<Value> of(boolean whenTrue) {
            return whenTrue ? left : right;
        }
    }

    private static List<Place> places(Residuals left, Residuals right) {
        var places = new ArrayList<Place>();
        var alone = new ArrayList<>(right.saved());
        for (var x : left.saved()) {
            var type = left.unbound().type(x.type());
            var partner = alone.stream()
                    .filter(y -> right.unbound().type(y.type()).equals(type))
                    .findFirst();
            partner.ifPresent(alone::remove);
            places.add(partner.map(y -> new Place(type, false, List.of(x), List.of(y)))
                    .orElseGet(() -> alone(type, List.of(x), List.of())));
        }
        alone.forEach(x -> places.add(alone(right.unbound().type(x.type()), List.of(), List.of(x))));
        return places;
    }

    private static Place alone(Type type, List<Value> left, List<Value> right) {
        boolean listed = type instanceof TensorType tensor && tensor.rank() > 0;
        return new Place(listed ? new ListType(type) : type, listed, left, right);
    }

    private static Region forward(
            Branch branch, List<Place> places, boolean whenTrue, GraphBuilder forward, Reverse reverse) {
        var g = forward.nested();
        var copier = new GraphCopier();
        var kept = new Kept(reverse, branch.residuals().saved());
        reverse.emit(branch.region().body(), copier, g, kept);
        var yields = new ArrayList<>(copier.copyOf(branch.region().yields()));
        for (var place : places) {
            var value = place.of(whenTrue);
            if (value.isEmpty()) {
                yields.add(g.zero(place.type()));
                continue;
            }
            var leaving = branch.residuals().unbound().pack(g, kept.get(value.getFirst()));
            yields.add(place.listed() ? g.add(new TensorOp.ListAppend(g.zero(place.type()), leaving)) : leaving);
        }
        return g.finish(yields);
    }

    private static Region backward(Branch branch, List<Place> places, boolean whenTrue, List<Value> extra, Adjoint p) {
        var g = p.g().nested();
        var copier = new GraphCopier();
        var handed = new LinkedHashMap<Value, Value>();
        for (int i = 0; i < places.size(); i++) {
            var place = places.get(i);
            for (var x : place.of(whenTrue)) {
                handed.put(
                        x,
                        place.listed()
                                ? g.add(new TensorOp.ListAt(extra.get(i), g.constant(DType.I64, 0L)))
                                : extra.get(i));
            }
        }
        var reverse = p.reverse();
        branch.residuals().restore(reverse, handed, copier, g);
        Liveness.free(branch.live(), branch.yields()).forEach(x -> copier.bind(x, copier.copyOf(reverse.standIn(x))));
        copier.copy(branch.live(), g);
        return g.finish(copier.copyOf(branch.yields()));
    }
}
