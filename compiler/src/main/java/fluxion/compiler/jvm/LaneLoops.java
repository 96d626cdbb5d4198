package fluxion.compiler.jvm;

import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// The loops of a direct method that have vector code beside their scalar code: for as many rounds as fill vectors,
/// once HotSpot has compiled it.
final class LaneLoops {
    /// The vector code of a loop, or its scalar code.
    private record Emitted(ControlOp.For loop, Label from, Label to) {}

    private final Map<ControlOp.For, LanePlan> plans;
    private final int bits;
    private final boolean hasTiers;
    private final String className;
    private final List<Emitted> emitted = new ArrayList<>();
    private int tiers;

    /// @param bits the width of vectors; 0 for scalar code alone
    /// @param hasTiers whether scalar code runs until vector code is the faster one; if not, vector code runs at
    ///     once
    /// @param without loops that have scalar code alone
    LaneLoops(
            Program program, ListPlan lists, int bits, boolean hasTiers, String className, Set<ControlOp.For> without) {
        this(bits == 0 ? Map.of() : LanePlan.all(program, lists, without), bits, hasTiers, className);
    }

    private LaneLoops(Map<ControlOp.For, LanePlan> plans, int bits, boolean hasTiers, String className) {
        this.plans = plans;
        this.bits = bits;
        this.hasTiers = hasTiers;
        this.className = className;
    }

    /// None.
    static LaneLoops none() {
        return new LaneLoops(Map.of(), 0, false, "");
    }

    /// Whether `region`, which is all of a method, has loops, and all of them have lanes.
    boolean hasOuterLoops(Region region) {
        var loops = region.body().stream()
                .filter(node -> node.op() instanceof ControlOp.For)
                .toList();
        return !loops.isEmpty()
                && loops.stream().allMatch(node -> node.op() instanceof ControlOp.For loop && plans.containsKey(loop));
    }

    /// The buffers that have an array with the elements of all lanes, and the sizes of those.
    Map<Value, Dim> buffers() {
        var buffers = new LinkedHashMap<Value, Dim>();
        for (var plan : plans.values()) {
            int lanes = LaneBody.lanes(plan, bits);
            plan.varyingBuffers().forEach(buffer -> buffers.put(buffer, LaneBody.size(buffer, lanes)));
        }
        return buffers;
    }

    /// Emits `loop`, from the round in the local `counter` to that in `limit`.
    ///
    /// @param inScalars emits it in scalar code
    void loop(ControlOp.For loop, DirectBody body, DirectScope scope, int counter, int limit, Runnable inScalars) {
        var plan = plans.get(loop);
        if (plan == null) {
            inScalars.run();
            return;
        }
        var code = scope.code;
        var lanes = new LaneBody(body, scope, plan, bits);
        int count = LaneBody.lanes(plan, bits);
        int end = code.intLocal();
        int began = code.local(DType.I64);
        int between = code.local(DType.I64);
        int tier = tiers++;
        var rest = new Label();
        code.insn(Opcodes.LCONST_0);
        code.store(DType.I64, began);
        code.insn(Opcodes.ICONST_0);
        code.storeInt(end);
        if (hasTiers) {
            code.loadInt(limit);
            code.pushInt(plan.fewestRounds());
            code.m.visitJumpInsn(Opcodes.IF_ICMPLT, rest);
        }
        code.loadInt(limit);
        code.pushInt(-count);
        code.insn(Opcodes.IAND);
        code.storeInt(end);
        plan.accesses().guards().forEach(guard -> guard(scope, loop, guard, end));
        if (hasTiers) {
            share(code, tier, count, end, began);
        }
        code.loadInt(end);
        code.m.visitJumpInsn(Opcodes.IFEQ, rest);
        apart(loop, body, code, () -> lanes.loop(end));
        // what the loop leaves, so that a method of its own need not hand it back
        code.loadInt(end);
        code.storeInt(counter);
        lanes.appended(end);
        code.m.visitLabel(rest);
        if (hasTiers) {
            code.insn(Opcodes.LCONST_0);
            code.store(DType.I64, between);
            time(code, began, () -> {
                nanoTime(code);
                code.store(DType.I64, between);
            });
        }
        apart(loop, body, code, inScalars);
        if (hasTiers) {
            time(code, began, () -> {
                pushTier(code, tier);
                code.load(DType.I64, between);
                code.load(DType.I64, began);
                code.insn(Opcodes.LSUB);
                code.loadInt(end);
                nanoTime(code);
                code.load(DType.I64, between);
                code.insn(Opcodes.LSUB);
                code.loadInt(limit);
                code.loadInt(end);
                code.insn(Opcodes.ISUB);
                code.invoke(Names.TIER, "measured", "(JIJI)V");
            });
        }
    }

    private void apart(ControlOp.For loop, DirectBody body, Code code, Runnable emission) {
        var from = new Label();
        var to = new Label();
        code.m.visitLabel(from);
        body.pieces().apart(emission);
        code.m.visitLabel(to);
        emitted.add(new Emitted(loop, from, to));
    }

    private void pushTier(Code code, int tier) {
        code.getStatic(className, "TIER" + tier, "L" + Names.TIER + ";");
    }

