package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.Dim;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;

/// Emits folds in each lane, such as sums over the rows of a matrix, for several vectors of lanes at a time: each row
/// is read in one stretch, where a fold of one vector after the other would read all of memory in small pieces once for
/// each.
final class ColumnFolds {
    /// The lanes that are folded at a time, at least four vectors of them: accumulators for as many fit the first-level
    /// cache, and shorter stretches of memory come one by one.
    private static final int LANES = 32;

    /// Up to how many operations the vectors of a block are written one after the other.
    private static final int UNROLLED = 64;

    private final Scope scope;
    private final Code code;
    private final KernelBody body;
    private final FoldCode folds;
    /// The folds that are done for the vectors of the current block.
    private final Map<Region, Done> done = new IdentityHashMap<>();

    /// Where the results of a fold are: one after the other from `base` in the array, the first for index `from`.
    private record Done(int array, int base, int from) {}

    ColumnFolds(Scope scope, KernelBody body, FoldCode folds) {
        this.scope = scope;
        this.code = scope.code;
        this.body = body;
        this.folds = folds;
    }

    /// How many vectors are folded at a time.
    private static int together(int lanes) {
        return Math.max(4, LANES / lanes);
    }

    /// How many elements accumulator i of the vectors that are folded at a time takes.
    static int room(int lanes) {
        return together(lanes) * lanes;
    }

    /// Whether what differs from lane to lane in `loop` begins with folds, has none later, and there is more than
    /// one vector of lanes.
    static boolean fits(Region loop, Vectorization plan, int lanes, @Nullable Dim extent) {
        boolean isLong = extent != null && extent.isConstant() && extent.constant() >= 2L * lanes;
        var varying = loop.body().stream().filter(plan::isVarying).toList();
        long leading = varying.stream().takeWhile(ColumnFolds::isFold).count();
        return isLong && leading > 0 && varying.stream().skip(leading).noneMatch(ColumnFolds::isFold);
    }

    private static boolean isFold(Region.Node node) {
        return node.op() instanceof BufferOp.Fold;
    }

    /// A loop over the whole vectors of `loop`, from `counter`, a local, up to `to`; after it `counter` is the
    /// first index that is left.
    void loop(Region loop, Vectorization plan, VectorCode vectors, int counter, int to) {
        int lanes = vectors.lanes();
        int room = room(lanes);
        int stop = code.intLocal();
        code.loadInt(to);
        code.loadInt(to);
        code.loadInt(counter);
        code.insn(Opcodes.ISUB);
        code.pushInt(lanes - 1);
        code.insn(Opcodes.IAND);
        code.insn(Opcodes.ISUB);
        code.storeInt(stop);
        int end = code.intLocal();
        int block = code.intLocal();
        code.loadInt(counter);
        code.storeInt(block);
        code.countedLoop(block, stop, room, () -> {
            code.loadInt(block);
            code.pushInt(room);
            code.insn(Opcodes.IADD);
            code.loadInt(stop);
            code.call("java/lang/Math", "min", "(II)I");
            code.storeInt(end);
            for (var node : loop.body()) {
                if (plan.isVarying(node) && node.op() instanceof BufferOp.Fold fold) {
                    done.put(fold.body(), fold(fold, plan, vectors, block, end));
                }
            }
            scope.put(plan.lane(), new Location.Index(counter));
            code.loadInt(block);
            code.storeInt(counter);
            code.countedLoop(counter, end, lanes, () -> body.vectorNodes(loop.body(), plan, vectors));
        });
        done.clear();
    }

    /// Folds over the vectors from index `from` up to `end`.
    private Done fold(BufferOp.Fold fold, Vectorization plan, VectorCode around, int from, int end) {
        var dtype = fold.body().yields().getFirst().dtype();
        int vectors = together(around.lanes());
        int room = room(around.lanes());
        int array = folds.accumulators(dtype);
        int base = folds.reserve(fold, FoldCode.WIDTH * room);
        int count = folds.zeroed();
        boolean isFirst = isAtMostOneEach(fold);
        if (!isFirst) {
            folds.fill(fold.fn(), dtype, array, base, FoldCode.WIDTH * room);
        }
        int index = code.intLocal();
        int at = code.intLocal();
        scope.put(plan.lane(), new Location.Index(index));
        Runnable begin = () -> {
            code.loadInt(from);
            code.storeInt(index);
            folds.pushSlot(base, count, room);
            code.storeInt(at);
            body.uniformNodes(fold.body(), plan);
        };
        Runnable take = () -> {
            var here = around.along(index);
            body.vectorNodes(fold.body().body(), plan, here);
            folds.accumulate(fold, here, array, isFirst, at);
        };
        Runnable next = () -> {
            code.m.visitIincInsn(at, around.lanes());
            code.m.visitIincInsn(index, around.lanes());
        };
        Runnable last = () -> code.m.visitIincInsn(count, 1);
        Runnable some = () -> folds.each(fold, () -> {
            begin.run();
            code.countedLoop(index, end, around.lanes(), () -> {
                take.run();
                code.m.visitIincInsn(at, around.lanes());
            });
            last.run();
        });
        if (vectors * fold.body().body().size() <= UNROLLED) {
            code.loadInt(end);
            code.loadInt(from);
            code.insn(Opcodes.ISUB);
            code.pushInt(room);
            code.choose(
                    Opcodes.IF_ICMPEQ,
                    () -> folds.each(fold, () -> {
                        begin.run();
                        for (int v = 0; v < vectors; v++) {
                            take.run();
                            next.run();
                        }
                        last.run();
                    }),
                    some);
        } else {
            some.run();
        }
        folds.treeOfVectors(fold.fn(), dtype, array, base, count, around, vectors);
        // of nothing it is the identity
        code.loadInt(count);
        code.choose(Opcodes.IFNE, () -> {}, () -> folds.fill(fold.fn(), dtype, array, base, room));
        return new Done(array, base, from);
    }

    /// Whether there is no more than one element for an accumulator.
    private static boolean isAtMostOneEach(BufferOp.Fold fold) {
        return fold.extents().size() == 1
                && fold.extents().getFirst().isConstant()
                && fold.extents().getFirst().constant() <= FoldCode.WIDTH;
    }

    /// Loads the result of `fold` at the vector of `vectors`, if it is done.
    boolean load(BufferOp.Fold fold, Value result, VectorCode vectors) {
        var found = done.get(fold.body());
        if (found == null) {
            return false;
        }
        int at = code.intLocal();
        scope.pushInt(vectors.lane());
        code.loadInt(found.from);
        code.insn(Opcodes.ISUB);
        code.pushInt(found.base);
        code.insn(Opcodes.IADD);
        code.storeInt(at);
        folds.loadVector(vectors, result.dtype(), found.array, at);
        vectors.store(result, vectors.widest());
        return true;
    }
}
