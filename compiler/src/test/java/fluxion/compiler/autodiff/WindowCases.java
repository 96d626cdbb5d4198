package fluxion.compiler.autodiff;

import static fluxion.compiler.autodiff.Case.some;

import fluxion.ir.Dim;
import fluxion.ir.ElementaryFn;
import fluxion.ir.GraphBuilder;
import fluxion.ir.ReduceFn;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Convolutions and windows of odd shapes.
final class WindowCases {
    private WindowCases() {}

    /// A convolution along axes of space that are all alike.
    ///
    /// @param numbers stride, low, high, dilations of x and filter
    @SuppressWarnings("ArrayRecordComponent") // compared by identity, never by contents
    private record Geometry(String name, long[] x, long[] filter, int groups, int[] numbers) {
        Geometry(String name, long[] x, long[] filter, int groups, int stride, int low, int high, int ofX, int of) {
            this(name, x, filter, groups, new int[] {stride, low, high, ofX, of});
        }

        Value apply(GraphBuilder g, Value image, Value kernel, boolean overBatch) {
            int space = x.length - 2;
            return g.add(new TensorOp.Convolution(
                    image,
                    kernel,
                    Dim.of(groups),
                    Collections.nCopies(space, numbers[0]),
                    Collections.nCopies(space, Dim.of(numbers[1])),
                    Collections.nCopies(space, Dim.of(numbers[2])),
                    Collections.nCopies(space, numbers[3]),
                    Collections.nCopies(space, numbers[4]),
                    overBatch));
        }
    }

    private static long[] shape(long... extents) {
        return extents;
    }

    static Stream<Case> all() {
        return Stream.of(convolutions(), windows()).flatMap(cases -> cases);
    }

    private static Stream<Case> convolutions() {
        var cases = new ArrayList<Case>();
        var geometries = List.of(
                new Geometry("3x3", shape(2, 4, 5, 2), shape(3, 3, 2, 3), 1, 1, 0, 0, 1, 1),
                new Geometry("in one axis", shape(2, 5, 3), shape(2, 3, 2), 1, 1, 1, 0, 1, 1),
                new Geometry("in three axes", shape(1, 2, 3, 2, 2), shape(2, 2, 1, 2, 1), 1, 1, 0, 1, 1, 1),
                new Geometry("of one pixel", shape(2, 1, 1, 3), shape(1, 1, 3, 2), 1, 1, 0, 0, 1, 1),
                new Geometry("of padded pixels", shape(1, 1, 1, 2), shape(3, 3, 2, 2), 1, 1, 1, 1, 1, 1),
                new Geometry("stride over the edge", shape(1, 5, 6, 1), shape(2, 3, 1, 2), 1, 3, 0, 1, 1, 1),
                new Geometry("stride beyond the filter", shape(1, 6, 5, 1), shape(2, 1, 1, 2), 1, 3, 0, 0, 1, 1),
                new Geometry("dilated", shape(1, 6, 7, 2), shape(2, 3, 2, 1), 1, 2, 1, 2, 1, 2),
                new Geometry("dilated image", shape(1, 3, 2, 2), shape(2, 3, 2, 1), 1, 2, 1, 2, 3, 1),
                new Geometry("both dilated", shape(1, 3, 4, 1), shape(2, 2, 1, 2), 1, 3, 2, 1, 2, 3),
                new Geometry("cut", shape(1, 5, 6, 1), shape(2, 2, 1, 2), 1, 1, -1, -2, 1, 1),
                new Geometry("groups", shape(2, 3, 3, 4), shape(2, 2, 2, 6), 2, 1, 1, 0, 1, 1),
                new Geometry("depthwise", shape(1, 3, 4, 3), shape(2, 2, 1, 3), 3, 1, 0, 1, 1, 1),
                new Geometry("window beyond the image", shape(1, 2, 2, 2), shape(3, 3, 2, 1), 1, 1, 0, 0, 1, 1),
                new Geometry("empty batch", shape(0, 3, 3, 2), shape(2, 2, 2, 2), 1, 1, 0, 0, 1, 1));
        for (var geometry : geometries) {
            cases.add(Case.of(
                            "convolution " + geometry.name,
                            List.of(some(1, geometry.x), some(2, geometry.filter)),
                            (g, p) -> List.of(curve(g, geometry.apply(g, curve(g, p.get(0)), p.get(1), false))))
                    .upTo(2));
        }
        cases.add(Case.of(
                        "convolution over the batch",
                        List.of(some(1, 2, 5, 4, 4), some(2, 2, 2, 3, 2)),
                        (g, p) -> List.of(curve(
                                g,
                                new Geometry("", shape(2, 5, 4, 4), shape(), 2, 2, 1, 0, 1, 2)
                                        .apply(g, p.get(0), curve(g, p.get(1)), true))))
                .upTo(2));
        return cases.stream();
    }

    private static Value curve(GraphBuilder g, Value x) {
        return g.elementary(ElementaryFn.SIN, x);
    }

    private static Stream<Case> windows() {
        var cases = new ArrayList<Case>();
        var strides = Map.of(" in steps", List.of(1, 2, 2, 1), " in other steps", List.of(1, 1, 3, 2));
        new TreeMap<>(strides).forEach((name, stride) -> {
            for (var fn : List.of(ReduceFn.SUM, ReduceFn.MAX, ReduceFn.MIN)) {
                var sizes = List.of(1, 2, 3, 1);
                var low = List.of(0, 1, 0, 0);
                var high = List.of(0, 0, 2, 0);
                var x = some(1, 2, 3, 5, 2);
                cases.add(Case.of(
                                fn + " of windows" + name,
                                List.of(x),
                                (g, p) -> List.of(curve(
                                        g,
                                        g.add(new TensorOp.ReduceWindow(
                                                fn, curve(g, p.get(0)), sizes, stride, low, high)))))
                        .upTo(2));
                cases.add(Case.of(
                                fn + " scattered by windows" + name,
                                List.of(x),
                                (g, p) -> List.of(g.add(new TensorOp.ScatterWindow(
                                        fn,
                                        p.get(0),
                                        curve(
                                                g,
                                                g.add(new TensorOp.ReduceWindow(
                                                        fn, p.get(0), sizes, stride, low, high))),
                                        sizes,
                                        stride,
                                        low,
                                        high))))
                        .upTo(2));
                if (fn != ReduceFn.SUM) {
                    cases.add(Case.of(
                                    fn + " selected by windows" + name,
                                    List.of(x, some(2, 2, 3, 5, 2)),
                                    (g, p) -> List.of(curve(
                                            g,
                                            g.add(new TensorOp.SelectWindow(
                                                    fn, p.get(0), curve(g, p.get(1)), sizes, stride, low, high)))))
                            .upTo(2));
                }
            }
        });
        return cases.stream();
    }
}