    /// Sets `end` to 0 unless all rounds before it are inside of what `guard` names: then scalar code fails where it
    /// should.
    private static void guard(DirectScope scope, ControlOp.For loop, LaneAccesses.Guard guard, int end) {
        var code = scope.code;
        long growth = guard.index().factor(loop.body().parameters().getFirst());
        int first = code.local(DType.I64);
        code.pushLong(guard.index().constant());
        guard.index().terms().forEach((value, factor) -> {
            if (value != loop.body().parameters().getFirst()) {
                scope.push(value);
                if (value.dtype() == DType.I32) {
                    code.insn(Opcodes.I2L);
                }
                code.pushLong(factor);
                code.insn(Opcodes.LMUL);
                code.insn(Opcodes.LADD);
            }
        });
        code.store(DType.I64, first);
        var outside = new Label();
        var inside = new Label();
        for (int last = 0; last < 2; last++) {
            // the first round, and the one before `end`
            for (boolean isBelow : new boolean[] {true, false}) {
                code.load(DType.I64, first);
                if (last == 1) {
                    code.loadInt(end);
                    code.insn(Opcodes.ICONST_1);
                    code.insn(Opcodes.ISUB);
                    code.insn(Opcodes.I2L);
                    code.pushLong(growth);
                    code.insn(Opcodes.LMUL);
                    code.insn(Opcodes.LADD);
                }
                if (isBelow) {
                    scope.pushDim(((BufferType) guard.buffer().type()).size());
                    code.insn(Opcodes.I2L);
                } else {
                    code.insn(Opcodes.LCONST_0);
                }
                code.insn(Opcodes.LCMP);
                code.m.visitJumpInsn(isBelow ? Opcodes.IFGE : Opcodes.IFLT, outside);
            }
        }
        code.m.visitJumpInsn(Opcodes.GOTO, inside);
        code.m.visitLabel(outside);
        code.insn(Opcodes.ICONST_0);
        code.storeInt(end);
        code.m.visitLabel(inside);
    }

    /// How many rounds vector code does, into `end`; and the time, if that is measured, into `began`.
    private void share(Code code, int tier, int lanes, int end, int began) {
        var hot = new Label();
        code.loadInt(end);
        code.m.visitJumpInsn(Opcodes.IFEQ, hot);
        pushTier(code, tier);
        code.invoke(Names.TIER, "isHot", "()Z");
        code.m.visitJumpInsn(Opcodes.IFNE, hot);
        pushTier(code, tier);
        code.loadInt(end);
        code.pushInt(lanes);
        code.invoke(Names.TIER, "share", "(II)I");
        code.storeInt(end);
        nanoTime(code);
        code.store(DType.I64, began);
        code.m.visitLabel(hot);
    }

    private static void nanoTime(Code code) {
        code.call("java/lang/System", "nanoTime", "()J");
    }

    /// Emits `measure` for calls that are measured.
    private static void time(Code code, int began, Runnable measure) {
        var end = new Label();
        code.load(DType.I64, began);
        code.insn(Opcodes.LCONST_0);
        code.insn(Opcodes.LCMP);
        code.m.visitJumpInsn(Opcodes.IFEQ, end);
        measure.run();
        code.m.visitLabel(end);
    }

    /// The loops that are larger than HotSpot compiles.
    Set<ControlOp.For> tooLarge() {
        var large = Collections.<ControlOp.For>newSetFromMap(new IdentityHashMap<>());
        for (var loop : emitted) {
            if (MethodSplitter.size(loop.from, loop.to) > MethodSplitter.MOST_BYTES) {
                large.add(loop.loop);
            }
        }
        return large;
    }

    /// The vector code and the scalar code of each loop, to be methods of their own: HotSpot's compilers fail at, or
    /// take seconds for, methods with some hundred vector operations, and compile each loop as soon as it is used
    /// much.
    List<Pieces.Piece> pieces() {
        return emitted.stream()
                .map(loop -> new Pieces.Piece(loop.from, loop.to, List.of()))
                .toList();
    }

    /// Whether such a method hands back more than a number, in memory that the method around holds.
    boolean needMemory() {
        return plans.values().stream().anyMatch(plan -> plan.carriedScalars() > 1);
    }

    /// Emits the fields of tiers.
    void fields(ClassWriter writer) {
        for (int i = 0; hasTiers && i < tiers; i++) {
            writer.visitField(
                    Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL,
                    "TIER" + i,
                    "L" + Names.TIER + ";",
                    null,
                    null);
        }
    }

    /// Emits what sets them.
    void initialise(Code code) {
        for (int i = 0; hasTiers && i < tiers; i++) {
            code.m.visitTypeInsn(Opcodes.NEW, Names.TIER);
            code.insn(Opcodes.DUP);
            code.pushInt(1);
            code.pushInt(1);
            code.m.visitMethodInsn(Opcodes.INVOKESPECIAL, Names.TIER, "<init>", "(ZZ)V", false);
            code.m.visitFieldInsn(Opcodes.PUTSTATIC, className, "TIER" + i, "L" + Names.TIER + ";");
        }
    }
}
