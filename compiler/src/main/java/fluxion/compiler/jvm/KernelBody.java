package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.IrException;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits the inside of kernels: scalar code, loops, and loops along vector lanes where the variant has them.
final class KernelBody {
    private final Scope scope;
    private final Code code;
    private final ScalarCode scalars;
    private final Variant variant;
    private final FoldCode folds;

    KernelBody(Scope scope, Variant variant) {
        this.scope = scope;
        this.code = scope.code;
        this.scalars = new ScalarCode(scope);
        this.variant = variant;
        this.folds = new FoldCode(scope, this, variant);
    }

    /// The part of an outermost axis that a method is to do.
    ///
    /// @param from the local with the first index
    /// @param to the local with the index after the last
    /// @param part which part of a loop of vectors
    record Range(int from, int to, Part part) {}

    /// A part of a loop of vectors.
    sealed interface Part {
        /// All of it.
        record Whole() implements Part {}

        /// All vectors that are full; the method `className.rest` does the last one.
        record Full(String className, String rest) implements Part {}

        /// The last vector alone, if it is not full.
        record Rest() implements Part {}
    }

    private static final Part WHOLE = new Part.Whole();

    void nodes(List<Region.Node> body, @Nullable Range range) {
        body.forEach(node -> node(node, range));
    }

