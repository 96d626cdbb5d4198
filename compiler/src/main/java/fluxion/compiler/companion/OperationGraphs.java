package fluxion.compiler.companion;

import fluxion.annotation.DerivativeKind;
import fluxion.compiler.autodiff.Checkpointing;
import fluxion.compiler.autodiff.Forward;
import fluxion.compiler.autodiff.Gradients;
import fluxion.compiler.autodiff.JacobianLoops;
import fluxion.compiler.autodiff.Jacobians;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.List;

/// Which graph computes a derivative.
///
/// @param f the method: its parameters, and its outputs as results
/// @param method what is asked of it
/// @param checkpointing what loops keep for the reverse mode
record OperationGraphs(Graph f, DifferentiableMethod method, Checkpointing checkpointing) {
    /// In which mode a Jacobian takes fewer evaluations.
    enum Mode {
        /// As there are no more inputs than outputs.
        FORWARD,
        /// As there are no more outputs than inputs.
        REVERSE,
        /// It depends on the sizes of arguments.
        EITHER
    }

    /// The graph of `kind`, of the arguments that [Signature] says to the results that it says. That of a Jacobian
    /// is in reverse unless the forward mode is the better one whatever the sizes.
    Graph of(DerivativeKind kind) {
        var inputs = method.inputs();
        return switch (kind) {
            case VALUE -> f;
            case GRADIENT -> Gradients.gradient(f, inputs, checkpointing).graph();
            case VALUE_AND_GRADIENT ->
                Gradients.valueAndGradient(f, inputs, checkpointing).graph();
            case VJP ->
                without(
                        f.results().size(),
                        Gradients.vjp(f, inputs, checkpointing).graph());
            case JVP -> without(f.results().size(), Forward.jvp(f, inputs).graph());
            case HVP ->
                without(inputs.size(), Jacobians.hvp(f, inputs, checkpointing).graph());
            case JACOBIAN ->
                jacobianMode() == Mode.FORWARD ? forwardJacobian() : JacobianLoops.reverse(f, inputs, checkpointing);
            case HESSIAN -> JacobianLoops.hessian(f, inputs, checkpointing);
        };
    }

    /// The graph of the Jacobian in forward mode.
    Graph forwardJacobian() {
        return JacobianLoops.forward(f, method.inputs());
    }

    /// Which mode suits the Jacobian.
    Mode jacobianMode() {
        var inputs = elements(inputTypes());
        var outputs = elements(outputTypes());
        return isNeverNegative(outputs.minus(inputs))
                ? Mode.FORWARD
                : isNeverNegative(inputs.minus(outputs)) || outputs.is(1) ? Mode.REVERSE : Mode.EITHER;
    }

    private static boolean isNeverNegative(Dim difference) {
        return difference.terms().stream().allMatch(term -> term.coefficient() >= 0);
    }

    private static Dim elements(List<TensorType> types) {
        return types.stream().map(type -> type.shape().size()).reduce(Dim.ZERO, Dim::plus);
    }

    private List<TensorType> outputTypes() {
        return f.results().stream().map(Value::tensorType).toList();
    }

    private List<TensorType> inputTypes() {
        return method.inputs().stream()
                .map(i -> f.parameters().get(i).tensorType())
                .toList();
    }

    /// `graph` without its first `count` results.
    private static Graph without(int count, Graph graph) {
        var results = graph.results().subList(count, graph.results().size());
        return new Graph(
                graph.name(), new Region(graph.parameters(), graph.region().body(), results));
    }
}
