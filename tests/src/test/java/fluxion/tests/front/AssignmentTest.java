package fluxion.tests.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fluxion.GradientTape;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.EvaluationException;
import fluxion.ir.TensorOp;
import fluxion.tensor.Handles;
import fluxion.tensor.Tensor;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What is assigned outside of a tape is computed later, together with what else a step assigns; nobody can tell, but
/// by the time it takes.
final class AssignmentTest {
    @Test
    void assignmentsThatDependOnEachOtherSeeTheValuesInTheOrderOfTheProgram() {
        var a = Variable.of(1.0);
        var b = Variable.of(10.0);
        var before = a.read();
        for (int i = 0; i < 3; i++) {
            a.assignAdd(b);
            b.assign(a.mul(2));
            a.assignSub(1); // assigned twice in a step
        }
        assertEquals(1, before.item());
        double x = 1;
        double y = 10;
        for (int i = 0; i < 3; i++) {
            x += y;
            y = 2 * x;
            x -= 1;
        }
        assertEquals(y, b.read().item());
        assertEquals(x, a.read().item());
    }

    @Test
    void targetsAndGradientsThatVariablesWereAssignedFromCanBeReadAfterwards() {
        var v = Variable.of(3.0);
        var w = Variable.of(5.0);
        var losses = new ArrayList<Tensor>();
        var gradients = new ArrayList<Tensor>();
        for (int i = 0; i < 2; i++) {
            try (var tape = GradientTape.open()) {
                var loss = v.square().mul(w);
                var gradient = Objects.requireNonNull(tape.gradient(loss, v));
                v.assignSub(gradient.mul(0.1));
                w.assign(gradient);
                losses.add(loss);
                gradients.add(gradient);
            }
        }
        assertEquals(30, w.read().item() + gradients.get(0).item()); // v is 0 in the second step
        assertEquals(45, losses.get(0).item());
        assertEquals(0, losses.get(1).item());
    }

    @Test
    void anAssignmentThatFailsLeavesItsVariableAndOthersAsTheyAre() {
        var v = Variable.of(1.0);
        var w = Variable.of(1.0);
        w.assignAdd(1);
        var infinite = v.sub(1).log();
        var checked = GraphTracer.current()
                .record(new TensorOp.CheckFinite("log", Handles.of(infinite)), List.of(infinite))
                .getFirst();
        assertThrows(EvaluationException.class, () -> v.assign(checked));
        w.assignAdd(1);
        assertEquals(3, w.read().item());
        assertEquals(1, v.read().item());
    }
}
