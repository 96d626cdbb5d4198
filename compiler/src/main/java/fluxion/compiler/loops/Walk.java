package fluxion.compiler.loops;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.Op;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// A walk through all operations of a graph in order, which knows at each what holds there: branches that were taken,
/// counters of loops, accesses that did not fail.
///
/// What a loop carries is bounded by induction: an integer that begins at `s` and of which each round makes something
/// that is at least `s`, if it was so before, is at least `s`; the same for "at most".
abstract class Walk {
    private final Forms forms;

    Walk(Graph graph) {
        this.forms = new Forms(new Bounds(graph.symbols()));
        for (var type : graph.region().parameterTypes()) {
            if (type instanceof TensorType tensor) {
                elements(tensor.shape().size());
            }
        }
    }

    /// No tensor has more elements than an array can.
    private void elements(Dim size) {
        bounds().assume(Dim.of(Bounds.MOST_ELEMENTS).minus(size));
    }

    /// The integers, where the walk stands.
    final Forms forms() {
        return forms;
    }

    /// What is known where the walk stands.
    final Bounds bounds() {
        return forms.bounds();
    }

    /// Shown each operation before the walk goes into its regions.
    abstract void visit(Region.Node node);

    /// Walks through `region` in the present scope.
    final void walk(Region region) {
        for (var node : region.body()) {
            visit(node);
            inside(node);
        }
    }

    private void inside(Region.Node node) {
        switch (node.op()) {
            case ControlOp.If(var condition, var whenTrue, var whenFalse) -> {
                branch(condition, true, whenTrue);
                branch(condition, false, whenFalse);
                if (neverEnds(whenTrue)) {
                    forms.assume(condition, false);
                }
                if (neverEnds(whenFalse)) {
                    forms.assume(condition, true);
                }
            }
            case ControlOp.For op -> loop(node, op);
            case ControlOp.While op -> loop(node, op);
            case TensorOp.Map(var extent, var body) -> {
                forms.open();
                index(body.parameters().getFirst(), extent);
                walk(body);
                forms.close();
            }
            case TensorOp.Load(var x, var indices, var _) -> accessed(x, indices);
            case TensorOp.Store(var x, var indices, var _, var _) -> accessed(x, indices);
            case TensorOp.Copy(var x)
            when x.type() instanceof TensorType tensor ->
                elements(tensor.shape().size()); // an array of its own
            case ControlOp.Extent(var symbol, var n) -> bounds().assumeEqual(symbol, forms.of(n));
            case Op _ -> {}
        }
    }

    private void branch(Value condition, boolean truth, Region region) {
        forms.open();
        forms.assume(condition, truth);
        walk(region);
        forms.close();
    }

    private static boolean neverEnds(Region region) {
        return region.body().stream().anyMatch(node -> node.op() instanceof TensorOp.Fail);
    }

    private void accessed(Value x, List<Value> indices) {
        for (int axis = 0; axis < indices.size(); axis++) {
            var index = forms.of(indices.get(axis));
            bounds().assume(index);
            bounds().assume(x.shape().dim(axis).plus(-1).minus(index));
        }
    }

    private void index(Value index, Dim count) {
        var i = forms.atom(index);
        forms.bind(index, i);
        bounds().assume(i);
        bounds().assume(count.plus(-1).minus(i));
    }

    // ---------------------------------------------------------------------------------------- loops

    /// A bound on what a loop carries, as number `carried`: at least where it begins, or at most.
    private record Hypothesis(int carried, boolean least, Dim start) {
        /// What is at least 0 if this holds of `form`.
        Dim of(Dim form) {
            return least ? form.minus(start) : start.minus(form);
        }
    }

    private void loop(Region.Node node, ControlOp.For op) {
        var index = op.body().parameters().getFirst();
        var count = forms.of(op.count());
        var carried = op.body().parameters().subList(1, op.body().parameters().size());
        forms.open();
        index(index, count);
        if (op.count().def() instanceof ScalarOp.Binary(var fn, var x, var y)
                && fn == BinaryFn.DIV
                && y.constant() != null
                && y.constant().bits() > 0) {
            // there is a round, so the quotient is positive, and was rounded down
            bounds().assume(forms.of(x).minus(count.times(y.constant().bits())));
        }
        var proven = prove(op.initial(), carried, op.body(), () -> {});
        assume(proven, carried);
        walk(op.body());
        forms.close();
        assume(proven, node.results());
    }

    private void loop(Region.Node node, ControlOp.While op) {
        var carried = op.body().parameters();
        forms.open();
        carried.stream().filter(Forms::isInteger).forEach(x -> forms.bind(x, forms.atom(x)));
        conditionSees(op, carried);
        var condition = op.condition().yields().getFirst();
        var proven = prove(op.initial(), carried, op.body(), () -> forms.assume(condition, true));
        assume(proven, carried);
        forms.open();
        walk(op.condition());
        forms.close();
        forms.assume(condition, true);
        walk(op.body());
        forms.close();
        assume(proven, node.results());
        conditionSees(op, node.results());
        forms.assume(condition, false);
    }

    /// Makes the parameters of the condition the same as `carried`.
    private void conditionSees(ControlOp.While op, List<Value> carried) {
        for (int i = 0; i < carried.size(); i++) {
            if (Forms.isInteger(carried.get(i))) {
                forms.bind(op.condition().parameters().get(i), forms.of(carried.get(i)));
            }
        }
    }

    private void assume(List<Hypothesis> proven, List<Value> carried) {
        for (var hypothesis : proven) {
            bounds().assume(hypothesis.of(forms.of(carried.get(hypothesis.carried))));
        }
    }

    /// The bounds that each round keeps.
    ///
    /// @param round says what else holds in a round
    private List<Hypothesis> prove(List<Value> initial, List<Value> carried, Region body, Runnable round) {
        var open = new ArrayList<Hypothesis>();
        for (int i = 0; i < carried.size(); i++) {
            if (Forms.isInteger(carried.get(i))) {
                var start = forms.of(initial.get(i));
                open.add(new Hypothesis(i, true, start));
                open.add(new Hypothesis(i, false, start));
            }
        }
        boolean changed = true;
        while (changed && !open.isEmpty()) {
            forms.open();
            assume(open, carried);
            round.run();
            changed = open.removeIf(hypothesis -> {
                var next = body.yields().get(hypothesis.carried);
                return !forms.everywhere(next, form -> bounds().holds(hypothesis.of(form)));
            });
            forms.close();
        }
        return open;
    }
}
