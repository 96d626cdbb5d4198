package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits the host level of a program: instance methods `(Frame)` of the entry class, cut as [HostPlan] says.
final class HostEmitter {
    private static final String METHOD = "(" + Names.FRAME_D + ")V";
    private static final int FRAME = 1;

    private final ClassVisitor owner;
    private final String className;
    private final ProgramLayout layout;
    private final HostPlan plan;
    private final Map<Region, String> names = new IdentityHashMap<>();
    private final Deque<Region> pending = new ArrayDeque<>();
    /// Where the yields of an outlined region go.
    private final Map<Region, List<Value>> targets = new IdentityHashMap<>();
    private int methods;

    HostEmitter(ClassVisitor owner, String className, ProgramLayout layout, HostPlan plan) {
        this.owner = owner;
        this.className = className;
        this.layout = layout;
        this.plan = plan;
    }

    void emit(Region program) {
        names.put(program, "execute");
        targets.put(program, List.of());
        pending.add(program);
        while (!pending.isEmpty()) {
            outlined(pending.remove());
        }
    }

    private void outlined(Region region) {
        var parts = plan.chunks(region);
        var main = new Method(Objects.requireNonNull(names.get(region)));
        if (parts.size() == 1) {
            main.start(parts.getFirst(), region.yields());
            main.nodes(parts.getFirst());
        } else {
            var chunks = parts.stream().map(_ -> "h" + methods++).toList();
            for (var chunk : chunks) {
                main.callMethod(chunk);
            }
            for (int i = 0; i < chunks.size(); i++) {
                var method = new Method(chunks.get(i));
                method.start(parts.get(i), List.of());
                method.nodes(parts.get(i));
                method.end();
            }
            main.reload(region.yields());
        }
        main.handOver(region.yields(), Objects.requireNonNull(targets.get(region)));
        main.end();
    }

    /// One method being written.
    private final class Method {
        private final Code code;
        private final Scope scope;
        private final ScalarCode scalars;

        Method(String name) {
            code = new Code(owner.visitMethod(Opcodes.ACC_PUBLIC, name, METHOD, null, null), 2);
            scope = new Scope(code, FRAME, layout);
            scalars = new ScalarCode(scope);
        }

        void end() {
            code.insn(Opcodes.RETURN);
            code.end();
        }

        /// Loads the scalars and buffers that `body` and `yields` take from other methods.
        void start(List<Region.Node> body, List<Value> yields) {
            var own = Collections.<Value>newSetFromMap(new IdentityHashMap<>());
            defined(body, own);
            external(body, own);
            yields.stream().filter(v -> !own.contains(v)).forEach(this::capture);
        }

        /// Loads, after other methods have run, what they have left in the frame.
        void reload(List<Value> values) {
            values.forEach(this::capture);
        }

        private void capture(Value value) {
            if (value.type() instanceof TensorType) {
                scope.captureOperand(value);
            }
        }

        private void defined(List<Region.Node> body, Set<Value> own) {
            for (var node : body) {
                own.addAll(node.results());
                if (node.op() instanceof ControlOp op) {
                    for (var region : OpSchema.regions(op)) {
                        own.addAll(region.parameters());
                        defined(region.body(), own);
                    }
                }
            }
        }

        private void external(List<Region.Node> body, Set<Value> own) {
            for (var node : body) {
                switch ((ProgramOp) node.op()) {
                    case BufferOp.Kernel _, BufferOp.Contract _, BufferOp.Convolve _ -> {}
                    case BufferOp.Read(var buffer, var _, var indices, var _) -> {
                        scope.captureOperand(buffer);
                        indices.stream().filter(v -> !own.contains(v)).forEach(this::capture);
                    }
                    case BufferOp.Write(var buffer, var _, var indices, var _, var value) -> {
                        scope.captureOperand(buffer);
                        indices.stream().filter(v -> !own.contains(v)).forEach(this::capture);
                        if (!own.contains(value)) {
                            capture(value);
                        }
                    }
                    case ControlOp op -> {
                        uses(op, own);
                        for (var region : OpSchema.regions(op)) {
                            if (!plan.isOutlined(region)) {
                                external(region.body(), own);
                                region.yields().stream()
                                        .filter(v -> !own.contains(v))
                                        .forEach(this::capture);
                            }
                        }
                    }
                    case ScalarOp op -> uses(op, own);
                    case BufferOp op -> uses(op, own);
                }
            }
        }

