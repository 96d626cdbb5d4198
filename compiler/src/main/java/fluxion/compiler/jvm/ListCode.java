package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.FrameType;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits the lists of a direct method: arrays and lengths in locals, as [ListPlan] says.
final class ListCode {
    /// The array of a store, and how many elements it has.
    record Local(int array, int length) {}

    /// Where a part or view begins and ends in its store.
    private record Bounds(int from, int to) {}

    private final Code code;
    private final DirectScope scope;
    private final ListPlan plan;
    private final int firstNumber;
    private final int scratch;
    private final DirectMemory memory;
    private final StackedLists stacked;
    private final List<Local> stores = new ArrayList<>();
    private final Map<ListPlan.Home, Bounds> bounds = new IdentityHashMap<>();
    /// The stores in which a loop around has made room for what a round appends.
    private final Set<Region.Node> reserved = new HashSet<>();

    /// @param firstNumber the number of the array of the first store
    /// @param stacked the lists that are on the stack of frames
    ListCode(DirectScope scope, ListPlan plan, int firstNumber, DirectMemory memory, StackedLists stacked) {
        this.stacked = stacked;
        this.code = scope.code;
        this.scope = scope;
        this.plan = plan;
        this.firstNumber = firstNumber;
        this.memory = memory;
        this.scratch = memory.scratch();
    }

    /// Emits the beginning of the method: all lists are empty.
    void start() {
        stacked.start();
        for (var store : plan.stores()) {
            var local = new Local(code.reference(), code.intLocal());
            stores.add(local);
            if (stacked.has(store)) {
                continue;
            }
            var cell = cell(store);
            code.loadRef(scratch);
            code.pushInt(firstNumber + store.number());
            code.invoke(Names.DIRECT_SCRATCH, cell.name(), "(I)" + cell.array());
            code.storeRef(local.array);
            memory.grows(local.array, firstNumber + store.number(), cell);
            zero(local.length);
        }
        for (var home : plan.homes()) {
            if (home.kind() != ListPlan.Kind.ROOT) {
                var its = new Bounds(code.intLocal(), code.intLocal());
                bounds.put(home, its);
                zero(its.from);
                zero(its.to);
            }
        }
    }

    /// Makes the local `slot` zero.
    void zero(int slot) {
        code.insn(Opcodes.ICONST_0);
        code.storeInt(slot);
    }

    /// What the array of `store` holds: elements, or where each list ends.
    Cell cell(ListPlan.Store store) {
        return switch (store.type()) {
            case TensorType(var dtype, var _) -> Cell.of(dtype);
            case BufferType(var dtype, var _) -> Cell.of(dtype);
            case FrameType _ -> scope.frames() == FrameKind.STACK ? Cell.of(DType.I32) : Cell.FRAME;
            case ListType _ -> Cell.of(DType.I32);
        };
    }

    Local local(ListPlan.Store store) {
        return stores.get(store.number());
    }

    private Bounds bounds(ListPlan.Home home) {
        return Objects.requireNonNull(bounds.get(home));
    }

    // ---------------------------------------------------------------- lists as a whole

    void make(Value list) {
        var home = plan.home(list);
        if (stacked.has(home.store())) {
            stacked.make(home.store());
            return;
        }
        switch (home.kind()) {
            case ROOT -> {
                for (var store = home.store(); store != null; store = store.inner()) {
                    zero(local(store).length);
                }
            }
            case PART -> {
                code.loadInt(local(home.store()).length);
                code.storeInt(bounds(home).from);
            }
            case VIEW -> {
                zero(bounds(home).from);
                zero(bounds(home).to);
            }
        }
    }

    /// Pushes the number of elements of `list`.
    void pushLength(Value list) {
        var home = plan.home(list);
        if (stacked.has(home.store())) {
            stacked.pushLength(home.store());
            return;
        }
        switch (home.kind()) {
            case ROOT -> code.loadInt(local(home.store()).length);
            case PART -> {
                code.loadInt(local(home.store()).length);
                code.loadInt(bounds(home).from);
                code.insn(Opcodes.ISUB);
            }
            case VIEW -> {
                code.loadInt(bounds(home).to);
                code.loadInt(bounds(home).from);
                code.insn(Opcodes.ISUB);
            }
        }
    }

    // ---------------------------------------------------------------- appending

    /// Makes room for what the rounds of `loop` append to lists, once before it.
    ///
    /// @param count the local with the number of rounds
    void reserve(ControlOp.For loop, int count) {
        var seen = new LinkedHashSet<ListPlan.Store>();
        var once = new HashSet<ListPlan.Store>();
        for (var node : loop.body().body()) {
            if (node.op() instanceof BufferOp.BufferListAppend(var list, var _)) {
                var store = plan.home(list).store();
                if (seen.add(store)) {
                    once.add(store);
                } else {
                    once.remove(store);
                }
            }
        }
        stacked.reserve(seen, count);
        for (var node : loop.body().body()) {
            if (node.op() instanceof BufferOp.BufferListAppend(var list, var element)
                    && !stacked.has(plan.home(list).store())
                    && !(element.type() instanceof BufferType)
                    && once.contains(plan.home(list).store())) {
                reserved.add(node);
                room(plan.home(list).store(), () -> code.loadInt(count));
            }
        }
    }

