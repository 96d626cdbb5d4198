package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the rounds of a loop do to memory and lists: whether lanes may do it side by side, and in what order.
///
/// Lanes that run side by side see what others write only where one element takes in something of each round, which is
/// done lane by lane. Otherwise each round must have elements of its own in what it writes: along one axis all its
/// accesses have the same affine index. And no round may write before another one has failed: what is known before the
/// first round is checked there.
final class LaneAccesses {
    /// An element that takes in something of each round.
    ///
    /// @param before what it is when a round begins
    /// @param operations what is computed for it, in order, the last of which gives what it becomes
    record Sum(Value before, List<Region.Node> operations) {}

    /// A place that all rounds access must be inside of a buffer.
    record Guard(Value buffer, LinearForm index) {}

    /// A read, or a write of a value.
    private record Access(
            Region.Node node,
            Region region,
            List<Value> loops,
            Dim offset,
            List<Value> indices,
            List<Dim> strides,
            @Nullable Value value) {}

    private final LaneKinds kinds;
    private final ListPlan lists;
    private final Region body;
    private final Map<Value, List<Access>> shared = new LinkedHashMap<>();
    private final Map<BufferOp, Sum> sums = new IdentityHashMap<>();
    /// What is computed inside of loops inside.
    private final Set<Value> inner = new HashSet<>();
    private final Map<Value, Integer> uses = new HashMap<>();
    private final Set<ListPlan.Store> appended = new HashSet<>();
    private final Set<Guard> guards = new LinkedHashSet<>();
    private final Set<Op> guarded = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Value lane;
    private final Set<Value> inside;
    private boolean possible = true;
    private boolean hasWritten;
    private boolean up;
    private boolean down;
    /// How many operations vectors do, and how many are done lane by lane.
    private int inVectors;

    private int byLane;

    LaneAccesses(ControlOp.For loop, LaneKinds kinds, ListPlan lists) {
        this.kinds = kinds;
        this.lists = lists;
        this.body = loop.body();
        this.lane = body.parameters().getFirst();
        this.inside = new HashSet<>(body.parameters());
        if (!kinds.isPossible()) {
            possible = false;
            return;
        }
        count(body);
        region(body, List.of());
        shared.values().forEach(accesses -> require(ownsElements(accesses) || isSum(accesses)));
        require(!(up && down));
    }

    boolean isPossible() {
        return possible;
    }

    /// Whether vectors have enough to do.
    boolean isWorthIt() {
        return inVectors >= 2 * byLane && inVectors > 0;
    }

    int direction() {
        return down ? -1 : 1;
    }

    @Nullable
    Sum sum(BufferOp.Write write) {
        return sums.get(write);
    }

    /// All that the rounds define.
    Set<Value> inside() {
        return inside;
    }

    /// What must hold before the first round, so that none fails.
    Set<Guard> guards() {
        return guards;
    }

    /// Whether `op` need not be checked, since that is done before the first round.
    boolean isGuarded(BufferOp.AssertInside op) {
        return guarded.contains(op);
    }

    private void require(boolean condition) {
        possible &= condition;
    }

    private void count(Region region) {
        for (var node : region.body()) {
            inside.addAll(node.results());
            OpSchema.regions(node.op()).forEach(inner -> inside.addAll(inner.parameters()));
            OpSchema.forEachOperand(node.op(), x -> uses.merge(x, 1, Integer::sum));
            OpSchema.regions(node.op()).forEach(this::count);
        }
        region.yields().forEach(x -> uses.merge(x, 1, Integer::sum));
    }

    // ---------------------------------------------------------------- in the order of the program

    private void region(Region region, List<Value> loops) {
        if (region != body) {
            inner.addAll(region.parameters());
            region.body().forEach(node -> inner.addAll(node.results()));
        }
        for (var node : region.body()) {
            node(node, region, loops);
        }
    }