    private void node(Region.Node node, @Nullable Range range) {
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> scalars.define(op, node.results().getFirst());
            case BufferOp.Read read -> {
                scope.pushAddress(read.buffer(), read.offset(), read.indices(), read.strides());
                var result = node.results().getFirst();
                code.insn(JvmType.of(result.dtype()).arrayLoad());
                storeScalar(result);
            }
            case BufferOp.Write write -> {
                scope.pushAddress(write.buffer(), write.offset(), write.indices(), write.strides());
                scope.push(write.value());
                code.insn(JvmType.of(write.value().dtype()).arrayStore());
            }
            case BufferOp.Parallel(var extents, var body) -> parallel(extents, body, range);
            case BufferOp.Fold fold -> folds.scalar(fold, node.results().getFirst());
            case ControlOp.If op -> branch(op, node.results());
            case ControlOp.For op -> loop(op, node.results());
            case ControlOp.While op -> loop(op, node.results());
            case BufferOp.Alloc _,
                    BufferOp.Kernel _,
                    BufferOp.Contract _,
                    BufferOp.Convolve _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListAppend _,
                    BufferOp.BufferListElement _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    ControlOp.Invoke _,
                    ControlOp.Extent _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _,
                    BufferOp.AssertEqual _,
                    BufferOp.AssertInside _,
                    BufferOp.Abort _ -> throw new IrException(node.op() + " inside a kernel");
        }
    }

    void storeScalar(Value value) {
        int slot = code.local(value.dtype());
        code.store(value.dtype(), slot);
        scope.put(value, new Location.Scalar(value.dtype(), slot));
    }

    // ---------------------------------------------------------------- scalar control flow

    private void branch(ControlOp.If op, List<Value> results) {
        var slots = newSlots(results);
        scope.push(op.condition());
        code.choose(Opcodes.IFNE, () -> handOver(op.whenTrue(), slots), () -> handOver(op.whenFalse(), slots));
        bind(results, slots);
    }

    private void handOver(Region region, List<Integer> slots) {
        nodes(region.body(), null);
        move(region.yields(), slots);
    }

    /// Stores `values` to `slots` at once.
    private void move(List<Value> values, List<Integer> slots) {
        values.forEach(scope::push);
        for (int i = values.size() - 1; i >= 0; i--) {
            code.store(values.get(i).dtype(), slots.get(i));
        }
    }

    private List<Integer> newSlots(List<Value> values) {
        return values.stream().map(v -> code.local(v.dtype())).toList();
    }

    private void bind(List<Value> values, List<Integer> slots) {
        for (int i = 0; i < values.size(); i++) {
            scope.put(values.get(i), new Location.Scalar(values.get(i).dtype(), slots.get(i)));
        }
    }

    private void loop(ControlOp.For op, List<Value> results) {
        var slots = newSlots(results);
        move(op.initial(), slots);
        bind(op.body().parameters().subList(1, op.body().parameters().size()), slots);
        int limit = code.local(DType.I64);
        int counter = code.local(DType.I64);
        scope.push(op.count());
        code.store(DType.I64, limit);
        code.insn(Opcodes.LCONST_0);
        code.store(DType.I64, counter);
        scope.put(op.body().parameters().getFirst(), new Location.Scalar(DType.I64, counter));
        var head = new Label();
        var end = new Label();
        code.m.visitLabel(head);
        code.load(DType.I64, counter);
        code.load(DType.I64, limit);
        code.insn(Opcodes.LCMP);
        code.m.visitJumpInsn(Opcodes.IFGE, end);
        handOver(op.body(), slots);
        code.load(DType.I64, counter);
        code.insn(Opcodes.LCONST_1);
        code.insn(Opcodes.LADD);
        code.store(DType.I64, counter);
        code.m.visitJumpInsn(Opcodes.GOTO, head);
        code.m.visitLabel(end);
        bind(results, slots);
    }

    private void loop(ControlOp.While op, List<Value> results) {
        var slots = newSlots(results);
        move(op.initial(), slots);
        bind(op.condition().parameters(), slots);
        bind(op.body().parameters(), slots);
        var head = new Label();
        var end = new Label();
        code.m.visitLabel(head);
        nodes(op.condition().body(), null);
        scope.push(op.condition().yields().getFirst());
        code.m.visitJumpInsn(Opcodes.IFEQ, end);
        handOver(op.body(), slots);
        code.m.visitJumpInsn(Opcodes.GOTO, head);
        code.m.visitLabel(end);
        bind(results, slots);
    }

    // ---------------------------------------------------------------- parallel loops

    private void parallel(List<Dim> extents, Region body, @Nullable Range range) {
        int last = extents.size() - 1;
        var plan = variant.isVector() && last >= 0
                ? Vectorization.of(body, body.parameters().get(last))
                : null;
        if (plan == null || !plan.isPossible()) {
            nest(extents, body.parameters(), range, 0, extents.size(), () -> nodes(body.body(), null));
            return;
        }
        int lanes = variant.lanes(plan.widest());
        var hoisted = VectorCode.Hoisted.none();
        hoistConstants(body, plan, lanes, hoisted);
        nest(extents, body.parameters(), range, 0, last, () -> {
            int from = code.intLocal();
            int to = code.intLocal();
            if (last == 0 && range != null) {
                code.loadInt(range.from());
                code.storeInt(from);
                code.loadInt(range.to());
                code.storeInt(to);
            } else {
                code.insn(Opcodes.ICONST_0);
                code.storeInt(from);
                scope.pushDim(extents.get(last));
                code.storeInt(to);
            }
            var extent = last == 0 && range != null ? null : extents.get(last);
            var part = range == null ? WHOLE : range.part();
            lanes(body, plan, lanes, from, to, extent, extents.get(last), hoisted, null, null, part);
        });
    }

    /// Loops over axes `axis .. end-1` around `inner`.
    void nest(List<Dim> extents, List<Value> indices, @Nullable Range range, int axis, int end, Runnable inner) {
        if (axis == end) {
            inner.run();
            return;
        }
        int counter = code.intLocal();
        int limit = code.intLocal();
        if (axis == 0 && range != null) {
            code.loadInt(range.from());
            code.storeInt(counter);
            code.loadInt(range.to());
        } else {
            code.insn(Opcodes.ICONST_0);
            code.storeInt(counter);
            scope.pushDim(extents.get(axis));
        }
        code.storeInt(limit);
        scope.put(indices.get(axis), new Location.Index(counter));
        code.countedLoop(counter, limit, 1, () -> nest(extents, indices, range, axis + 1, end, inner));
    }

    /// Spreads the constants that lanes of `body` use, once for all iterations around.
    void hoistConstants(Region body, Vectorization plan, int lanes, VectorCode.Hoisted hoisted) {
        var vectors = new VectorCode(scope, lanes, plan.widest(), plan.lane(), -1, hoisted);
        eachUniformOperand(body, plan, value -> {
            if (value.constant() != null) {
                vectors.hoist(value);
            }
        });
    }

    /// Shows the scalars that are operands of varying operations.
    private static void eachUniformOperand(Region body, Vectorization plan, java.util.function.Consumer<Value> action) {
        for (var node : body.body()) {
            if (!plan.isVarying(node)) {
                continue;
            }
            switch ((ProgramOp) node.op()) {
                case ScalarOp op ->
                    fluxion.ir.OpSchema.operands(op).stream()
                            .filter(v -> !plan.isVarying(v))
                            .forEach(action);
                case BufferOp.Write write -> {
                    if (!plan.isVarying(write.value())) {
                        action.accept(write.value());
                    }
                }
                case ControlOp op -> {
                    for (var region : fluxion.ir.OpSchema.regions(op)) {
                        eachUniformOperand(region, plan, action);
                    }
                }
                case BufferOp op -> {
                    for (var region : fluxion.ir.OpSchema.regions(op)) {
                        eachUniformOperand(region, plan, action);
                    }
                }
            }
        }
    }

    /// Emits `yielded` after each step, where lanes yield a value.
    @FunctionalInterface
    interface Step {
        void emit(VectorCode vectors);
    }

    /// A loop of vectors over `from .. to-1`, the last step masked. `inMain` and `inTail` follow the body of each
    /// step.
    ///
    /// @param extent `to`, if `from` is 0; null if either is not known
    void lanes(
            Region body,
            Vectorization plan,
            int lanes,
            int from,
            int to,
            @Nullable Dim extent,
            VectorCode.Hoisted hoisted,
            @Nullable Step inMain,
            @Nullable Step inTail) {
        lanes(body, plan, lanes, from, to, extent, extent, hoisted, inMain, inTail, WHOLE);
    }

    /// @param axis the extent of the axis that `from .. to-1` is a part of
    private void lanes(
            Region body,
            Vectorization plan,
            int lanes,
            int from,
            int to,
            @Nullable Dim extent,
            @Nullable Dim axis,
            VectorCode.Hoisted hoisted,
            @Nullable Step inMain,
            @Nullable Step inTail,
            Part part) {
        long constant = extent != null && extent.isConstant() ? extent.constant() : -1;
        int counter = code.intLocal();
        code.loadInt(from);
        code.storeInt(counter);
        var lane = plan.lane();
        scope.put(lane, new Location.Index(counter));
        // what is the same in all lanes is computed, and spread, before the loop
        uniformNodes(body, plan);
        var inner = new VectorCode.Hoisted(
                new java.util.IdentityHashMap<>(hoisted.broadcasts()), new java.util.HashMap<>(hoisted.constants()));
        var vectors = new VectorCode(scope, lanes, plan.widest(), lane, counter, inner);
        for (var node : body.body()) {
            if (node.op() instanceof BufferOp.Write || (plan.isVarying(node) && node.op() instanceof ScalarOp)) {
                eachUniformOperand(new Region(List.of(), List.of(node), List.of()), plan, vectors::hoist);
            }
        }
        boolean isWhole = !(part instanceof Part.Rest) && (constant < 0 || constant >= lanes);
        if (isWhole && inMain == null && ColumnFolds.fits(body, plan, lanes, axis)) {
            folds.columns().loop(body, plan, vectors, counter, to);
        } else if (isWhole) {
            int limit = code.intLocal();
            code.loadInt(to);
            code.pushInt(lanes - 1);
            code.insn(Opcodes.ISUB);
            code.storeInt(limit);
            code.countedLoop(counter, limit, lanes, () -> {
                vectorNodes(body.body(), plan, vectors);
                if (inMain != null) {
                    inMain.emit(vectors);
                }
            });
        }
        if (constant >= 0 && constant % lanes == 0) {
            return;
        }
        code.loadInt(counter);
        code.loadInt(to);
        var end = new Label();
        code.m.visitJumpInsn(Opcodes.IF_ICMPGE, end);
        if (part instanceof Part.Full(var className, var rest)) {
            code.loadRef(scope.frameSlot());
            code.loadInt(counter);
            code.loadInt(to);
            code.call(className, rest, KernelEmitter.KERNEL);
        } else {
            vectors.useMask(mask(vectors, counter, () -> code.loadInt(to)));
            vectorNodes(body.body(), plan, vectors);
            if (inTail != null) {
                inTail.emit(vectors);
            }
            vectors.useMask(-1);
        }
        code.m.visitLabel(end);
    }

    /// The mask of the lanes from `index` on that are below the limit that `pushLimit` pushes, in a new local.
    int mask(VectorCode vectors, int index, Runnable pushLimit) {
        int mask = code.reference();
        vectors.species(vectors.widest());
        code.loadInt(index);
        pushLimit.run();
        code.invokeInterface(Names.SPECIES, "indexInRange", "(II)" + Names.MASK_D);
        code.storeRef(mask);
        return mask;
    }

    /// Emits what is the same in all lanes.
    void uniformNodes(Region body, Vectorization plan) {
        nodes(body.body().stream().filter(node -> !plan.isVarying(node)).toList(), null);
    }

    /// Emits what differs from lane to lane.
    void vectorNodes(List<Region.Node> body, Vectorization plan, VectorCode vectors) {
        for (var node : body) {
            if (plan.isVarying(node)) {
                vectorNode(node, plan, vectors);
            }
        }
    }

    private void vectorNode(Region.Node node, Vectorization plan, VectorCode vectors) {
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> vectors.define(op, node.results().getFirst());
            case BufferOp.Read read ->
                new VectorMemory(scope, vectors).read(read, node.results().getFirst());
            case BufferOp.Write write -> new VectorMemory(scope, vectors).write(write);
            case BufferOp.Fold fold -> folds.inLanes(fold, node.results().getFirst(), plan, vectors);
            case ControlOp.For op -> vectorLoop(op, node.results(), plan, vectors);
            case ControlOp.If _,
                    ControlOp.While _,
                    BufferOp.Parallel _,
                    BufferOp.Alloc _,
                    BufferOp.Kernel _,
                    BufferOp.Contract _,
                    BufferOp.Convolve _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListAppend _,
                    BufferOp.BufferListElement _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    ControlOp.Invoke _,
                    ControlOp.Extent _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _,
                    BufferOp.AssertEqual _,
                    BufferOp.AssertInside _,
                    BufferOp.Abort _ -> throw new IrException(node.op() + " along vector lanes");
        }
    }

    /// Emits both what differs from lane to lane and what does not, in order: the inside of a loop within lanes.
    void mixedNodes(List<Region.Node> body, Vectorization plan, VectorCode vectors) {
        for (var node : body) {
            if (plan.isVarying(node)) {
                vectorNode(node, plan, vectors);
            } else {
                node(node, null);
            }
        }
    }

    private void vectorLoop(ControlOp.For op, List<Value> results, Vectorization plan, VectorCode vectors) {
        var slots = results.stream().map(_ -> code.reference()).toList();
        moveLanes(op.initial(), slots, vectors);
        var carried = op.body().parameters().subList(1, op.body().parameters().size());
        for (int i = 0; i < slots.size(); i++) {
            vectors.carry(carried.get(i), slots.get(i));
        }
        int limit = code.intLocal();
        int counter = code.intLocal();
        scope.pushInt(op.count());
        code.storeInt(limit);
        code.insn(Opcodes.ICONST_0);
        code.storeInt(counter);
        scope.put(op.body().parameters().getFirst(), new Location.Index(counter));
        code.countedLoop(counter, limit, 1, () -> {
            mixedNodes(op.body().body(), plan, vectors);
            moveLanes(op.body().yields(), slots, vectors);
        });
        for (int i = 0; i < slots.size(); i++) {
            vectors.put(results.get(i), vectors.widest(), slots.get(i));
        }
    }

    private void moveLanes(List<Value> values, List<Integer> slots, VectorCode vectors) {
        values.forEach(v -> vectors.push(v, vectors.widest()));
        for (int slot : new ArrayList<>(slots).reversed()) {
            code.storeRef(slot);
        }
    }

    Scope scope() {
        return scope;
    }
}
