package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits folds: 64 virtual accumulators, then a tree, however many lanes there are.
final class FoldCode {
    /// The number of virtual accumulators, from the definition of a reduction.
    static final int WIDTH = 64;
    /// Up to how many operations a body may have to be repeated, with the accumulators kept in registers.
    private static final int SMALL_BODY = 8;
    /// How many vectors of accumulators one loop keeps in registers: x86 has 16 before AVX-512.
    private static final int AT_ONCE = 8;
    /// Up to how many operations a short fold may come to when its vectors are written one after the other.
    private static final int STRAIGHT = 32;

    private final Scope scope;
    private final Code code;
    private final KernelBody body;
    private final Variant variant;
    /// Where the accumulators of each fold begin, by its body: code that is repeated shares them.
    private final Map<Region, Integer> bases = new IdentityHashMap<>();
    private final ColumnFolds columns;
    private int nextBase;

    FoldCode(Scope scope, KernelBody body, Variant variant) {
        this.scope = scope;
        this.code = scope.code;
        this.body = body;
        this.variant = variant;
        this.columns = new ColumnFolds(scope, body, this);
    }

    ColumnFolds columns() {
        return columns;
    }

    int reserve(BufferOp.Fold fold, int elements) {
        return bases.computeIfAbsent(fold.body(), _ -> {
            int base = nextBase;
            nextBase += elements;
            return base;
        });
    }

    /// A local with an array that has room for the accumulators of all folds of the method.
    int accumulators(DType dtype) {
        int slot = code.reference();
        code.call(Names.SCRATCH, "current", "()L" + Names.SCRATCH + ";");
        code.pushInt(scope.layout().scratch());
        code.invoke(
                Names.SCRATCH,
                dtype.name().toLowerCase(Locale.ROOT),
                "(I)" + JvmType.of(dtype).array());
        code.storeRef(slot);
        return slot;
    }

    // ---------------------------------------------------------------- a fold where there are no lanes around it

    void scalar(BufferOp.Fold fold, Value result) {
        var dtype = result.dtype();
        if (variant.isVector() && fold.extents().size() == 1 && dtype != DType.BOOL) {
            var plan = Vectorization.of(fold.body(), fold.body().parameters().getFirst());
            if (plan.isPossible() && plan.isVarying(fold.body().yields().getFirst())) {
                alongLanes(fold, result, plan);
                return;
            }
        }
        int array = accumulators(dtype);
        int base = reserve(fold, WIDTH);
        int count = zeroed();
        each(fold, () -> {
            body.nodes(fold.body().body(), null);
            var value = fold.body().yields().getFirst();
            code.loadRef(array);
            pushSlot(base, count, 1);
            ifElse(count, () -> scope.push(value), () -> {
                code.loadRef(array);
                pushSlot(base, count, 1);
                code.insn(JvmType.of(dtype).arrayLoad());
                scope.push(value);
                ScalarCode.apply(code, fold.fn().combine(), dtype);
            });
            code.insn(JvmType.of(dtype).arrayStore());
            code.m.visitIincInsn(count, 1);
        });
        finish(fold.fn(), dtype, array, base, count);
        body.storeScalar(result);
    }

    /// A loop over the elements of `fold`, which `element` takes.
    void each(BufferOp.Fold fold, Runnable element) {
        body.nest(
                fold.extents(),
                fold.body().parameters(),
                null,
                0,
                fold.extents().size(),
                element);
    }

    /// Stores the identity in `count` accumulators from `base` on.
    void fill(ReduceFn fn, DType dtype, int array, int base, int count) {
        code.loadRef(array);
        code.pushInt(base);
        code.pushInt(base + count);
        code.push(fn.identity(dtype));
        var d = JvmType.of(dtype);
        code.call("java/util/Arrays", "fill", "(" + d.array() + "II" + d.descriptor() + ")V");
    }

