package fluxion.compiler.companion;

import fluxion.annotation.Checkpoint;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.compiler.autodiff.Checkpointing;
import fluxion.compiler.lift.Derivation;
import fluxion.compiler.lift.LiftedMethod;
import fluxion.compiler.lift.Lifter;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The derivatives that a lifted method calls: graphs of methods that are lifted in turn.
///
/// @param underWay the methods that are being lifted, each for a derivative that the one before calls
record Nested(List<DifferentiableMethod> underWay) implements Derivation {
    /// Those that `method` calls.
    static Nested of(DifferentiableMethod method) {
        return new Nested(List.of(method));
    }

    /// Lifts the last method.
    LiftedMethod lift() {
        var method = underWay.getLast();
        return Lifter.lift(
                this, method.owner(), method.name(), method.parameterTypes().toArray(Class<?>[]::new));
    }

    @Override
    public Derived derive(DifferentiableMethod method, DerivativeKind kind) {
        if (!method.rows().isEmpty()) {
            throw new NotDifferentiableException("a batched derivative of " + method
                    + " cannot be called inside of another; call that of one row in a loop");
        }
        if (underWay.stream().anyMatch(other -> isSame(other, method))) {
            throw new NotDifferentiableException("the derivative of " + method + " would be computed from itself: "
                    + underWay.stream().map(DifferentiableMethod::toString).collect(Collectors.joining(" calls ")));
        }
        var target = Target.of(method);
        target.check(kind);
        var inner = new ArrayList<>(underWay);
        inner.add(method);
        var lifted = new Nested(inner).lift();
        var graph = Pipeline.run(Pipeline.LIFTED, lifted.graph(), new Stages());
        var strict = Outputs.of(target, graph, lifted.written()).graph(graph);
        var f = method.math() == MathMode.RELAXED ? Relaxed.of(strict) : strict;
        boolean checkpoint = target.java().isAnnotationPresent(Checkpoint.class);
        var graphs = new OperationGraphs(f, Records.flat(method), checkpoint ? Checkpointing.SQRT : Checkpointing.NONE);
        return new Derived(
                graphs.of(kind), Records.flat(method).parameterTypes().size(), lifted.hidden());
    }

    @Override
    public Optional<Called> called(Object object) {
        return MethodLinker.shared().derivative(object);
    }

    private static boolean isSame(DifferentiableMethod x, DifferentiableMethod y) {
        return x.owner() == y.owner()
                && x.name().equals(y.name())
                && x.parameterTypes().equals(y.parameterTypes());
    }
}