        private void uses(ProgramOp op, Set<Value> own) {
            OpSchema.operands(op).stream().filter(v -> !own.contains(v)).forEach(this::capture);
        }

        void nodes(List<Region.Node> body) {
            body.forEach(this::node);
        }

        private void node(Region.Node node) {
            switch ((ProgramOp) node.op()) {
                case ScalarOp op -> {
                    scalars.define(op, node.results().getFirst());
                    spill(node.results().getFirst());
                }
                case BufferOp.Alloc _ -> {}
                case BufferOp.Read read -> {
                    scope.pushAddress(read.buffer(), read.offset(), read.indices(), read.strides());
                    var result = node.results().getFirst();
                    code.insn(JvmType.of(result.dtype()).arrayLoad());
                    define(result);
                }
                case BufferOp.Write write -> {
                    scope.pushAddress(write.buffer(), write.offset(), write.indices(), write.strides());
                    scope.push(write.value());
                    code.insn(JvmType.of(write.value().dtype()).arrayStore());
                }
                case BufferOp.Kernel kernel -> launch(kernel);
                case BufferOp.Contract contract -> sums().contract(contract);
                case BufferOp.Convolve convolve -> sums().convolve(convolve);
                case ControlOp.If op -> branch(op, node.results());
                case ControlOp.For op -> loop(op, node.results());
                case ControlOp.While op -> loop(op, node.results());
                case ControlOp.Invoke(var procedure, var _, var _) ->
                    throw new UnsupportedRecursionException(procedure.name());
                case ControlOp.Extent(var symbol, var _) -> throw new UnsupportedExtentException(symbol);
                case BufferOp.BufferPack _, BufferOp.BufferUnpack _ ->
                    throw new UnsupportedRecursionException("what a recursive method keeps");
                case BufferOp.BufferListNew _ -> {
                    pushList(node.results().getFirst());
                    code.invoke(Names.LIST, "clear", "()" + Names.LIST_D);
                    code.insn(Opcodes.POP);
                }
                case BufferOp.BufferListAppend(var list, var element) -> {
                    pushList(list);
                    code.invoke(Names.LIST, "append", "(" + pushElement(element) + ")V");
                }
                case BufferOp.BufferListElement(var list, var index) -> {
                    var result = node.results().getFirst();
                    var dtype = result.dtype();
                    pushList(list);
                    scope.push(index);
                    code.invoke(
                            Names.LIST,
                            dtype.toString(),
                            "(J)" + JvmType.of(dtype).descriptor());
                    define(result);
                }
                case BufferOp.BufferListRead(var list, var index, var into) -> {
                    pushList(list);
                    scope.push(index);
                    code.invoke(Names.LIST, "read", "(J" + pushElement(into) + ")V");
                }
                case BufferOp.BufferListAccumulate(var list, var index, var element) -> {
                    pushList(list);
                    scope.push(index);
                    code.invoke(Names.LIST, "accumulate", "(J" + pushElement(element) + ")V");
                }
                case BufferOp.BufferListLength(var list) -> {
                    pushList(list);
                    code.invoke(Names.LIST, "length", "()J");
                    define(node.results().getFirst());
                }
                case BufferOp.Report(var label, var type, var buffer) -> report("print", label, type, buffer);
                case BufferOp.AssertFinite(var where, var type, var buffer) ->
                    report("checkFinite", where, type, buffer);
                case BufferOp.AssertEqual equal -> ReportCode.requireEqual(code, equal, this::pushLongDim);
                case BufferOp.AssertInside inside ->
                    ReportCode.requireInside(code, inside, scope::push, this::pushLongDim);
                case BufferOp.Abort abort -> ReportCode.fail(code, abort, scope::push);
                case BufferOp.Parallel _, BufferOp.Fold _ -> throw new IrException(node.op() + " outside a kernel");
            }
        }