    /// Takes the vector that `fold` yields into the accumulators in `array` whose index is in the local `at`.
    ///
    /// @param isFirst whether it is their first one, which goes there as it is
    void accumulate(BufferOp.Fold fold, VectorCode vectors, int array, boolean isFirst, int at) {
        var value = fold.body().yields().getFirst();
        if (isFirst) {
            vectors.push(value, vectors.widest());
        } else {
            loadVector(vectors, value.dtype(), array, at);
            vectors.push(value, vectors.widest());
            vectors.apply(fold.fn().combine(), value.dtype());
        }
        storeVector(value.dtype(), array, at);
    }

    int zeroed() {
        int slot = code.intLocal();
        code.insn(Opcodes.ICONST_0);
        code.storeInt(slot);
        return slot;
    }

    /// Pushes `base + (count mod 64) * stride`.
    void pushSlot(int base, int count, int stride) {
        code.loadInt(count);
        code.pushInt(WIDTH - 1);
        code.insn(Opcodes.IAND);
        if (stride != 1) {
            code.pushInt(stride);
            code.insn(Opcodes.IMUL);
        }
        code.pushInt(base);
        code.insn(Opcodes.IADD);
    }

    /// The first 64 values go to accumulators of their own.
    void ifElse(int count, Runnable first, Runnable later) {
        code.loadInt(count);
        code.pushInt(WIDTH);
        code.choose(Opcodes.IF_ICMPLT, first, later);
    }

    /// Pushes the result of the tree over the first `min(count, 64)` accumulators, or the identity of none.
    private void finish(ReduceFn fn, DType dtype, int array, int base, int count) {
        code.loadInt(count);
        code.choose(
                Opcodes.IFNE,
                () -> {
                    code.loadRef(array);
                    code.pushInt(base);
                    code.loadInt(count);
                    code.pushInt(WIDTH);
                    code.call("java/lang/Math", "min", "(II)I");
                    var d = JvmType.of(dtype);
                    code.call(
                            Names.FOLDS, fn.name().toLowerCase(Locale.ROOT), "(" + d.array() + "II)" + d.descriptor());
                },
                () -> code.push(fn.identity(dtype)));
    }

    // ---------------------------------------------------------------- a fold the elements of which are lanes

    /// How often the body of `fold` is written, if its elements are lanes.
    static int copies(BufferOp.Fold fold, Variant variant) {
        var plan = Vectorization.of(fold.body(), fold.body().parameters().getLast());
        int lanes = variant.lanes(plan.widest());
        if (isShort(fold, plan, lanes)) {
            return Math.toIntExact(Math.ceilDiv(fold.extents().getLast().constant(), lanes));
        }
        return staysInRegisters(plan) ? 2 * WIDTH / lanes : 2;
    }

    private static boolean isShort(BufferOp.Fold fold, Vectorization plan, int lanes) {
        var extent = fold.extents().getLast();
        return extent.isConstant()
                && extent.constant() <= WIDTH
                && plan.operations() * Math.ceilDiv(extent.constant(), lanes) <= STRAIGHT;
    }

    private static boolean staysInRegisters(Vectorization plan) {
        return plan.operations() <= SMALL_BODY;
    }

    private void alongLanes(BufferOp.Fold fold, Value result, Vectorization plan) {
        int lanes = variant.lanes(plan.widest());
        var hoisted = VectorCode.Hoisted.none();
        body.hoistConstants(fold.body(), plan, lanes, hoisted);
        var extent = fold.extents().getFirst();
        var vectors = new VectorCode(scope, lanes, plan.widest(), plan.lane(), -1, hoisted);
        int[] sums;
        if (isShort(fold, plan, lanes)) {
            sums = straight(fold, plan, lanes, (int) extent.constant(), hoisted);
        } else if (staysInRegisters(plan)) {
            sums = inRegisters(fold, plan, lanes, extent, hoisted);
        } else {
            sums = inMemory(fold, plan, lanes, extent, hoisted);
        }
        tree(fold.fn(), result.dtype(), sums, vectors);
        body.storeScalar(result);
    }