    /// Makes room for `pushCount` more elements. The array of ends has one element more, the first of which is 0.
    private void room(ListPlan.Store store, Runnable pushCount) {
        var local = local(store);
        var cell = cell(store);
        var array = cell.array();
        var enough = new Label();
        boolean ends = store.inner() != null;
        code.loadRef(local.array);
        code.insn(Opcodes.ARRAYLENGTH);
        pushPlace(store, local.length);
        code.insn(Opcodes.ISUB);
        pushCount.run();
        code.m.visitJumpInsn(ends ? Opcodes.IF_ICMPGT : Opcodes.IF_ICMPGE, enough);
        code.loadRef(scratch);
        code.pushInt(firstNumber + store.number());
        code.loadRef(local.array);
        pushPlace(store, local.length);
        if (ends) {
            code.insn(Opcodes.ICONST_1);
            code.insn(Opcodes.IADD);
        }
        pushCount.run();
        code.invoke(Names.DIRECT_SCRATCH, cell.name(), "(I" + array + "II)" + array);
        code.storeRef(local.array);
        code.m.visitLabel(enough);
    }

    /// Pushes the index in the array of the element whose number is in a local.
    void pushPlace(ListPlan.Store store, int number) {
        code.loadInt(number);
        if (store.type() instanceof BufferType(var _, var size)) {
            scope.pushDim(size);
            code.insn(Opcodes.IMUL);
        }
    }

    void append(Region.Node node, Value list, Value element) {
        var store = plan.home(list).store();
        if (stacked.has(store)) {
            stacked.append(store, element);
            return;
        }
        var local = local(store);
        if (!reserved.contains(node)) {
            room(store, () -> {
                if (store.type() instanceof BufferType(var _, var size)) {
                    scope.pushDim(size);
                } else {
                    code.pushInt(1);
                }
            });
        }
        switch (element.type()) {
            case TensorType _, FrameType _ -> {
                code.loadRef(local.array);
                code.loadInt(local.length);
                scope.push(element);
                code.insn(cell(store).store());
                code.m.visitIincInsn(local.length, 1);
            }
            case BufferType(var _, var size) -> {
                code.loadRef(((Location.Buffer) scope.at(element)).arraySlot());
                code.insn(Opcodes.ICONST_0);
                code.loadRef(local.array);
                pushPlace(store, local.length);
                scope.pushDim(size);
                copyArray();
                code.m.visitIincInsn(local.length, 1);
            }
            case ListType _ -> {
                // where the last element ends; the array begins with the end of no element
                code.m.visitIincInsn(local.length, 1);
                code.loadRef(local.array);
                code.loadInt(local.length);
                code.loadInt(local(Objects.requireNonNull(store.inner())).length);
                code.insn(Opcodes.IASTORE);
            }
        }
    }

    /// The local with the length of `list`, which has a store of its own or is the last part of one.
    int length(Value list) {
        return local(plan.home(list).store()).length;
    }

    private void copyArray() {
        code.call("java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V");
    }

    void accumulate(Value list, Value index, Value element) {
        var home = plan.home(list);
        if (home.kind() != ListPlan.Kind.ROOT) {
            throw new IrException("accumulation into a list that is not a root");
        }
        var store = home.store();
        var local = local(store);
        var cell = cell(store);
        var array = cell.array();
        int at = index(index);
        var end = new Label();
        var inside = new Label();
        code.loadInt(at);
        code.m.visitJumpInsn(Opcodes.IFLT, end);
        code.loadInt(at);
        code.loadInt(local.length);
        code.m.visitJumpInsn(Opcodes.IF_ICMPLT, inside);
        code.loadRef(scratch);
        code.pushInt(firstNumber + store.number());
        code.loadRef(local.array);
        pushPlace(store, local.length);
        pushLast(store, at);
        code.invoke(Names.DIRECT_SCRATCH, "extend", "(I" + array + "II)" + array);
        code.storeRef(local.array);
        code.loadInt(at);
        code.insn(Opcodes.ICONST_1);
        code.insn(Opcodes.IADD);
        code.storeInt(local.length);
        code.m.visitLabel(inside);
        if (element.type() instanceof BufferType(var _, var size)) {
            int place = code.intLocal();
            int limit = code.intLocal();
            int i = code.intLocal();
            pushPlace(store, at);
            code.storeInt(place);
            scope.pushDim(size);
            code.storeInt(limit);
            zero(i);
            code.countedLoop(
                    i,
                    limit,
                    1,
                    () -> add(
                            store,
                            () -> {
                                code.loadInt(place);
                                code.loadInt(i);
                                code.insn(Opcodes.IADD);
                            },
                            () -> {
                                code.loadRef(((Location.Buffer) scope.at(element)).arraySlot());
                                code.loadInt(i);
                                code.insn(cell.load());
                            }));
        } else {
            add(store, () -> code.loadInt(at), () -> scope.push(element));
        }
        code.m.visitLabel(end);
    }