        private void define(Value result) {
            int slot = code.local(result.dtype());
            code.store(result.dtype(), slot);
            scope.put(result, new Location.Scalar(result.dtype(), slot));
            spill(result);
        }

        private void spill(Value value) {
            if (layout.isSpilled(value)) {
                scope.spill(value);
            }
        }

        private void launch(BufferOp.Kernel kernel) {
            code.loadRef(0);
            code.loadRef(FRAME);
            code.pushNumber(layout.kernel(kernel));
            scope.pushDim(KernelEmitter.splitExtent(kernel));
            pushLongDim(Work.of(kernel));
            code.invoke(Names.PROGRAM, "launch", "(" + Names.FRAME_D + "IIJ)V");
        }

        private SumCode sums() {
            return new SumCode(code, scope, layout, FRAME, this::pushBuffer);
        }

        /// Pushes the array of `buffer` and the index of its first element.
        private void pushBuffer(Value buffer) {
            pushArray(buffer);
            code.cast(JvmType.of(buffer.dtype()).array());
            pushOffset(buffer);
        }

        private void pushArray(Value buffer) {
            code.loadRef(FRAME);
            code.getField(Names.FRAME, "arrays", "[Ljava/lang/Object;");
            code.pushNumber(layout.buffer(buffer));
            code.insn(Opcodes.AALOAD);
        }

        private void pushOffset(Value buffer) {
            code.loadRef(FRAME);
            code.getField(Names.FRAME, "offsets", "[I");
            code.pushNumber(layout.buffer(buffer));
            code.insn(Opcodes.IALOAD);
        }

        private void pushList(Value list) {
            code.loadRef(FRAME);
            code.getField(Names.FRAME, "lists", "[" + Names.LIST_D);
            code.pushNumber(layout.list(list));
            code.insn(Opcodes.AALOAD);
        }

        /// Pushes a scalar, a list, or an array, offset and size; gives the descriptor.
        private String pushElement(Value element) {
            return switch (element.type()) {
                case ListType _ -> {
                    pushList(element);
                    yield Names.LIST_D;
                }
                case fluxion.ir.FrameType _ -> throw new UnsupportedRecursionException("what a recursive method keeps");
                case BufferType(var _, var size) -> {
                    pushArray(element);
                    pushOffset(element);
                    scope.pushDim(size);
                    yield "Ljava/lang/Object;II";
                }
                case TensorType(var dtype, var _) -> {
                    scope.push(element);
                    yield JvmType.of(dtype).descriptor();
                }
            };
        }

        /// Makes `to` another name of the list `from`.
        private void aliasList(Value from, Value to) {
            code.loadRef(FRAME);
            code.getField(Names.FRAME, "lists", "[" + Names.LIST_D);
            code.pushNumber(layout.list(to));
            pushList(from);
            code.insn(Opcodes.AASTORE);
        }

        private void report(String method, String label, TensorType type, Value buffer) {
            ReportCode.report(code, method, label, type, this::pushLongDim, () -> {
                pushArray(buffer);
                pushOffset(buffer);
            });
        }

        private void pushLongDim(Dim dim) {
            new DimCode(code, Symbols.inFrame(FRAME, layout)).push(dim);
        }

        // ------------------------------------------------------------ control flow

        void callMethod(String name) {
            code.loadRef(0);
            code.loadRef(FRAME);
            code.invoke(className, name, METHOD);
        }

        private void callRegion(Region region, List<Value> into) {
            var name = "h" + methods++;
            names.put(region, name);
            targets.put(region, into);
            pending.add(region);
            callMethod(name);
        }