    private void node(Region.Node node, Region region, List<Value> loops) {
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> {
                var result = node.results().getFirst();
                require(!op.hasEffect() || !hasWritten);
                if (kinds.isSerial(result) || (kinds.isVarying(result) && LanePlan.isByLane(op))) {
                    byLane++;
                } else if (kinds.isVarying(result)) {
                    inVectors++;
                }
            }
            case BufferOp.Read(var buffer, var offset, var indices, var strides) ->
                access(new Access(node, region, loops, offset, indices, strides, null), buffer);
            case BufferOp.Write(var buffer, var offset, var indices, var strides, var value) ->
                access(new Access(node, region, loops, offset, indices, strides, value), buffer);
            case BufferOp.AssertInside(var buffer, var index) -> {
                var form = LinearForm.of(index);
                if (form.terms().keySet().stream().allMatch(x -> x == lane || !inside.contains(x))) {
                    guards.add(new Guard(buffer, form));
                    guarded.add(node.op());
                } else {
                    require(!kinds.isMoving(index) && !hasWritten);
                }
            }
            case BufferOp.AssertEqual _ -> require(!hasWritten);
            case BufferOp.Abort(var _, var _, var values) ->
                require(!hasWritten && values.stream().noneMatch(kinds::isMoving));
            case BufferOp.Kernel(var _, var _, var _, var _, var inside) -> region(inside, plus(loops, inside, 0));
            case BufferOp.Parallel(var _, var inside) -> region(inside, plus(loops, inside, 0));
            case BufferOp.Fold(var _, var _, var inside) -> region(inside, plus(loops, inside, 0));
            case ControlOp.For op -> again(op.body(), plus(loops, op.body(), 1));
            case ControlOp.While op -> {
                // how often it goes round its parameters do not say
                var around = plus(loops, op.body(), 0);
                again(op.condition(), around);
                again(op.body(), around);
            }
            case ControlOp.If(var _, var whenTrue, var whenFalse) -> {
                region(whenTrue, loops);
                region(whenFalse, loops);
            }
            case BufferOp.BufferListAppend append -> append(append, region);
            case BufferOp.BufferListElement element -> element(node, element, region);
            case BufferOp.Alloc _ -> {}
            case BufferOp.Contract _,
                    BufferOp.Convolve _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    ControlOp.Invoke _,
                    ControlOp.Extent _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _ -> possible = false;
        }
    }

    /// What goes round and round: if it writes, it has written before it fails.
    private void again(Region region, List<Value> loops) {
        hasWritten |= writes(region);
        region(region, loops);
    }

    private boolean writes(Region region) {
        return region.body().stream()
                .anyMatch(node -> (node.op() instanceof BufferOp.Write write && kinds.isShared(write.buffer()))
                        || OpSchema.regions(node.op()).stream().anyMatch(this::writes));
    }

    private static List<Value> plus(List<Value> loops, Region region, int indices) {
        var all = new ArrayList<>(loops);
        var own = region.parameters();
        all.addAll(indices == 0 ? own : own.subList(0, indices));
        return all;
    }

    private void step(long stride) {
        up |= stride > 0;
        down |= stride < 0;
        if (Math.abs(stride) > 1) {
            byLane += 2;
        } else {
            inVectors++;
        }
    }

    private void access(Access access, Value buffer) {
        long stride = kinds.stride(access.indices, access.strides);
        if (kinds.isOwn(buffer)) {
            // each round has an array of its own, so that all of them are at the same place in it
            require(stride == 0 || !(kinds.isVaryingBuffer(buffer) || access.value != null));
        }
        if (stride != 0) {
            require(buffer.dtype() != DType.BOOL);
            step(stride);
        } else if (kinds.isVaryingBuffer(buffer)) {
            inVectors++;
        }
        if (kinds.isShared(buffer)) {
            shared.computeIfAbsent(buffer, _ -> new ArrayList<>()).add(access);
            hasWritten |= access.value != null;
        } else {
            require(access.value == null || !kinds.isSerial(access.value));
        }
    }

    private void append(BufferOp.BufferListAppend append, Region region) {
        require(region == body
                && body.parameters().contains(append.list())
                && appended.add(lists.home(append.list()).store()));
        hasWritten = true;
        step(1);
    }

    private void element(Region.Node node, BufferOp.BufferListElement element, Region region) {
        if (kinds.isAffine(element.index())) {
            long stride = kinds.growth(element.index());
            require(Math.abs(stride) == 1
                    && region == body
                    && kinds.isVarying(node.results().getFirst())
                    && lists.lengths().isInside(node));
            step(stride);
        }
        require(!appended.contains(lists.home(element.list()).store()));
    }

    // ---------------------------------------------------------------- what rounds share

    /// Whether the rounds access elements of their own in a buffer.
    private boolean ownsElements(List<Access> accesses) {
        var first = accesses.getFirst();
        for (int axis = 0; axis < first.indices.size(); axis++) {
            int i = axis;
            var form = LinearForm.of(first.indices.get(i));
            if (kinds.growth(first.indices.get(i)) != 0
                    && first.strides.get(i).isConstant()
                    && form.terms().keySet().stream().noneMatch(inner::contains)
                    && accesses.stream()
                            .allMatch(other -> other.strides.equals(first.strides)
                                    && other.offset.equals(first.offset)
                                    && LinearForm.of(other.indices.get(i)).equals(form))) {
                return accesses.stream().allMatch(other -> other.value == null || !kinds.isSerial(other.value));
            }
        }
        return false;
    }

    /// Whether one element takes in something of each round, by one read and one write, after each other.
    private boolean isSum(List<Access> accesses) {
        if (accesses.size() != 2) {
            return false;
        }
        var read = accesses.getFirst();
        var write = accesses.getLast();
        if (read.value != null
                || write.value == null
                || read.region != write.region
                || !kinds.isSerial(write.value)
                || !read.strides.equals(write.strides)
                || !read.offset.equals(write.offset)
                || !forms(read.indices).equals(forms(write.indices))
                || !isOncePerRound(read)) {
            return false;
        }
        var before = read.node.results().getFirst();
        var operations = new ArrayList<Region.Node>();
        var taking = new HashSet<>(Set.of(before));
        for (var node : read.region.body()) {
            if (OpSchema.operands(node.op()).stream().anyMatch(taking::contains)) {
                if (node == write.node) {
                    continue;
                }
                if (!(node.op() instanceof ScalarOp op) || op.hasEffect()) {
                    return false;
                }
                operations.add(node);
                taking.addAll(node.results());
            }
        }
        boolean isAlone = operations.stream()
                .flatMap(node -> OpSchema.operands(node.op()).stream())
                .noneMatch(x -> kinds.isSerial(x) && !taking.contains(x));
        if (!taking.contains(write.value) || !isAlone || !usesInside(taking, operations, write.node)) {
            return false;
        }
        sums.put((BufferOp) write.node.op(), new Sum(before, operations));
        return true;
    }

    /// Whether what is computed of the element is used for what it becomes alone.
    private boolean usesInside(Set<Value> taking, List<Region.Node> operations, Region.Node write) {
        var inside = new HashMap<Value, Integer>();
        for (var node : operations) {
            OpSchema.operands(node.op()).forEach(x -> inside.merge(x, 1, Integer::sum));
        }
        OpSchema.operands(write.op()).forEach(x -> inside.merge(x, 1, Integer::sum));
        return taking.stream().allMatch(x -> Objects.equals(inside.get(x), uses.get(x)));
    }

    private static List<LinearForm> forms(List<Value> indices) {
        return indices.stream().map(LinearForm::of).toList();
    }

    /// Whether a round comes to each element at most once: the index of the one loop around it is part of where it is.
    private boolean isOncePerRound(Access access) {
        var terms = new HashSet<Value>();
        forms(access.indices).forEach(form -> terms.addAll(form.terms().keySet()));
        if (access.region == body) {
            return true;
        }
        return access.loops.size() == 1
                && terms.contains(access.loops.getFirst())
                && access.indices.size() == 1
                && access.strides.getFirst().isConstant()
                && access.strides.getFirst().constant() != 0
                && terms.stream().noneMatch(x -> inner.contains(x) && x != access.loops.getFirst())
                && isBodyOfLoop(access);
    }

    private boolean isBodyOfLoop(Access access) {
        return body.body().stream()
                .anyMatch(node -> node.op() instanceof ControlOp.For op && op.body() == access.region);
    }
}