    /// Adds to what the array of `store` holds at `pushIndex`.
    private void add(ListPlan.Store store, Runnable pushIndex, Runnable pushAddend) {
        var cell = cell(store);
        code.loadRef(local(store).array);
        pushIndex.run();
        code.insn(Opcodes.DUP2);
        code.insn(cell.load());
        pushAddend.run();
        cell.add(code);
        code.insn(cell.store());
    }

    /// Pushes the last index in the array of the element whose number is in a local.
    private void pushLast(ListPlan.Store store, int number) {
        code.loadInt(number);
        if (store.type() instanceof BufferType(var _, var size)) {
            code.insn(Opcodes.ICONST_1);
            code.insn(Opcodes.IADD);
            scope.pushDim(size);
            code.insn(Opcodes.IMUL);
            code.insn(Opcodes.ICONST_1);
            code.insn(Opcodes.ISUB);
        }
    }

    // ---------------------------------------------------------------- reading

    /// Computes `index` into a local, as an int; -1 if it is beyond ints.
    private int index(Value index) {
        if (scope.isInt(index)) {
            scope.pushInt(index);
        } else {
            scope.push(index);
            code.call(Names.DIRECT_CHECKS, "index", "(J)I");
        }
        int slot = code.intLocal();
        code.storeInt(slot);
        return slot;
    }

    /// Jumps to `outside` unless `list`, which `node` reads, has an element number `at`.
    private void checkInside(Region.Node node, Value list, int at, Label outside) {
        if (plan.lengths().isInside(node)) {
            return;
        }
        code.loadInt(at);
        code.m.visitJumpInsn(Opcodes.IFLT, outside);
        code.loadInt(at);
        pushLength(list);
        code.m.visitJumpInsn(Opcodes.IF_ICMPGE, outside);
    }

    /// Adds where `list` begins to the number on the stack.
    void plusStart(Value list) {
        var home = plan.home(list);
        if (home.kind() != ListPlan.Kind.ROOT) {
            code.loadInt(bounds(home).from);
            code.insn(Opcodes.IADD);
        }
    }

    void element(Region.Node node, Value list, Value index, Value result) {
        var store = plan.home(list).store();
        int at = index(index);
        var outside = new Label();
        checkInside(node, list, at, outside);
        if (stacked.has(store)) {
            stacked.pushElement(store, at);
        } else {
            code.loadRef(local(store).array);
            code.loadInt(at);
            plusStart(list);
            code.insn(cell(store).load());
        }
        orOutside(node, outside, () -> cell(store).pushZero(code));
        if (scope.isInt(result)) {
            throw new IrException("an element of a list has no known range");
        }
        scope.store(result);
    }

    void pushArray(Value list) {
        code.loadRef(local(plan.home(list).store()).array);
    }

    void read(Region.Node node, Value list, Value index, Value into) {
        var store = plan.home(list).store();
        int at = index(index);
        var outside = new Label();
        checkInside(node, list, at, outside);
        switch (into.type()) {
            case ListType _ -> {
                var its = bounds(plan.home(into));
                for (int i = 0; i < 2; i++) {
                    code.loadRef(local(store).array);
                    code.loadInt(at);
                    plusStart(list);
                    if (i == 1) {
                        code.insn(Opcodes.ICONST_1);
                        code.insn(Opcodes.IADD);
                    }
                    code.insn(Opcodes.IALOAD);
                    code.storeInt(i == 0 ? its.from : its.to);
                }
                orOutside(node, outside, () -> {
                    zero(its.from);
                    zero(its.to);
                });
            }
            case BufferType(var dtype, var size) -> {
                int array = ((Location.Buffer) scope.at(into)).arraySlot();
                code.loadRef(local(store).array);
                code.loadInt(at);
                plusStart(list);
                scope.pushDim(size);
                code.insn(Opcodes.IMUL);
                code.loadRef(array);
                code.insn(Opcodes.ICONST_0);
                scope.pushDim(size);
                copyArray();
                orOutside(node, outside, () -> {
                    code.loadRef(array);
                    code.push(new fluxion.ir.ScalarOp.Constant(dtype, 0));
                    var jvm = JvmType.of(dtype);
                    code.call("java/util/Arrays", "fill", "(" + jvm.array() + jvm.descriptor() + ")V");
                });
            }
            case TensorType _, FrameType _ -> throw new IrException("a scalar that a list is read into");
        }
    }

    /// Emits what takes the place of an element that is not there, unless it is.
    private void orOutside(Region.Node node, Label outside, Runnable zero) {
        if (!plan.lengths().isInside(node)) {
            var end = new Label();
            code.m.visitJumpInsn(Opcodes.GOTO, end);
            code.m.visitLabel(outside);
            zero.run();
            code.m.visitLabel(end);
        }
    }

    // ---------------------------------------------------------------- frames

    /// The lists that are on the stack of frames.
    StackedLists stacked() {
        return stacked;
    }

    ListPlan plan() {
        return plan;
    }
}