    /// Pushes the result of the tree over accumulators that stand in the vectors `sums`; the identity stands in
    /// those that took nothing, and vectors at the end may be missing.
    private void tree(ReduceFn fn, DType dtype, int[] sums, VectorCode vectors) {
        if (sums.length == 0) {
            code.push(fn.identity(dtype));
            return;
        }
        for (int half = WIDTH / vectors.lanes() / 2; half > 0; half /= 2) {
            for (int j = 0; j < half && j + half < sums.length; j++) {
                code.loadRef(sums[j]);
                code.loadRef(sums[j + half]);
                vectors.apply(fn.combine(), dtype);
                code.storeRef(sums[j]);
            }
        }
        var d = JvmType.of(dtype);
        for (int by = vectors.lanes() / 2; by > 0; by /= 2) {
            code.loadRef(sums[0]);
            code.loadRef(sums[0]);
            code.getStatic(Names.SHIFTS, Variant.species(dtype, vectors.lanes()) + "_" + by, Names.SHUFFLE_D);
            code.invoke(d.vector(), "rearrange", "(" + Names.SHUFFLE_D + ")" + d.vectorDescriptor());
            vectors.apply(fn.combine(), dtype);
            code.storeRef(sums[0]);
        }
        code.loadRef(sums[0]);
        code.insn(Opcodes.ICONST_0);
        code.invoke(d.vector(), "lane", "(I)" + d.descriptor());
    }

    /// A fold over `count` elements, at most 64, without a loop: each accumulator takes one.
    private int[] straight(BufferOp.Fold fold, Vectorization plan, int lanes, int count, VectorCode.Hoisted hoisted) {
        var value = fold.body().yields().getFirst();
        int[] sums = new int[Math.ceilDiv(count, lanes)];
        var index = zeroed();
        scope.put(plan.lane(), new Location.Index(index));
        body.uniformNodes(fold.body(), plan);
        for (int q = 0; q < sums.length; q++) {
            code.pushInt(q * lanes);
            code.storeInt(index);
            var vectors = new VectorCode(scope, lanes, plan.widest(), plan.lane(), index, hoisted);
            if (q * lanes + lanes > count) {
                vectors.useMask(body.mask(vectors, index, () -> code.pushInt(count)));
            }
            body.vectorNodes(fold.body().body(), plan, vectors);
            vectors.push(value, vectors.widest());
            vectors.fillUnused(fold.fn().identity(value.dtype()));
            sums[q] = code.reference();
            code.storeRef(sums[q]);
        }
        return sums;
    }

    private int extentOf(Dim extent) {
        int slot = code.intLocal();
        scope.pushDim(extent);
        code.storeInt(slot);
        return slot;
    }

    /// A loop that keeps the accumulators in memory, for bodies that need the registers.
    private int[] inMemory(BufferOp.Fold fold, Vectorization plan, int lanes, Dim extent, VectorCode.Hoisted hoisted) {
        var value = fold.body().yields().getFirst();
        var dtype = value.dtype();
        var identity = fold.fn().identity(dtype);
        int from = zeroed();
        int to = extentOf(extent);
        int array = accumulators(dtype);
        int base = reserve(fold, WIDTH);
        fill(fold.fn(), dtype, array, base, WIDTH);
        KernelBody.Step accumulate = vectors -> {
            int at = code.intLocal();
            scope.pushInt(plan.lane());
            code.pushInt(WIDTH - 1);
            code.insn(Opcodes.IAND);
            code.pushInt(base);
            code.insn(Opcodes.IADD);
            code.storeInt(at);
            loadVector(vectors, dtype, array, at);
            vectors.push(value, vectors.widest());
            vectors.fillUnused(identity);
            vectors.apply(fold.fn().combine(), dtype);
            storeVector(dtype, array, at);
        };
        body.lanes(fold.body(), plan, lanes, from, to, extent, hoisted, accumulate, accumulate);
        var vectors = new VectorCode(scope, lanes, plan.widest(), plan.lane(), -1, hoisted);
        int[] sums = new int[WIDTH / lanes];
        int at = code.intLocal();
        for (int q = 0; q < sums.length; q++) {
            code.pushInt(base + q * lanes);
            code.storeInt(at);
            loadVector(vectors, dtype, array, at);
            sums[q] = code.reference();
            code.storeRef(sums[q]);
        }
        return sums;
    }

