package fluxion.compiler.autodiff;

import fluxion.ir.BinaryFn;
import fluxion.ir.ControlOp;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.GraphOp;
import fluxion.ir.JavaFn;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;

/// Which values of a forward region its backward gets from where. Only what the backward needs is kept; what is
/// cheap to compute again from kept values, or from values around the region, is not.
///
/// @param saved values that the forward must hand over
/// @param recomputed operations to evaluate again in the backward, in order
/// @param hoisted operations on values around the region, to be evaluated once before it
/// @param extents operations that bind symbols which the backward names, to be evaluated first
/// @param unbound how what is saved leaves the region
record Residuals(
        List<Value> saved,
        List<Region.Node> recomputed,
        List<Region.Node> hoisted,
        List<Region.Node> extents,
        Unbound unbound) {
    /// How many operations a search for what a value could be computed from looks at.
    private static final int REACH = 32;

    /// Chooses for a region of `forward`.
    ///
    /// @param forward the operations of the region, replacements in their places
    /// @param live the operations of the backward
    /// @param needed the values of the region that the backward refers to
    /// @param given values of the region that the backward has anyway
    /// @param repeated whether the region is evaluated again and again, so that what does not change is better
    ///     computed before
    static Residuals choose(
            Adjoint p,
            List<Region.Node> forward,
            Collection<Region.Node> live,
            Collection<Value> needed,
            Set<Value> given,
            boolean repeated) {
        return new Chooser(p, forward, given, repeated).choose(live, needed);
    }

    /// The types as which what is saved leaves the region.
    List<Type> types() {
        return saved.stream().map(x -> unbound.type(x.type())).toList();
    }

    /// Appends to `g`, for the backward, what binds symbols, what was saved, and what is computed again.
    ///
    /// @param handed what each saved value left as
    void restore(Reverse reverse, Map<Value, Value> handed, GraphCopier copier, GraphBuilder g) {
        handed.forEach(copier::bind);
        reverse.recompute(extents, copier, g);
        handed.forEach((x, left) -> copier.bind(x, unbound.unpack(g, left, x.type())));
        reverse.recompute(recomputed, copier, g);
    }

    /// What the backward evaluates of the forward.
    List<Region.Node> again() {
        return Stream.concat(extents.stream(), recomputed.stream()).toList();
    }

    private static void symbols(Collection<Region.Node> nodes, Set<String> to) {
        for (var node : nodes) {
            to.addAll(OpSchema.symbols(node.op()));
            node.results().forEach(result -> to.addAll(result.type().symbols()));
            for (var region : OpSchema.regions(node.op())) {
                region.parameters().forEach(x -> to.addAll(x.type().symbols()));
                symbols(region.body(), to);
            }
        }
    }

    private static final class Chooser {
        private final Adjoint p;
        private final Reverse reverse;
        private final List<Region.Node> forward;
        private final Set<Value> given;
        private final Set<Value> available;
        private final Set<Value> invariant = new HashSet<>();
        private final Map<Value, Region.Node> definitions = new HashMap<>();
        private final Map<String, Region.Node> extents = new LinkedHashMap<>();

        Chooser(Adjoint p, List<Region.Node> forward, Set<Value> given, boolean repeated) {
            this.p = p;
            this.reverse = p.reverse();
            this.forward = forward;
            this.given = given;
            this.available = new HashSet<>(given);
            for (var node : forward) {
                node.results().forEach(result -> definitions.put(result, node));
                if (node.op() instanceof ControlOp.Extent extent) {
                    extents.putIfAbsent(extent.name(), node);
                }
                if (repeated
                        && OpSchema.symbols(node.op()).stream().noneMatch(extents::containsKey)
                        && node.op().isNumbered()
                        && node.op().isTotal()
                        && OpSchema.regions(node.op()).isEmpty()
                        && operands(node).stream().allMatch(x -> invariant.contains(x) || isAround(x))) {
                    invariant.addAll(node.results());
                }
            }
        }

        Residuals choose(Collection<Region.Node> live, Collection<Value> needed) {
            var saved = new LinkedHashSet<Value>();
            var cheap = new ArrayList<Value>();
            for (var x : needed) {
                if (isAvailable(x)) {
                    continue;
                }
                if (isCheap(x)) {
                    cheap.add(x);
                } else {
                    saved.add(x);
                }
            }
            available.addAll(saved);
            for (var x : cheap) {
                var missing = missing(x);
                if (!missing.isEmpty()) {
                    var only = missing.getFirst();
                    var save = missing.size() == 1 && isNoLarger(only, x) ? only : x;
                    saved.add(save);
                    available.add(save);
                }
            }
            return complete(live, needed, saved);
        }

        /// The non-cheap values of the region that `x` could be computed from, as far as they are not
        /// available; `x` itself where they are too many.
        private SequencedSet<Value> missing(Value x) {
            var missing = new LinkedHashSet<Value>();
            var seen = new HashSet<Value>();
            var open = new ArrayDeque<Value>(List.of(x));
            while (!open.isEmpty()) {
                var next = open.pop();
                if (!seen.add(next) || isAvailable(next)) {
                    continue;
                }
                if (isCheap(next)) {
                    operands(definition(next)).forEach(open::push);
                } else {
                    missing.add(next);
                }
                if (seen.size() > REACH || missing.size() > 1) {
                    return new LinkedHashSet<>(List.of(x));
                }
            }
            return missing;
        }

        private Residuals complete(Collection<Region.Node> live, Collection<Value> needed, SequencedSet<Value> saved) {
            var again = new HashSet<Value>();
            var before = new HashSet<Value>();
            needed.forEach(x -> mark(x, saved, again, before));
            var recomputed = new ArrayList<Region.Node>();
            var hoisted = new ArrayList<Region.Node>();
            for (int k = forward.size() - 1; k >= 0; k--) {
                var node = forward.get(k);
                if (node.results().stream().anyMatch(before::contains)) {
                    hoisted.add(node);
                    operands(node).stream().filter(definitions::containsKey).forEach(before::add);
                } else if (node.results().stream().anyMatch(again::contains)) {
                    recomputed.add(node);
                    operands(node).forEach(x -> mark(x, saved, again, before));
                }
            }
            Collections.reverse(recomputed);
            Collections.reverse(hoisted);
            var bound = bound(live, recomputed, saved);
            return new Residuals(List.copyOf(saved), recomputed, hoisted, bound, new Unbound(extents.keySet()));
        }

        /// What binds the symbols that the backward names; the values of those become saved.
        private List<Region.Node> bound(Collection<Region.Node> live, List<Region.Node> recomputed, Set<Value> saved) {
            if (extents.isEmpty()) {
                return List.of();
            }
            var named = new HashSet<String>();
            symbols(live, named);
            symbols(recomputed, named);
            saved.forEach(x -> named.addAll(x.type().symbols()));
            var bound = new ArrayList<Region.Node>();
            extents.forEach((name, node) -> {
                if (named.contains(name)) {
                    bound.add(node);
                    operands(node).stream()
                            .filter(n -> !given.contains(n) && !isAround(n))
                            .forEach(saved::add);
                }
            });
            return bound;
        }

        private void mark(Value x, Set<Value> saved, Set<Value> again, Set<Value> before) {
            if (!saved.contains(x) && definitions.containsKey(x)) {
                (isCheap(x) ? again : before).add(x);
            }
        }

        private boolean isAvailable(Value x) {
            return available.contains(x) || invariant.contains(x) || isAround(x);
        }

        private boolean isAround(Value x) {
            return !p.isOwn(x);
        }

        private List<Value> operands(Region.Node node) {
            return OpSchema.operands(node.op()).stream().map(reverse::standIn).toList();
        }

        private Region.Node definition(Value x) {
            return Objects.requireNonNull(definitions.get(x));
        }

        /// Whether computing `x` again is no more work than reading it: an element at a time, with no function
        /// to evaluate, and all it reads is still there. Random bits are more work, but a function of a
        /// key: the mask of a dropout is drawn again, so that a round of a loop keeps its key alone.
        private boolean isCheap(Value x) {
            var node = definitions.get(x);
            return node != null
                    && isCheap((GraphOp) node.op())
                    && (p.isRepeated() || !isDivision(node.op()))
                    && operands(node).stream().noneMatch(reverse::isConsumed);
        }

        /// A division of numbers, which is more work than keeping its result where that needs no memory.
        private static boolean isDivision(Op op) {
            return switch (op) {
                case ScalarOp.Unary(var fn, var x) -> x.rank() == 0 && fn == UnaryFn.SQRT;
                case ScalarOp.Binary(var fn, var x, var _) ->
                    x.rank() == 0 && (fn == BinaryFn.DIV || fn == BinaryFn.REM);
                case Op _ -> false;
            };
        }

        private static boolean isCheap(GraphOp op) {
            return switch (op) {
                case ScalarOp.Constant _,
                        ScalarOp.Size _,
                        ScalarOp.Unary _,
                        ScalarOp.Binary _,
                        ScalarOp.Fma _,
                        ScalarOp.Compare _,
                        ScalarOp.Select _,
                        ScalarOp.Convert _,
                        ScalarOp.Bitcast _,
                        TensorOp.Broadcast _,
                        TensorOp.Reshape _,
                        TensorOp.Transpose _,
                        TensorOp.Slice _,
                        TensorOp.Pad _,
                        TensorOp.Reverse _,
                        TensorOp.Gather _,
                        TensorOp.DynamicSlice _,
                        TensorOp.Load _,
                        TensorOp.Iota _,
                        TensorOp.RandomBits _,
                        TensorOp.ListAt _,
                        TensorOp.Unpack _,
                        TensorOp.StopGradient _ -> true;
                case ScalarOp.JavaMath(var fn, var _, var _) -> fn == JavaFn.MAX || fn == JavaFn.MIN;
                case ControlOp.If _,
                        ControlOp.For _,
                        ControlOp.While _,
                        ControlOp.Invoke _,
                        ControlOp.Extent _,
                        TensorOp.Elementary _,
                        TensorOp.Concat _,
                        TensorOp.ScatterAdd _,
                        TensorOp.DynamicUpdate _,
                        TensorOp.Store _,
                        TensorOp.Copy _,
                        TensorOp.Reduce _,
                        TensorOp.ArgReduce _,
                        TensorOp.Cumulative _,
                        TensorOp.Dot _,
                        TensorOp.Convolution _,
                        TensorOp.ReduceWindow _,
                        TensorOp.SelectWindow _,
                        TensorOp.ScatterWindow _,
                        TensorOp.Map _,
                        TensorOp.Call _,
                        TensorOp.ListNew _,
                        TensorOp.ListAppend _,
                        TensorOp.ListLength _,
                        TensorOp.ListAccumulate _,
                        TensorOp.Pack _,
                        TensorOp.Print _,
                        TensorOp.CheckFinite _,
                        TensorOp.RequireEqual _,
                        TensorOp.Fail _ -> false;
            };
        }

        private static boolean isNoLarger(Value x, Value y) {
            if (!(x.type() instanceof TensorType && y.type() instanceof TensorType)) {
                return false;
            }
            var left = x.shape();
            var right = y.shape();
            return left.rank() == 0
                    || left.equals(right)
                    || (left.isConstant()
                            && right.isConstant()
                            && left.size().constant() <= right.size().constant());
        }
    }
}
