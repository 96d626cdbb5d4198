package fluxion.tensor;

import fluxion.ir.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// How a filter or a window moves over the axes of space of a tensor: all but the first, the batch, and the last, the
/// channels. Each of these lists has one entry for each axis of space, or one for all of them, or none for the
/// default. `Sliding.SAME.by(2)` moves two steps at a time over a tensor that is padded so that each step has its
/// place.
///
/// @param padding how far it reaches beyond the tensor
/// @param steps how far it moves at a time; by default 1 for a filter, and the size of a window
/// @param low with [Padding#EXPLICIT], how far it begins before the tensor; negative for behind its start
/// @param high with [Padding#EXPLICIT], how far it reaches behind the end; negative for before it
/// @param dilations the distance of the elements of a filter; by default 1
/// @param groups into how many groups channels are divided; each channel of the result sees one group
public record Sliding(
        Padding padding,
        List<Integer> steps,
        List<Integer> low,
        List<Integer> high,
        List<Integer> dilations,
        int groups) {
    /// How far a filter or window reaches beyond the tensor.
    public enum Padding {
        /// Not at all.
        VALID,
        /// As far as it takes for a result of `ceil(extent / step)` elements, one more behind than before if
        /// that is odd.
        SAME,
        /// As far as is said.
        EXPLICIT
    }

    /// Over the inside of the tensor, one step at a time.
    public static final Sliding VALID = of(Padding.VALID);

    /// Over the tensor and what is beside it, so that the result has as many elements as the tensor.
    public static final Sliding SAME = of(Padding.SAME);

    /// Copies the lists.
    public Sliding {
        steps = List.copyOf(steps);
        low = List.copyOf(low);
        high = List.copyOf(high);
        dilations = List.copyOf(dilations);
    }

    private static Sliding of(Padding padding) {
        return new Sliding(padding, List.of(), List.of(), List.of(), List.of(), 1);
    }

    /// With `padding[i]` elements on both sides of axis i of space, or one number for all of them.
    public static Sliding padded(int... padding) {
        return padded(padding, padding);
    }

    /// With `low[i]` elements before and `high[i]` behind axis i of space.
    public static Sliding padded(int[] low, int[] high) {
        return new Sliding(Padding.EXPLICIT, List.of(), list(low), list(high), List.of(), 1);
    }

    /// The same with `steps` at a time.
    public Sliding by(int... steps) {
        return new Sliding(padding, list(steps), low, high, dilations, groups);
    }

    /// The same with a filter whose elements are `dilations` apart.
    public Sliding dilated(int... dilations) {
        return new Sliding(padding, steps, low, high, list(dilations), groups);
    }

    /// The same with channels in groups.
    public Sliding grouped(int groups) {
        return new Sliding(padding, steps, low, high, dilations, groups);
    }

    private static List<Integer> list(int... numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    /// The numbers of `given`, one for each of `space` axes and at least `least`.
    private static List<Integer> each(
            String name, String what, List<Integer> given, List<Integer> normally, int least) {
        int space = normally.size();
        var all = given.isEmpty() ? normally : given.size() == 1 ? Collections.nCopies(space, given.getFirst()) : given;
        if (all.size() != space) {
            throw new ShapeException(
                    name + ": " + what + " " + given + " for " + space + " axes of space; give one, or one an axis");
        }
        if (all.stream().anyMatch(n -> n < least)) {
            throw new ShapeException(name + ": " + what + " " + given + "; each must be at least " + least);
        }
        return all;
    }

    /// This for one tensor and filter: all lists complete.
    ///
    /// @param low what the operation calls low
    record Fitted(List<Integer> steps, List<Integer> dilations, List<Dim> low, List<Dim> high) {}

    /// This for a filter or window of `sizes` on `extents`.
    ///
    /// @param normally the steps where none are given
    Fitted on(String name, List<Dim> extents, List<Dim> sizes, List<Integer> normally) {
        var zeros = Collections.nCopies(extents.size(), 0);
        var by = each(name, "steps", steps, normally, 1);
        var apart = each(name, "dilations", dilations, Collections.nCopies(extents.size(), 1), 1);
        var before = each(name, "padding", low, zeros, Integer.MIN_VALUE);
        var behind = each(name, "padding", high, zeros, Integer.MIN_VALUE);
        var lows = new ArrayList<Dim>();
        var highs = new ArrayList<Dim>();
        for (int i = 0; i < extents.size(); i++) {
            var reach = sizes.get(i).plus(-1).times(apart.get(i)).plus(1);
            var extent = extents.get(i);
            switch (padding) {
                case VALID, EXPLICIT -> {
                    lows.add(Dim.of(before.get(i)));
                    highs.add(Dim.of(behind.get(i)));
                }
                case SAME -> {
                    long around = around(name, i + 1, extent, reach, by.get(i));
                    lows.add(Dim.of(around / 2));
                    highs.add(Dim.of(around - around / 2));
                }
            }
            var room = extent.plus(lows.get(i)).plus(highs.get(i)).minus(reach);
            if (room.isConstant() && room.constant() < 0) {
                throw new ShapeException(name + ": along axis " + (i + 1) + " the filter or window reaches over "
                        + reach + " elements, but " + extent + " with padding " + lows.get(i) + " and "
                        + highs.get(i) + " are there");
            }
        }
        return new Fitted(by, apart, lows, highs);
    }

    private static long around(String name, int axis, Dim extent, Dim reach, int step) {
        var places = extent.ceilDiv(Dim.of(step));
        var around = step == 1
                ? reach.plus(-1)
                : places.plus(-1).times(step).plus(reach).minus(extent);
        if (!around.isConstant()) {
            throw new ShapeException(name + ": the padding that makes axis " + axis + ", of extent " + extent
                    + ", come out in steps of " + step + " is not the same for all extents; give it in numbers");
        }
        return Math.max(0, around.constant());
    }
}
