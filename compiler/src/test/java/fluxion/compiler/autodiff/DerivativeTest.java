package fluxion.compiler.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.GraphOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DerivativeTest {
    static Stream<Case> cases() {
        return Cases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void modesAgreeWithEachOtherAndWithDifferencesToThirdOrder(Case c) {
        var f = c.graph();
        for (int order = 1; order <= 3; order++) {
            check(f, c, order);
            if (order < 3) {
                f = Gradients.gradient(Tensors.scalar(f), parameters(f)).graph();
            }
        }
    }

    private static List<Integer> parameters(Graph f) {
        return Axes.range(0, f.parameters().size());
    }

    /// <ct, J t> by forward mode, by reverse mode, and by central differences.
    private static void check(Graph f, Case c, int order) {
        var point = c.point();
        var direction = new ArrayList<Tensors.Array>();
        for (int i = 0; i < point.size(); i++) {
            direction.add(Case.some(100 + i, point.get(i).shape().constants()));
        }
        var values = Tensors.run(f, point);
        var seeds = new ArrayList<Tensors.Array>();
        for (int i = 0; i < values.size(); i++) {
            seeds.add(Case.some(200 + i, values.get(i).shape().constants()));
        }
        int n = values.size();
        var jvp = Forward.jvp(f, parameters(f)).graph();
        var vjp = Gradients.vjp(f, parameters(f)).graph();
        var forward = Tensors.run(jvp, point, direction);
        var reverse = Tensors.run(vjp, point, seeds);
        for (int i = 0; i < n; i++) {
            assertEquals(values.get(i).toString(), forward.get(i).toString(), "value in forward mode");
            assertEquals(values.get(i).toString(), reverse.get(i).toString(), "value in reverse mode");
        }
        double byForward = dot(seeds, forward.subList(n, forward.size()));
        double byReverse = dot(direction, reverse.subList(n, reverse.size()));
        // a conversion to f32 rounds tangents and cotangents at different places
        assertClose(
                byForward, byReverse, c.orders() == 0 ? 1e-6 : 1e-10, c + ", order " + order + ": forward and reverse");
        if (order <= c.orders()) {
            double h = 1e-5;
            double up = dot(seeds, Tensors.run(f, moved(point, h, direction)));
            double down = dot(seeds, Tensors.run(f, moved(point, -h, direction)));
            assertClose((up - down) / (2 * h), byReverse, 2e-5, c + ", order " + order + ": differences and reverse");
        }
    }

    private static List<Tensors.Array> moved(List<Tensors.Array> point, double h, List<Tensors.Array> direction) {
        var moved = new ArrayList<Tensors.Array>();
        for (int i = 0; i < point.size(); i++) {
            moved.add(point.get(i).plus(h, direction.get(i)));
        }
        return moved;
    }

    private static double dot(List<Tensors.Array> xs, List<Tensors.Array> ys) {
        double sum = 0;
        for (int i = 0; i < xs.size(); i++) {
            sum += xs.get(i).dot(ys.get(i));
        }
        return sum;
    }

    private static void assertClose(double expected, double actual, double tolerance, String what) {
        assertEquals(expected, actual, tolerance * Math.max(1, Math.abs(expected)), what);
    }

    /// Each operation is in a case, or says why it has no derivative, or has no result.
    @Test
    void everyOperationIsDifferentiatedOrSaysWhyNot() {
        var seen = new HashSet<Class<?>>();
        cases().forEach(c -> collect(c.graph().region(), seen));
        var without = Set.<Class<?>>of(
                ControlOp.Extent.class,
                ScalarOp.Bitcast.class,
                ScalarOp.Size.class,
                TensorOp.ArgReduce.class,
                TensorOp.RandomBits.class,
                TensorOp.RequireEqual.class,
                TensorOp.Fail.class);
        OpSchema.all()
                .map(OpSchema::type)
                .filter(GraphOp.class::isAssignableFrom)
                .filter(type -> !without.contains(type))
                .forEach(type -> assertTrue(seen.contains(type), type + " is in no case"));
    }

    private static void collect(Region region, Set<Class<?>> seen) {
        for (var node : region.body()) {
            seen.add(node.op().getClass());
            OpSchema.regions(node.op()).forEach(inner -> collect(inner, seen));
        }
    }
}
