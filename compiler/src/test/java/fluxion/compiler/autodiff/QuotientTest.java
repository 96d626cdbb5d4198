package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Derivatives of numbers divided by variables.
class QuotientTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "-1, 1", "0.5, 1", "-8, 1", "3, 2", "0, 2", "1e300, 2"})
    void aPowerOfTwoOverAVariableIsDividedOnce(double dividend, int divisions) {
        var g = new GraphBuilder();
        var x = g.parameter(TensorType.scalar(DType.F64));
        var f = new Graph("f", g.finish(List.of(g.div(g.constant(DType.F64, dividend), x))));
        var gradient = Pipeline.run(
                Pipeline.OPTIMISE, Gradients.valueAndGradient(f, List.of(0)).graph(), new Stages());
        assertEquals(
                divisions,
                gradient.region().body().stream()
                        .filter(node ->
                                node.op() instanceof ScalarOp.Binary(var fn, var _, var _) && fn == BinaryFn.DIV)
                        .count());
        for (double at : new double[] {2, -0.3, 1e-3, 0, Double.POSITIVE_INFINITY, Double.NaN}) {
            double slope = ((TensorValue) Interpreter.run(gradient, List.of(TensorValue.scalar(at)))
                            .getLast())
                    .getDouble(0);
            double delta = Double.isFinite(slope) ? 1e-14 * Math.abs(slope) + Double.MIN_VALUE : 1;
            assertEquals(-(1 / at) * (dividend / at), slope, delta, "at " + at);
        }
    }
}
