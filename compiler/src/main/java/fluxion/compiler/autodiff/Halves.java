package fluxion.compiler.autodiff;

import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A differentiated body apart: a forward that hands over residuals, and a backward from those. What the backward needs
/// of the parameters it is passed again, as far as they are still there.
final class Halves {
    private final Region region;
    private final PullBack pullBack;
    private final Set<Value> needed = new LinkedHashSet<>();
    private final Set<Value> given;
    private final Residuals residuals;

    /// @param region the body that `pullBack` is of
    /// @param passed the parameters that the backward may be passed again, where the forward leaves them as they
    /// are
    Halves(Region region, PullBack pullBack, Collection<Value> passed) {
        this.region = region;
        this.pullBack = pullBack;
        var reverse = pullBack.reverse();
        var own = new HashSet<Value>(region.parameters());
        var forward = reverse.forward(region.body());
        forward.forEach(node -> own.addAll(node.results()));
        for (var x : free()) {
            if (own.contains(reverse.standIn(x))) {
                needed.add(reverse.standIn(x));
            }
        }
        this.given = new HashSet<>(passed);
        given.removeIf(reverse::isConsumed);
        this.residuals = Residuals.choose(
                pullBack.adjoint(), forward, pullBack.backward().body(), needed, given, false);
    }

    private Set<Value> free() {
        return Liveness.free(pullBack.backward().body(), pullBack.backward().yields());
    }

    /// What a forward gives.
    ///
    /// @param results the results of the body
    /// @param saved the residuals
    record Forward(List<Value> results, List<Value> saved) {}

    /// Appends the forward to `g`, with parameters of its own.
    Forward forward(GraphBuilder g) {
        var copier = new GraphCopier();
        var kept = new Kept(pullBack.reverse(), residuals.saved());
        for (var x : region.parameters()) {
            copier.bind(x, g.parameter(x.type(), x.position()));
        }
        region.parameters().forEach(x -> kept.defined(x, copier, g));
        pullBack.reverse().emit(region.body(), copier, g, kept);
        return new Forward(
                copier.copyOf(region.yields()),
                residuals.saved().stream()
                        .map(x -> residuals.unbound().pack(g, kept.get(x)))
                        .toList());
    }

    /// The types of the residuals.
    List<Type> savedTypes() {
        return residuals.types();
    }

    /// The numbers of the parameters that the backward reads again.
    List<Integer> used() {
        var again = new HashSet<>(needed);
        residuals.again().forEach(node -> OpSchema.forEachOperand(node.op(), again::add));
        var used = new ArrayList<Integer>();
        for (int i = 0; i < region.parameters().size(); i++) {
            var x = region.parameters().get(i);
            if (again.contains(x) && given.contains(x)) {
                used.add(i);
            }
        }
        return used;
    }

    /// Appends the backward to `g`.
    ///
    /// @param copier knows the parameters that are [#used()]
    /// @param saved the residuals
    /// @param seeds a value for each parameter of the backward of the pull-back
    /// @return what that yields
    List<Value> backward(GraphCopier copier, GraphBuilder g, List<Value> saved, List<Value> seeds) {
        var reverse = pullBack.reverse();
        var backward = pullBack.backward();
        var handed = new LinkedHashMap<Value, Value>();
        for (int i = 0; i < saved.size(); i++) {
            handed.put(residuals.saved().get(i), saved.get(i));
        }
        for (int i = 0; i < seeds.size(); i++) {
            copier.bind(backward.parameters().get(i), seeds.get(i));
        }
        residuals.restore(reverse, handed, copier, g);
        free().forEach(x -> copier.bind(x, copier.copyOf(reverse.standIn(x))));
        copier.copy(backward.body(), g);
        return copier.copyOf(backward.yields());
    }
}