    void loadVector(VectorCode vectors, DType dtype, int array, int at) {
        var d = JvmType.of(dtype);
        vectors.species(dtype);
        code.loadRef(array);
        code.loadInt(at);
        code.call(d.vector(), "fromArray", "(" + Names.SPECIES_D + d.array() + "I)" + d.vectorDescriptor());
    }

    /// Stores the vector on the stack.
    void storeVector(DType dtype, int array, int at) {
        var d = JvmType.of(dtype);
        code.loadRef(array);
        code.loadInt(at);
        code.invoke(d.vector(), "intoArray", "(" + d.array() + "I)V");
    }

    /// Loops over 64 elements at a time that keep accumulators in registers, and what is left after them. Where there
    /// are too many accumulators for one loop, each loop has some of them and takes the elements that are theirs.
    private int[] inRegisters(
            BufferOp.Fold fold, Vectorization plan, int lanes, Dim extent, VectorCode.Hoisted hoisted) {
        var dtype = fold.body().yields().getFirst().dtype();
        int[] sums = new int[WIDTH / lanes];
        int from = zeroed();
        int to = extentOf(extent);
        var lane = plan.lane();
        var start = new VectorCode(scope, lanes, plan.widest(), lane, -1, hoisted);
        for (int q = 0; q < sums.length; q++) {
            start.spread(dtype, start.widest(), () -> code.push(fold.fn().identity(dtype)));
            sums[q] = code.reference();
            code.storeRef(sums[q]);
        }
        scope.put(lane, new Location.Index(from));
        body.uniformNodes(fold.body(), plan);
        int limit = code.intLocal();
        code.loadInt(to);
        code.pushInt(WIDTH - 1);
        code.insn(Opcodes.ISUB);
        code.storeInt(limit);
        int index = zeroed();
        scope.put(lane, new Location.Index(index));
        for (int first = 0; first < sums.length; first += AT_ONCE) {
            int group = first;
            code.insn(Opcodes.ICONST_0);
            code.storeInt(from);
            code.countedLoop(from, limit, WIDTH, () -> {
                for (int q = group; q < Math.min(group + AT_ONCE, sums.length); q++) {
                    index(from, q * lanes, index);
                    take(fold, plan, new VectorCode(scope, lanes, plan.widest(), lane, index, hoisted), sums[q]);
                }
                // Keeps rounds apart where HotSpot unrolls them, or it would load for all of them first and run out of
                // registers; on x86 it is no instruction.
                code.call("java/lang/invoke/VarHandle", "loadLoadFence", "()V");
            });
        }
        int rest = extent.isConstant() ? (int) (extent.constant() % WIDTH) : WIDTH;
        for (int q = 0; q < sums.length && q * lanes < rest; q++) {
            var vectors = new VectorCode(scope, lanes, plan.widest(), lane, index, hoisted);
            index(from, q * lanes, index);
            if (extent.isConstant() && (q + 1) * lanes <= rest) {
                take(fold, plan, vectors, sums[q]);
                continue;
            }
            var end = new Label();
            code.loadInt(index);
            code.loadInt(to);
            code.m.visitJumpInsn(Opcodes.IF_ICMPGE, end);
            vectors.useMask(body.mask(vectors, index, () -> code.loadInt(to)));
            take(fold, plan, vectors, sums[q]);
            code.m.visitLabel(end);
        }
        return sums;
    }

    private void index(int from, int offset, int index) {
        code.loadInt(from);
        code.pushInt(offset);
        code.insn(Opcodes.IADD);
        code.storeInt(index);
    }

