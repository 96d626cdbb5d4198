package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.IrException;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits the rounds of a loop of a direct method that run side by side in the lanes of vectors, as [LanePlan] says.
final class LaneBody {
    private final DirectBody scalars;
    private final DirectScope scope;
    private final Code code;
    private final DirectBuffers buffers;
    private final LanePlan plan;
    private final LaneKinds kinds;
    private final int lanes;
    private final Value lane;
    private final VectorCode vectors;
    private final LaneMemory memory;
    private final SerialCode serial;
    /// The local with the first of the rounds that are under way.
    private final int round;

    /// @param scalars emits what is the same in all lanes
    /// @param bits the width of vectors
    LaneBody(DirectBody scalars, DirectScope scope, LanePlan plan, int bits) {
        this.scalars = scalars;
        this.scope = scope;
        this.code = scope.code;
        this.buffers = scalars.buffers();
        this.plan = plan;
        this.kinds = plan.kinds();
        this.lanes = lanes(plan, bits);
        this.lane = plan.loop().body().parameters().getFirst();
        this.vectors = new VectorCode(scope, lanes, kinds.widest(), null, -1, VectorCode.Hoisted.none());
        this.memory = new LaneMemory(scope, vectors, scalars.lists());
        this.round = code.intLocal();
        this.serial = new SerialCode(scope, plan, vectors, scalars);
    }

    static int lanes(LanePlan plan, int bits) {
        return new Variant(bits).lanes(plan.kinds().widest());
    }

    /// All rounds from the first to that in the local `end`, which is a multiple of the number of lanes.
    void loop(int end) {
        var loop = plan.loop();
        code.insn(Opcodes.ICONST_0);
        code.storeInt(round);
        var inside = plan.accesses().inside();
        hoist(loop.body(), inside);
        int first = plan.direction() > 0 ? round : code.intLocal();
        scope.put(lane, new Location.Index(first));
        code.countedLoop(round, end, lanes, () -> {
            if (first != round) {
                code.loadInt(round);
                code.pushInt(lanes - 1);
                code.insn(Opcodes.IADD);
                code.storeInt(first);
            }
            spread(loop.body().parameters().subList(0, 1));
            nodes(loop.body().body());
            serial.round(loop);
        });
        // what follows, in scalar code, computes it anew
        inside.stream()
                .filter(x -> x.type() instanceof TensorType
                        && !loop.body().parameters().contains(x))
                .forEach(scope::forget);
    }

    /// Emits that lists have the elements that the rounds up to that in the local `end` append.
    void appended(int end) {
        for (var node : plan.loop().body().body()) {
            if (node.op() instanceof BufferOp.BufferListAppend(var list, var _)) {
                memory.appended(list, end);
            }
        }
    }

    /// Spreads over all lanes what varying operations use and is there before the loop.
    private void hoist(Region region, Set<Value> inside) {
        for (var node : region.body()) {
            if (node.op() instanceof ScalarOp op
                    && kinds.isVarying(node.results().getFirst())
                    && !LanePlan.isByLane(op)) {
                OpSchema.operands(op).stream()
                        .filter(x -> x.constant() != null || !inside.contains(x))
                        .forEach(vectors::hoist);
            }
            OpSchema.regions(node.op()).forEach(inner -> hoist(inner, inside));
        }
    }

    // ---------------------------------------------------------------- operations

    /// Whether nothing of `node` differs from lane to lane.
    private boolean isUniform(Region.Node node) {
        boolean own = switch (node.op()) {
            case BufferOp.Read(var buffer, var _, var indices, var strides) ->
                !kinds.isVaryingBuffer(buffer) && plan.stride(indices, strides) == 0;
            case BufferOp.Write(var buffer, var _, var _, var _, var _) ->
                kinds.isOwn(buffer) && !kinds.isVaryingBuffer(buffer);
            case BufferOp.BufferListAppend _ -> false;
            case BufferOp.AssertInside _ -> false;
            case fluxion.ir.Op _ -> node.results().stream().noneMatch(kinds::isMoving);
        };
        return own
                && OpSchema.regions(node.op()).stream()
                        .allMatch(region -> region.body().stream().allMatch(this::isUniform)
                                && region.parameters().stream().noneMatch(kinds::isMoving));
    }

