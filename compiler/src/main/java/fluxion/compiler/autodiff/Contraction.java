package fluxion.compiler.autodiff;

import fluxion.ir.GraphBuilder;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The derivatives of [TensorOp.Dot]: again contractions.
///
/// The result has axes B + X + Y: batch, free axes of x, free axes of y. The cotangent of x contracts the
/// cotangent of the result with y over Y, which leaves B + X and the contracted axes in the order in which y has
/// them; a transpose then puts them where x has them. The cotangent of y likewise.
final class Contraction {
    private Contraction() {}

    static Value pullBackX(GraphBuilder g, TensorOp.Dot d, Value ct) {
        int batch = d.batchX().size();
        var freeX = Axes.without(d.x().rank(), used(d.batchX(), d.contractX()));
        var freeY = Axes.without(d.y().rank(), used(d.batchY(), d.contractY()));
        int middle = batch + freeX.size();
        var product = g.add(new TensorOp.Dot(
                ct, d.y(), Axes.range(0, batch), d.batchY(), Axes.range(middle, middle + freeY.size()), freeY));
        var order = new ArrayList<>(d.batchX());
        order.addAll(freeX);
        d.contractY().stream()
                .sorted()
                .forEach(a -> order.add(d.contractX().get(d.contractY().indexOf(a))));
        return g.transpose(product, Axes.inverse(order));
    }

    static Value pullBackY(GraphBuilder g, TensorOp.Dot d, Value ct) {
        int batch = d.batchX().size();
        var freeX = Axes.without(d.x().rank(), used(d.batchX(), d.contractX()));
        var freeY = Axes.without(d.y().rank(), used(d.batchY(), d.contractY()));
        int middle = batch + freeX.size();
        var product =
                g.add(new TensorOp.Dot(d.x(), ct, d.batchX(), Axes.range(0, batch), freeX, Axes.range(batch, middle)));
        var order = new ArrayList<>(d.batchY());
        d.contractX().stream()
                .sorted()
                .forEach(a -> order.add(d.contractY().get(d.contractX().indexOf(a))));
        order.addAll(freeY);
        return g.transpose(product, Axes.inverse(order));
    }

    private static List<Integer> used(List<Integer> batch, List<Integer> contract) {
        var used = new ArrayList<>(batch);
        used.addAll(contract);
        return used;
    }
}
