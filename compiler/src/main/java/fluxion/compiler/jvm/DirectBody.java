package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits the operations of a program into a direct method. Kernels become loops.
final class DirectBody {
    private final Code code;
    private final DirectScope scope;
    private final DirectBuffers buffers;
    private final DirectHold hold;
    private final ListCode lists;
    private final Frames frames;
    private final DirectProcedures procedures;
    private final FrameLocal frameLocal;
    private final LaneLoops laneLoops;
    private final @Nullable String file;
    private final Pieces pieces = new Pieces();
    private int line;

    /// @param laneLoops the loops that have vector code
    /// @param file the source file that line numbers are for, if any
    DirectBody(
            DirectScope scope,
            DirectBuffers buffers,
            DirectHold hold,
            DirectProcedures procedures,
            FrameLocal frameLocal,
            LaneLoops laneLoops,
            @Nullable String file) {
        this.laneLoops = laneLoops;
        this.procedures = procedures;
        this.frameLocal = frameLocal;
        this.frames = Frames.of(scope, buffers, hold.lists(), frameLocal);
        this.code = scope.code;
        this.scope = scope;
        this.buffers = buffers;
        this.hold = hold;
        this.lists = hold.lists();
        this.file = file;
    }

    /// What belongs to which operation of the program.
    Pieces pieces() {
        return pieces;
    }

    /// The body of a procedure, and what it returns onto the operand stack.
    void procedure(Region region) {
        int mark = frames.enter(region);
        nodes(region.body());
        frames.give(region.yields());
        frames.leave(mark);
    }

    void nodes(List<Region.Node> body) {
        var region = pieces.region();
        for (var node : body) {
            pieces.piece(region, code, () -> {
                line(node.position());
                node(node);
            });
        }
    }

    /// Emits one operation that is no part of others for [MethodSplitter].
    void single(Region.Node node) {
        line(node.position());
        node(node);
    }

    void line(@Nullable SourcePosition position) {
        if (position != null && position.line() > 0 && position.file().equals(file) && position.line() != line) {
            line = position.line();
            var here = new Label();
            code.m.visitLabel(here);
            code.m.visitLineNumber(line, here);
        }
    }