    private void nodes(List<Region.Node> body) {
        for (var node : body) {
            if (isUniform(node)) {
                scalars.single(node);
            } else {
                scalars.line(node.position());
                node(node);
            }
        }
    }

    private void node(Region.Node node) {
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> scalar(op, node.results().getFirst());
            case BufferOp.Read read -> read(read, node);
            case BufferOp.Write write -> write(write);
            case BufferOp.AssertInside inside when plan.accesses().isGuarded(inside) -> {}
            case BufferOp.AssertInside(var buffer, var index) -> {
                // an array of the size of the buffer, whatever it is that is read then
                buffers.pushArray(buffer);
                scalars.pushIndex(index);
                var type = JvmType.of(buffer.dtype());
                code.insn(type.arrayLoad());
                code.insn(type.slots() == 2 ? Opcodes.POP2 : Opcodes.POP);
            }
            case BufferOp.Kernel kernel -> {
                if (!scalars.isCopyInPlace(kernel)) {
                    nest(kernel.grid(), kernel.body());
                }
            }
            case BufferOp.Parallel(var extents, var body) -> nest(extents, body);
            case ControlOp.If op -> branch(op, node.results());
            case ControlOp.For op -> loop(op, node.results());
            case ControlOp.While op -> loop(op, node.results());
            case BufferOp.BufferListAppend(var list, var element) -> memory.append(list, element, round);
            case BufferOp.BufferListElement(var list, var index) ->
                memory.element(list, index, node.results().getFirst());
            case BufferOp.Alloc _,
                    BufferOp.Fold _,
                    BufferOp.AssertEqual _,
                    BufferOp.Abort _,
                    BufferOp.Contract _,
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
                    BufferOp.AssertFinite _ -> throw new IrException(node.op() + " in lanes");
        }
    }

    private void scalar(ScalarOp op, Value result) {
        if (kinds.isSerial(result)) {
            return;
        }
        if (kinds.isAffine(result)) {
            scope.define(op, result);
            spread(List.of(result));
        } else if (LanePlan.isByLane(op)) {
            serial.eachLane(op, result);
        } else if (op instanceof ScalarOp.Convert(var x, var dtype) && kinds.isAffine(x) && dtype.isFloat()) {
            growing(DType.I32, x);
            vectors.convertInts(dtype, result);
        } else {
            vectors.define(op, result);
        }
    }

    /// Makes vectors of those of `values` that are needed as such.
    private void spread(List<Value> values) {
        for (var value : values) {
            if (kinds.isData(value)) {
                growing(value.dtype(), value);
                vectors.keep(value);
            }
        }
    }

    /// Pushes the affine `value` of each lane as integers of type `dtype`.
    private void growing(DType dtype, Value value) {
        vectors.spread(dtype, vectors.widest(), () -> {
            if (dtype == DType.I64 || value.dtype() == DType.I32) {
                scope.push(value);
            } else {
                scope.pushInt(value);
            }
        });
        code.pushInt((int) (plan.direction() * kinds.growth(value)));
        var type = JvmType.of(dtype);
        code.invoke(type.vector(), "addIndex", "(I)" + type.vectorDescriptor());
    }

    // ---------------------------------------------------------------- memory

    /// Pushes the address of what varying `buffer` has for the lanes.
    private void pushOwn(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) {
        code.loadRef(buffers.lanes(buffer));
        scope.pushIndex(buffer, offset, indices, strides);
        code.pushInt(lanes);
        code.insn(Opcodes.IMUL);
    }

    private void read(BufferOp.Read read, Region.Node node) {
        var result = node.results().getFirst();
        if (kinds.isSerial(result)) {
            scalars.single(node);
        } else if (kinds.isVaryingBuffer(read.buffer())) {
            memory.load(result, 1, () -> pushOwn(read.buffer(), read.offset(), read.indices(), read.strides()));
        } else {
            memory.load(
                    result,
                    plan.stride(read.indices(), read.strides()),
                    () -> scope.pushAddress(read.buffer(), read.offset(), read.indices(), read.strides()));
        }
    }

    private void write(BufferOp.Write write) {
        var sum = plan.accesses().sum(write);
        if (sum != null) {
            serial.sum(write, sum);
        } else if (kinds.isVaryingBuffer(write.buffer())) {
            memory.store(
                    write.value(), 1, () -> pushOwn(write.buffer(), write.offset(), write.indices(), write.strides()));
        } else {
            memory.store(
                    write.value(),
                    plan.stride(write.indices(), write.strides()),
                    () -> scope.pushAddress(write.buffer(), write.offset(), write.indices(), write.strides()));
        }
    }

    // ---------------------------------------------------------------- control flow, the same in all lanes

    private void nest(List<Dim> extents, Region body) {
        new KernelBody(scope, Variant.SCALAR)
                .nest(extents, body.parameters(), null, 0, extents.size(), () -> nodes(body.body()));
    }

    private void branch(ControlOp.If op, List<Value> results) {
        if (kinds.isVarying(op.condition())) {
            for (var region : List.of(op.whenTrue(), op.whenFalse())) {
                nodes(region.body());
            }
            for (int i = 0; i < results.size(); i++) {
                vectors.define(
                        new ScalarOp.Select(
                                op.condition(),
                                op.whenTrue().yields().get(i),
                                op.whenFalse().yields().get(i)),
                        results.get(i));
            }
            return;
        }
        declare(results);
        var otherwise = new Label();
        var end = new Label();
        scope.jumpUnless(op.condition(), otherwise);
        nodes(op.whenTrue().body());
        move(op.whenTrue().yields(), results);
        code.m.visitJumpInsn(Opcodes.GOTO, end);
        code.m.visitLabel(otherwise);
        nodes(op.whenFalse().body());
        move(op.whenFalse().yields(), results);
        code.m.visitLabel(end);
    }

    private void loop(ControlOp.For op, List<Value> results) {
        var parameters = op.body().parameters();
        var carried = parameters.subList(1, parameters.size());
        declare(carried);
        move(op.initial(), carried);
        int limit = code.intLocal();
        int counter = code.intLocal();
        scope.pushInt(op.count());
        code.storeInt(limit);
        code.insn(Opcodes.ICONST_0);
        code.storeInt(counter);
        scope.put(parameters.getFirst(), new Location.Index(counter));
        code.countedLoop(counter, limit, 1, () -> round(op.body(), carried));
        rename(carried, results);
    }

    private void loop(ControlOp.While op, List<Value> results) {
        var carried = op.body().parameters();
        declare(carried);
        move(op.initial(), carried);
        rename(carried, op.condition().parameters());
        var head = new Label();
        var end = new Label();
        code.m.visitLabel(head);
        spread(op.condition().parameters());
        nodes(op.condition().body());
        scope.jumpUnless(op.condition().yields().getFirst(), end);
        round(op.body(), carried);
        code.m.visitJumpInsn(Opcodes.GOTO, head);
        code.m.visitLabel(end);
        rename(carried, results);
    }

    private void round(Region body, List<Value> carried) {
        spread(carried);
        nodes(body.body());
        move(body.yields(), carried);
    }

    private void declare(List<Value> values) {
        for (var value : values) {
            if (kinds.isVarying(value)) {
                vectors.carry(value, code.reference());
            } else {
                scope.put(value, scope.newLocal(value));
            }
        }
    }

    /// Stores `from` as `to`, all at once.
    private void move(List<Value> from, List<Value> to) {
        var moved = new ArrayList<Integer>();
        for (int i = 0; i < from.size(); i++) {
            if (from.get(i) != to.get(i)) {
                moved.add(i);
                if (kinds.isVarying(to.get(i))) {
                    vectors.push(from.get(i), vectors.widest());
                } else {
                    scalars.push(from.get(i), to.get(i));
                }
            }
        }
        for (int i : moved.reversed()) {
            switch (scope.at(to.get(i))) {
                case Location.Vector(var _, var _, int slot) -> code.storeRef(slot);
                case Location other -> scope.storeTo(other);
            }
        }
    }

    /// Lets `to` be other names of `from`.
    private void rename(List<Value> from, List<Value> to) {
        for (int i = 0; i < to.size(); i++) {
            if (kinds.isVarying(from.get(i)) || kinds.isVarying(to.get(i))) {
                scope.put(to.get(i), scope.at(from.get(i)));
            } else {
                scalars.keep(List.of(from.get(i)), List.of(to.get(i)));
            }
        }
        spread(to);
    }

    /// How many elements `buffer` has in all lanes.
    static Dim size(Value buffer, int lanes) {
        return ((BufferType) buffer.type()).size().times(lanes);
    }
}