        /// Hands `from` over as `to`, all at once: scalars in the locals and frame slots of `to`, lists by
        /// name.
        void handOver(List<Value> from, List<Value> to) {
            for (int i = 0; i < from.size(); i++) {
                if (from.get(i).type() instanceof TensorType) {
                    scope.push(from.get(i));
                }
            }
            for (int i = from.size() - 1; i >= 0; i--) {
                var target = to.get(i);
                if (from.get(i).type() instanceof TensorType) {
                    if (!scope.has(target)) {
                        scope.put(target, new Location.Scalar(target.dtype(), code.local(target.dtype())));
                    }
                    code.store(target.dtype(), ((Location.Scalar) scope.at(target)).slot());
                    spill(target);
                } else if (from.get(i) != target) {
                    aliasList(from.get(i), target);
                }
            }
        }

        /// Gives scalars of `values` locals, so that all branches store to the same.
        private void declare(List<Value> values) {
            for (var value : values) {
                if (value.type() instanceof TensorType && !scope.has(value)) {
                    int slot = code.local(value.dtype());
                    code.push(new ScalarOp.Constant(value.dtype(), 0));
                    code.store(value.dtype(), slot);
                    scope.put(value, new Location.Scalar(value.dtype(), slot));
                }
            }
        }

        /// Loads scalars that another method left in the frame into their locals.
        private void refresh(List<Value> values) {
            for (var value : values) {
                if (value.type() instanceof TensorType) {
                    scope.reload(value);
                }
            }
        }

        private void region(Region region, List<Value> into) {
            if (plan.isOutlined(region)) {
                callRegion(region, into);
                refresh(into);
            } else {
                nodes(region.body());
                handOver(region.yields(), into);
            }
        }

        private void branch(ControlOp.If op, List<Value> results) {
            declare(results);
            scope.push(op.condition());
            code.choose(Opcodes.IFNE, () -> region(op.whenTrue(), results), () -> region(op.whenFalse(), results));
        }

        private void loop(ControlOp.For op, List<Value> results) {
            sums().forget(op);
            var index = op.body().parameters().getFirst();
            var carried =
                    op.body().parameters().subList(1, op.body().parameters().size());
            declare(carried);
            handOver(op.initial(), carried);
            int limit = code.local(DType.I64);
            int counter = code.local(DType.I64);
            scope.push(op.count());
            code.store(DType.I64, limit);
            code.insn(Opcodes.LCONST_0);
            code.store(DType.I64, counter);
            scope.put(index, new Location.Scalar(DType.I64, counter));
            var head = new Label();
            var end = new Label();
            code.m.visitLabel(head);
            code.load(DType.I64, counter);
            code.load(DType.I64, limit);
            code.insn(Opcodes.LCMP);
            code.m.visitJumpInsn(Opcodes.IFGE, end);
            spill(index);
            region(op.body(), carried);
            code.load(DType.I64, counter);
            code.insn(Opcodes.LCONST_1);
            code.insn(Opcodes.LADD);
            code.store(DType.I64, counter);
            code.m.visitJumpInsn(Opcodes.GOTO, head);
            code.m.visitLabel(end);
            declare(results);
            handOver(carried, results);
        }

        private void loop(ControlOp.While op, List<Value> results) {
            sums().forget(op);
            var carried = op.body().parameters();
            var tested = op.condition().parameters();
            var condition = Value.free(TensorType.scalar(DType.BOOL), null);
            if (plan.isOutlined(op.condition())) {
                layout.spillScalar(condition);
            }
            declare(carried);
            declare(tested);
            declare(List.of(condition));
            handOver(op.initial(), carried);
            var head = new Label();
            var end = new Label();
            code.m.visitLabel(head);
            handOver(carried, tested);
            region(op.condition(), List.of(condition));
            scope.push(condition);
            code.m.visitJumpInsn(Opcodes.IFEQ, end);
            region(op.body(), carried);
            code.m.visitJumpInsn(Opcodes.GOTO, head);
            code.m.visitLabel(end);
            declare(results);
            handOver(carried, results);
        }
    }
}