    private void node(Region.Node node) {
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> scope.define(op, node.results().getFirst());
            case BufferOp.Alloc _ -> hold.make(node.results().getFirst());
            case BufferOp.Read read -> read(read, node.results().getFirst());
            case BufferOp.Write write -> write(write);
            case BufferOp.Kernel kernel -> {
                if (!isCopyInPlace(kernel)) {
                    var kernels = new KernelBody(scope, Variant.SCALAR);
                    kernels.nest(
                            kernel.grid(),
                            kernel.body().parameters(),
                            null,
                            0,
                            kernel.grid().size(),
                            () -> kernels.nodes(kernel.body().body(), null));
                }
            }
            case BufferOp.Contract _ -> throw new NotDirectException("a contraction");
            case BufferOp.Convolve _ -> throw new NotDirectException("a convolution");
            case ControlOp.If op -> branch(op, node.results());
            case ControlOp.For op -> loop(op, node.results());
            case ControlOp.While op -> loop(op, node.results());
            case ControlOp.Invoke(var procedure, var extents, var operands) -> {
                operands.forEach(this::pushOperand);
                extents.forEach(scope::pushDim);
                procedures.invoke(code, procedure, frameLocal);
                frames.results(node.results());
            }
            case ControlOp.Extent(var symbol, var n) -> {
                scope.pushInt(n);
                scope.bind(symbol);
            }
            case BufferOp.BufferPack(var values) -> {
                frames.keep(values);
                scope.store(node.results().getFirst());
            }
            case BufferOp.BufferUnpack(var frame, var into, var contents) ->
                frames.use(frame, contents, into, node.results());
            case BufferOp.BufferListNew _ -> lists.make(node.results().getFirst());
            case BufferOp.BufferListAppend(var list, var element) -> lists.append(node, list, element);
            case BufferOp.BufferListElement(var list, var index) ->
                lists.element(node, list, index, node.results().getFirst());
            case BufferOp.BufferListRead(var list, var index, var into) -> lists.read(node, list, index, into);
            case BufferOp.BufferListAccumulate(var list, var index, var element) ->
                lists.accumulate(list, index, element);
            case BufferOp.BufferListLength(var list) -> {
                lists.pushLength(list);
                scope.store(node.results().getFirst());
            }
            case BufferOp.Report(var label, var type, var buffer) -> report("print", label, type, buffer);
            case BufferOp.AssertFinite(var where, var type, var buffer) -> report("checkFinite", where, type, buffer);
            case BufferOp.AssertEqual equal -> ReportCode.requireEqual(code, equal, this::pushLongDim);
            case BufferOp.AssertInside _ -> {} // the array is of exactly that size
            case BufferOp.Abort abort -> ReportCode.fail(code, abort, scope::push);
            case BufferOp.Parallel _, BufferOp.Fold _ ->
                throw new fluxion.ir.IrException(OpSchema.mnemonic(node.op()) + " outside a kernel");
        }
    }

    DirectBuffers buffers() {
        return buffers;
    }

    ListCode lists() {
        return lists;
    }

    private void pushOperand(Value value) {
        if (value.type() instanceof BufferType) {
            buffers.pushArray(value);
        } else {
            scope.push(value);
        }
    }

    private void pushLongDim(Dim dim) {
        scope.pushDim(dim);
        code.insn(Opcodes.I2L);
    }

    private void report(String method, String label, TensorType type, Value buffer) {
        ReportCode.report(code, method, label, type, this::pushLongDim, () -> {
            buffers.pushArray(buffer);
            code.pushInt(0);
        });
    }

    // ---------------------------------------------------------------- buffers

    private void read(BufferOp.Read read, Value result) {
        var scalar = buffers.scalar(read.buffer());
        if (scalar != null) {
            code.load(scalar.dtype(), scalar.slot());
        } else {
            pushAddress(read.buffer(), read.offset(), read.indices(), read.strides());
            code.insn(JvmType.of(result.dtype()).arrayLoad());
        }
        scope.store(result);
    }

    private void write(BufferOp.Write write) {
        var scalar = buffers.scalar(write.buffer());
        if (scalar != null) {
            scope.push(write.value());
            code.store(scalar.dtype(), scalar.slot());
        } else {
            pushAddress(write.buffer(), write.offset(), write.indices(), write.strides());
            scope.push(write.value());
            code.insn(JvmType.of(write.value().dtype()).arrayStore());
        }
    }

    /// Pushes array and index. An index that is checked by the array alone keeps what makes it no index of any.
    private void pushAddress(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) {
        if (indices.size() == 1 && offset.is(0) && strides.getFirst().is(1)) {
            buffers.pushArray(buffer);
            pushIndex(indices.getFirst());
        } else {
            scope.pushAddress(buffer, offset, indices, strides);
        }
    }

    /// Pushes `index` as an int, which is no index of an array if `index` is none.
    void pushIndex(Value index) {
        if (scope.isInt(index)) {
            scope.pushInt(index);
        } else {
            scope.push(index);
            code.call(Names.DIRECT_CHECKS, "index", "(J)I");
        }
    }

    /// Whether `kernel` writes each element of an array to its own place.
    boolean isCopyInPlace(BufferOp.Kernel kernel) {
        var body = kernel.body().body();
        while (body.size() == 1 && body.getFirst().op() instanceof BufferOp.Parallel(var _, var inner)) {
            body = inner.body();
        }
        return body.size() == 2
                && body.getFirst().op() instanceof BufferOp.Read read
                && body.getLast().op() instanceof BufferOp.Write write
                && write.value() == body.getFirst().results().getFirst()
                && buffers.isSame(read.buffer(), write.buffer())
                && read.offset().equals(write.offset())
                && read.indices().equals(write.indices())
                && read.strides().equals(write.strides());
    }

    // ---------------------------------------------------------------- control flow

    private static boolean isScalar(Value value) {
        return !(value.type() instanceof ListType);
    }

    /// Makes locals for the scalars of `values`.
    private void declare(List<Value> values) {
        values.stream().filter(DirectBody::isScalar).forEach(v -> scope.put(v, scope.newLocal(v)));
    }

    /// Stores the scalars of `from` as `to`, all at once.
    void move(List<Value> from, List<Value> to) {
        for (int i = 0; i < from.size(); i++) {
            if (isMoved(from.get(i), to.get(i))) {
                push(from.get(i), to.get(i));
            }
        }
        for (int i = from.size() - 1; i >= 0; i--) {
            if (isMoved(from.get(i), to.get(i))) {
                scope.storeTo(scope.at(to.get(i)));
            }
        }
    }

    private static boolean isMoved(Value from, Value to) {
        return from != to && isScalar(from);
    }

    /// Pushes `from` as `to` is kept.
    void push(Value from, Value to) {
        if (scope.isInt(to)) {
            scope.pushInt(from);
        } else {
            scope.push(from);
        }
    }

    private void alias(List<Value> from, List<Value> to) {
        for (int i = 0; i < from.size(); i++) {
            if (isScalar(from.get(i))) {
                scope.put(to.get(i), scope.at(from.get(i)));
            }
        }
    }

    private void branch(ControlOp.If op, List<Value> results) {
        declare(results);
        var otherwise = new Label();
        scope.jumpUnless(op.condition(), otherwise);
        int before = line;
        nodes(op.whenTrue().body());
        move(op.whenTrue().yields(), results);
        if (op.whenFalse().body().isEmpty() && results.stream().noneMatch(DirectBody::isScalar)) {
            code.m.visitLabel(otherwise);
        } else {
            var end = new Label();
            code.m.visitJumpInsn(Opcodes.GOTO, end);
            code.m.visitLabel(otherwise);
            resumeLine(before);
            nodes(op.whenFalse().body());
            move(op.whenFalse().yields(), results);
            code.m.visitLabel(end);
        }
        // what comes next is not on the last line of a branch
        line = 0;
        resumeLine(before);
    }

    private void resumeLine(int before) {
        if (before > 0 && before != line) {
            line = before;
            var here = new Label();
            code.m.visitLabel(here);
            code.m.visitLineNumber(before, here);
        }
    }

    private void loop(ControlOp.For op, List<Value> results) {
        var parameters = op.body().parameters();
        var carried = parameters.subList(1, parameters.size());
        declare(carried);
        move(op.initial(), carried);
        var index = parameters.getFirst();
        var head = new Label();
        var end = new Label();
        if (scope.isInt(index)) {
            int limit = code.intLocal();
            int counter = code.intLocal();
            scope.pushInt(op.count());
            code.storeInt(limit);
            lists.reserve(op, limit);
            code.insn(Opcodes.ICONST_0);
            code.storeInt(counter);
            laneLoops.loop(op, this, scope, counter, limit, () -> {
                scope.put(index, new Location.Index(counter));
                code.countedLoop(counter, limit, 1, () -> round(op.body(), carried));
            });
        } else {
            int limit = code.local(DType.I64);
            int counter = code.local(DType.I64);
            scope.push(op.count());
            code.store(DType.I64, limit);
            code.insn(Opcodes.LCONST_0);
            code.store(DType.I64, counter);
            scope.put(index, new Location.Scalar(DType.I64, counter));
            code.m.visitLabel(head);
            code.load(DType.I64, counter);
            code.load(DType.I64, limit);
            code.insn(Opcodes.LCMP);
            code.m.visitJumpInsn(Opcodes.IFGE, end);
            round(op.body(), carried);
            code.load(DType.I64, counter);
            code.insn(Opcodes.LCONST_1);
            code.insn(Opcodes.LADD);
            code.store(DType.I64, counter);
            code.m.visitJumpInsn(Opcodes.GOTO, head);
            code.m.visitLabel(end);
        }
        keep(carried, results);
    }

    private void round(Region body, List<Value> carried) {
        line = 0;
        int mark = frames.enter(body);
        nodes(body.body());
        frames.leave(mark);
        move(body.yields(), carried);
        line = 0;
    }

    private void loop(ControlOp.While op, List<Value> results) {
        var carried = op.body().parameters();
        var tested = op.condition().parameters();
        declare(carried);
        move(op.initial(), carried);
        alias(carried, tested);
        var head = new Label();
        var end = new Label();
        code.m.visitLabel(head);
        line = 0;
        nodes(op.condition().body());
        scope.jumpUnless(op.condition().yields().getFirst(), end);
        round(op.body(), carried);
        code.m.visitJumpInsn(Opcodes.GOTO, head);
        code.m.visitLabel(end);
        keep(carried, results);
    }

    /// Makes `results` of what was carried: other names, unless one is kept as an int and the other is not.
    void keep(List<Value> carried, List<Value> results) {
        for (int i = 0; i < results.size(); i++) {
            var result = results.get(i);
            var last = carried.get(i);
            if (!isScalar(result)) {
                continue;
            }
            if (scope.isInt(result) == scope.isInt(last)) {
                scope.put(result, scope.at(last));
            } else {
                push(last, result);
                scope.store(result);
            }
        }
    }
}