    /// Takes the lanes of one vector into the accumulators in the vector `sum`.
    private void take(BufferOp.Fold fold, Vectorization plan, VectorCode vectors, int sum) {
        var value = fold.body().yields().getFirst();
        body.vectorNodes(fold.body().body(), plan, vectors);
        code.loadRef(sum);
        vectors.push(value, vectors.widest());
        vectors.fillUnused(fold.fn().identity(value.dtype()));
        vectors.combine(fold.fn().combine(), value.dtype());
        code.storeRef(sum);
    }

    // ---------------------------------------------------------------- a fold in each lane

    void inLanes(BufferOp.Fold fold, Value result, Vectorization plan, VectorCode vectors) {
        if (columns.load(fold, result, vectors)) {
            return;
        }
        var value = fold.body().yields().getFirst();
        var dtype = value.dtype();
        int lanes = vectors.lanes();
        int array = accumulators(dtype);
        int base = reserve(fold, WIDTH * lanes);
        int count = zeroed();
        int at = code.intLocal();
        each(fold, () -> {
            body.mixedNodes(fold.body().body(), plan, vectors);
            pushSlot(base, count, lanes);
            code.storeInt(at);
            ifElse(
                    count,
                    () -> accumulate(fold, vectors, array, true, at),
                    () -> accumulate(fold, vectors, array, false, at));
            code.m.visitIincInsn(count, 1);
        });
        treeOfVectors(fold.fn(), dtype, array, base, count, vectors, 1);
        code.loadInt(count);
        code.choose(
                Opcodes.IFNE,
                () -> {
                    code.pushInt(base);
                    code.storeInt(at);
                    loadVector(vectors, dtype, array, at);
                },
                () -> vectors.spread(
                        dtype, vectors.widest(), () -> code.push(fold.fn().identity(dtype))));
        vectors.store(result, vectors.widest());
    }

    /// `for (w = 32; w > 0; w /= 2) for (j = 0; j < w && j + w < count; j++) acc[j] = fn(acc[j], acc[j + w])`,
    /// where each accumulator is `each` vectors.
    void treeOfVectors(ReduceFn fn, DType dtype, int array, int base, int count, VectorCode vectors, int each) {
        int w = code.intLocal();
        int j = code.intLocal();
        int limit = code.intLocal();
        int left = code.intLocal();
        int right = code.intLocal();
        code.pushInt(WIDTH / 2);
        code.storeInt(w);
        var head = new Label();
        var end = new Label();
        code.m.visitLabel(head);
        code.loadInt(w);
        code.m.visitJumpInsn(Opcodes.IFLE, end);
        code.loadInt(w);
        code.loadInt(count);
        code.loadInt(w);
        code.insn(Opcodes.ISUB);
        code.call("java/lang/Math", "min", "(II)I");
        if (each > 1) {
            code.pushInt(each);
            code.insn(Opcodes.IMUL);
        }
        code.storeInt(limit);
        code.insn(Opcodes.ICONST_0);
        code.storeInt(j);
        code.countedLoop(j, limit, 1, () -> {
            code.loadInt(j);
            code.pushInt(vectors.lanes());
            code.insn(Opcodes.IMUL);
            code.pushInt(base);
            code.insn(Opcodes.IADD);
            code.storeInt(left);
            code.loadInt(left);
            code.loadInt(w);
            code.pushInt(each * vectors.lanes());
            code.insn(Opcodes.IMUL);
            code.insn(Opcodes.IADD);
            code.storeInt(right);
            loadVector(vectors, dtype, array, left);
            loadVector(vectors, dtype, array, right);
            vectors.apply(fn.combine(), dtype);
            storeVector(dtype, array, left);
        });
        code.loadInt(w);
        code.insn(Opcodes.ICONST_1);
        code.insn(Opcodes.ISHR);
        code.storeInt(w);
        code.m.visitJumpInsn(Opcodes.GOTO, head);
        code.m.visitLabel(end);
    }
}
