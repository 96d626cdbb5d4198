package fluxion.compiler.autodiff;

import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The reverse mode of a list of operations: the map from cotangents of targets to cotangents of sources.
///
/// Creating it does the differentiation. The result is then put into graphs in one of two ways:
///
/// - [#forward] copies the operations, with control flow rewritten so that it yields what the backward needs, and
/// [#backward] appends the backward after them: nothing is evaluated twice.
/// - [#backward] alone appends the backward where the operations are visible as they are. It evaluates again those
/// loops, branches and calls whose inner values it needs.
///
/// A source may be any value: a parameter, or the result of one of the operations, in which case operations before it
/// pass on to other sources as well. Sources that no target depends on by derivative have no cotangent.
public final class PullBack {
    private final List<Region.Node> nodes;
    private final Reverse reverse;
    private final Adjoint adjoint;
    private final Region backward;
    private final List<Boolean> connected;

    /// Differentiates `nodes`.
    ///
    /// @param nodes operations in order; they may use values defined elsewhere, which count as constants unless
    /// they are sources
    /// @param targets values with derivatives; a target may be a source too
    /// @param sources values with derivatives
    public PullBack(List<Region.Node> nodes, List<Value> targets, List<Value> sources) {
        this(nodes, targets, sources, Checkpointing.NONE);
    }

    /// The same with a say in what loops keep.
    public PullBack(List<Region.Node> nodes, List<Value> targets, List<Value> sources, Checkpointing checkpointing) {
        this(nodes, targets, sources, List.of(), new FunctionPullBacks(), checkpointing, false);
    }

    /// @param summed sources to which cotangents are added in place: the backward has a further parameter for each,
    ///     its cotangent so far, which it consumes
    /// @param isProcedure whether the operations are those of a procedure, which leaves a frame
    PullBack(
            List<Region.Node> nodes,
            List<Value> targets,
            List<Value> sources,
            List<Value> summed,
            FunctionPullBacks functions,
            Checkpointing checkpointing,
            boolean isProcedure) {
        this.nodes = nodes;
        this.reverse = new Reverse(nodes, targets, sources, functions, checkpointing, isProcedure);
        var g = new GraphBuilder();
        this.adjoint = new Adjoint(reverse, Adjoint.Kind.WHOLE, null, g);
        var seeds = new ArrayList<Value>();
        targets.forEach(target -> seeds.add(g.parameter(target.type(), target.position())));
        summed.forEach(source -> adjoint.put(source, new Cotangent(g.parameter(source.type()), true)));
        for (int i = 0; i < seeds.size(); i++) {
            adjoint.pass(targets.get(i), seeds.get(i), false);
        }
        adjoint.walk(nodes);
        var yields = new ArrayList<Value>();
        this.connected = new ArrayList<>();
        for (var source : sources) {
            var cotangent = adjoint.find(source).value();
            connected.add(cotangent != null);
            if (cotangent != null) {
                yields.add(cotangent);
            }
        }
        this.backward = new Region(g.parameters(), Liveness.live(g.body(), yields), yields);
    }

    /// For each source, whether a target depends on it by derivative.
    public List<Boolean> connected() {
        return List.copyOf(connected);
    }

    /// The backward: `cotangents of the targets -> cotangents of the connected sources`, over values of the
    /// forward.
    Region backward() {
        return backward;
    }

    Reverse reverse() {
        return reverse;
    }

    Adjoint adjoint() {
        return adjoint;
    }

    /// Copies the operations to the end of `to`, such that [#backward] finds there what it needs.
    ///
    /// @param copier knows the copies of what the operations use, and learns those of what they define
    public void forward(GraphCopier copier, GraphBuilder to) {
        var needed = Liveness.free(backward.body(), backward.yields());
        var wanted = standIns(needed);
        var kept = new Kept(reverse, wanted);
        var own = new HashSet<Value>();
        reverse.forward(nodes).forEach(node -> own.addAll(node.results()));
        // parameters, which no operation defines
        wanted.stream().filter(x -> !own.contains(x)).forEach(x -> kept.defined(x, copier, to));
        reverse.emit(nodes, copier, to, kept);
        for (var x : needed) {
            var held = kept.get(x);
            copier.bind(x, held == reverse.standIn(x) ? copier.copyOf(held) : held);
        }
    }

    private SequencedSet<Value> standIns(Collection<Value> values) {
        var standIns = new LinkedHashSet<Value>();
        values.forEach(x -> standIns.add(reverse.standIn(x)));
        return standIns;
    }

    /// Appends the backward to `to`, where the operations were copied by [#forward].
    ///
    /// @param copier the one that [#forward] was given
    /// @param seeds a cotangent for each target, in `to`
    /// @return the cotangent of each source; null where it is structurally zero
    public List<@Nullable Value> backward(GraphCopier copier, GraphBuilder to, List<Value> seeds) {
        for (int i = 0; i < seeds.size(); i++) {
            copier.bind(backward.parameters().get(i), seeds.get(i));
        }
        copier.copy(backward.body(), to);
        return spread(copier.copyOf(backward.yields()));
    }

    /// Appends the backward to `to`, where the operations are visible.
    ///
    /// @param seeds a cotangent for each target, in `to`
    /// @return the cotangent of each source; null where it is structurally zero
    public List<@Nullable Value> backward(GraphBuilder to, List<Value> seeds) {
        var copier = new GraphCopier();
        var needed = Liveness.free(backward.body(), backward.yields());
        var own = new HashSet<Value>();
        for (var node : nodes) {
            own.addAll(node.results());
        }
        for (var node : nodes) {
            if (reverse.isReplaced(node)) {
                reverse.emit(List.of(node), copier, to, new Kept(reverse, List.of()));
                // later operations go on with the results that are there already
                node.results().forEach(x -> copier.bind(x, x));
            }
        }
        for (var x : needed) {
            if (!own.contains(x)) {
                copier.bind(x, copier.copyOf(reverse.standIn(x)));
            }
        }
        return backward(copier, to, seeds);
    }

    /// Appends the backward to `to`, where the operations were copied by [#forward], for many seeds at once.
    ///
    /// @param copier the one that [#forward] was given
    /// @param seeds for each target, cotangents along a new first axis
    /// @param extent the extent of that axis
    /// @return the cotangents of each source along a new first axis; null where they are structurally zero
    List<@Nullable Value> batchedBackward(GraphCopier copier, GraphBuilder to, List<Value> seeds, Dim extent) {
        var bound = new GraphBuilder();
        backward.parameters().forEach(x -> copier.bind(x, bound.parameter(x.type())));
        copier.copy(backward.body(), bound);
        var region = bound.finish(copier.copyOf(backward.yields()));
        var flags = Collections.nCopies(seeds.size(), true);
        return spread(new Batching(extent).inline(region, seeds, flags, to));
    }

    private List<@Nullable Value> spread(List<Value> cotangents) {
        var spread = new ArrayList<@Nullable Value>();
        int k = 0;
        for (boolean there : connected) {
            spread.add(there ? cotangents.get(k++) : null);
        }
        return spread;
    }
}
