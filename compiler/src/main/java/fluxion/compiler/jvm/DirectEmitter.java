package fluxion.compiler.jvm;

import fluxion.compiler.jvm.DirectSignature.Parameter;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/// Emits a program as one static method, see [DirectMethod].
final class DirectEmitter {
    private final Program program;
    private final String className;
    private final DirectSignature signature;
    private final ListPlan lists;
    private final DirectBuffers buffers;
    private final DirectProcedures procedures;
    private final Map<String, Integer> symbols = new HashMap<>();
    private final Map<Parameter, Integer> slots = new HashMap<>();

    private final LaneLoops laneLoops;
    private final Set<ControlOp.For> withoutLanes;
    private final boolean large;
    private final long budget;

    private DirectEmitter(
            Program program,
            String className,
            long budget,
            Set<Integer> widths,
            boolean large,
            Set<ControlOp.For> withoutLanes) {
        this.budget = budget;
        this.withoutLanes = withoutLanes;
        this.large = large;
        this.program = program;
        this.className = className;
        this.signature = DirectSignature.of(program);
        this.procedures = new DirectProcedures(className, program);
        this.lists = new ListPlan(program.graph().region());
        this.buffers = new DirectBuffers(program.graph().region());
        int bits = procedures.frames() == FrameKind.NONE
                ? widths.stream().mapToInt(i -> i).max().orElse(0)
                : 0;
        this.laneLoops = new LaneLoops(program, lists, bits, widths.contains(0), className, withoutLanes);
    }

    /// A class file.
    ///
    /// @param inLanes as [DirectMethod] has it
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Emission(byte[] bytes, boolean inLanes) {}

    /// The class file of `program`.
    ///
    /// @param budget the bytes that its lists may take
    /// @param widths the widths of vectors that it has code for; 0 is scalar code, from which loops go over to
    ///     that for vectors
    /// @throws NotDirectException if there is something that a direct method cannot have
    static Emission emit(Program program, String className, long budget, Set<Integer> widths) {
        Set<ControlOp.For> withoutLanes = Collections.newSetFromMap(new IdentityHashMap<>());
        for (boolean large = false; ; ) {
            var emitter = new DirectEmitter(program, className, budget, widths, large, withoutLanes);
            int before = withoutLanes.size();
            var bytes = emitter.emit();
            if (withoutLanes.size() == before && bytes != null) {
                return new Emission(
                        bytes, emitter.laneLoops.hasOuterLoops(program.graph().region()));
            }
            large |= bytes == null;
        }
    }

    private byte @Nullable [] emit() {
        var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object"; // the classes named here may not be loadable where the compiler runs
            }
        };
        writer.visit(
                Opcodes.V25,
                Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER,
                className,
                null,
                "java/lang/Object",
                null);
        var file = SourceFile.of(program.graph().region());
        writer.visitSource(file == null ? program.graph().name() : file, null);
        var method = new MethodNode(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, DirectMethod.NAME, signature.descriptor(), null, null);
        var emitted = method(method, file);
        var lanes = laneLoops.pieces();
        if (!lanes.isEmpty()) {
            withoutLanes.addAll(laneLoops.tooLarge());
            new MethodSplitter(className, method, emitted.hold.memory(), "lanes")
                    .cut(lanes)
                    .forEach(part -> part.accept(writer));
        }
        if (large) {
            new MethodSplitter(className, method, emitted.hold.memory(), "part")
                    .split(emitted.body.pieces().root())
                    .forEach(part -> part.accept(writer));
        } else if (MethodSplitter.size(method) > MethodSplitter.MOST_BYTES) {
            return null;
        }
        var pools = new ArrayList<DirectHold.Pool>();
        for (var procedure : procedures.emit(file)) {
            procedure.methods().forEach(part -> part.accept(writer));
            Optional.ofNullable(procedure.pool()).ifPresent(pools::add);
        }
        Optional.ofNullable(emitted.hold.pool()).ifPresent(pools::add);
        laneLoops.fields(writer);
        var initialiser = new Code(writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null), 0);
        DirectHold.pools(writer, initialiser, className, pools, budget);
        laneLoops.initialise(initialiser);
        initialiser.insn(Opcodes.RETURN);
        initialiser.end();
        method.accept(writer);
        invalid(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    // ---------------------------------------------------------------- the method

    private Emitted method(MethodNode m, @Nullable String file) {
        int next = 0;
        for (var parameter : signature.parameters()) {
            slots.put(parameter, next);
            next += parameter.descriptor().equals("J") || parameter.descriptor().equals("D") ? 2 : 1;
        }
        var code = new Code(m, next);
        var scope = new DirectScope(
                code,
                this::pushSymbol,
                new ProgramLayout(program),
                new IntRanges(program.graph().region()),
                new Inlining(program.graph().region()),
                procedures.frames());
        buffers.in(scope);
        var wrong = new Label();
        check(code, scope, wrong);
        dims(program.graph().region(), program.symbols()).forEach(scope::prepare);
        var from = new Label();
        m.visitLabel(from);
        var frames = frames(code);
        var hold = hold(code, scope, frames);
        hold.begin();
        storeArguments(code);
        var body = new DirectBody(scope, buffers, hold, procedures, frames, laneLoops, file);
        body.nodes(program.graph().region().body());
        hold.release();
        finish(code);
        hold.finish();
        if (!procedures.isEmpty()) {
            var tooDeep = new Label();
            m.visitTryCatchBlock(from, tooDeep, tooDeep, "java/lang/StackOverflowError");
            m.visitLabel(tooDeep);
            code.insn(Opcodes.POP);
            code.call(Names.CALL_FRAME, "tooDeep", "()Lfluxion/ir/EvaluationException;");
            code.insn(Opcodes.ATHROW);
        }
        m.visitLabel(wrong);
        for (var parameter : signature.parameters()) {
            load(code, parameter);
        }
        code.call(className, "invalid", signature.descriptor().replaceAll("\\).*", ")Ljava/lang/RuntimeException;"));
        code.insn(Opcodes.ATHROW);
        code.end();
        return new Emitted(body, hold);
    }

    /// The frames of the method; their stack or budget is made.
    private FrameLocal frames(Code code) {
        var kind = procedures.frames();
        int local = kind == FrameKind.NONE ? -1 : code.reference();
        if (kind != FrameKind.NONE) {
            code.pushInt(budget == Long.MAX_VALUE ? 1 : 0);
            if (kind == FrameKind.STACK) {
                code.call(Names.FRAME_STACK, "begin", "(Z)" + Names.FRAME_STACK_D);
            } else {
                code.call(Names.FRAME_BUDGET, "of", "(Z)" + Names.FRAME_BUDGET_D);
            }
            code.storeRef(local);
        }
        return new FrameLocal(kind, program.graph().region(), local);
    }

    /// What there is to know of the method that was emitted.
    private record Emitted(DirectBody body, DirectHold hold) {}

    private void load(Code code, Parameter parameter) {
        int slot = slot(parameter);
        switch (parameter) {
            case Parameter.Argument(var _, var type) when type.rank() == 0 -> code.load(type.dtype(), slot);
            case Parameter.Argument _, Parameter.Result _ -> code.loadRef(slot);
            case Parameter.Extent _ -> code.loadInt(slot);
        }
    }

    private int slot(Parameter parameter) {
        return Objects.requireNonNull(slots.get(parameter));
    }

    private void pushSymbol(Code code, String name) {
        var slot = symbols.get(name);
        if (slot == null) {
            throw new fluxion.ir.IrException("symbol " + name + " is bound by no argument");
        }
        code.loadInt(slot);
        code.insn(Opcodes.I2L);
    }

    /// The extents that `region` names and that are known from the beginning, by `symbols`.
    static Set<Dim> dims(Region region, List<String> symbols) {
        var dims = new LinkedHashSet<Dim>();
        collect(region, dims);
        dims.removeIf(dim -> !symbols.containsAll(dim.symbols()));
        return dims;
    }

    private static void collect(Region region, Set<Dim> dims) {
        for (var node : region.body()) {
            OpSchema.forEachAttribute(node.op(), attribute -> {
                switch (attribute) {
                    case Dim dim -> dims.add(dim);
                    case fluxion.ir.BufferType(var _, var size) -> dims.add(size);
                    case List<?> list ->
                        list.forEach(item -> {
                            switch (item) {
                                case Dim dim -> dims.add(dim);
                                case fluxion.ir.BufferType(var _, var size) -> dims.add(size);
                                default -> {}
                            }
                        });
                    default -> {}
                }
            });
            OpSchema.regions(node.op()).forEach(inner -> collect(inner, dims));
        }
    }

    // ---------------------------------------------------------------- the beginning

    /// An array parameter.
    private record Array(Parameter parameter, fluxion.ir.TensorType type, boolean written) {}

    private List<Array> arrays() {
        var arrays = new ArrayList<Array>();
        for (var parameter : signature.parameters()) {
            switch (parameter) {
                case Parameter.Argument(int number, var type)
                when type.rank() > 0 ->
                    arrays.add(new Array(
                            parameter, type, signature.results().contains(new DirectMethod.Place.InArgument(number))));
                case Parameter.Result(var _, var type) -> arrays.add(new Array(parameter, type, true));
                case Parameter _ -> {}
            }
        }
        return arrays;
    }

    private @Nullable String defines(Array array) {
        return array.parameter() instanceof Parameter.Argument && array.type().rank() == 1
                ? DirectSignature.symbol(array.type().shape().dim(0))
                : null;
    }

    /// Binds symbols to locals, and jumps to `wrong` unless all arrays are there, as long as they should be, and
    /// distinct where they must be.
    private void check(Code code, DirectScope scope, Label wrong) {
        for (var parameter : signature.parameters()) {
            if (parameter instanceof Parameter.Extent(var symbol)) {
                symbols.put(symbol, slot(parameter));
                code.loadInt(slot(parameter));
                code.m.visitJumpInsn(Opcodes.IFLT, wrong);
            }
        }
        var arrays = arrays();
        for (var array : arrays) {
            code.loadRef(slot(array.parameter()));
            code.m.visitJumpInsn(Opcodes.IFNULL, wrong);
            var symbol = defines(array);
            if (symbol != null && !symbols.containsKey(symbol)) {
                int slot = code.intLocal();
                code.loadRef(slot(array.parameter()));
                code.insn(Opcodes.ARRAYLENGTH);
                code.storeInt(slot);
                symbols.put(symbol, slot);
                scope.bindDim(Dim.symbol(symbol), slot);
            }
        }
        var defined = new LinkedHashSet<String>();
        for (var array : arrays) {
            var symbol = defines(array);
            if (symbol == null || !defined.add(symbol)) {
                code.loadRef(slot(array.parameter()));
                code.insn(Opcodes.ARRAYLENGTH);
                pushLength(scope, array);
                code.m.visitJumpInsn(Opcodes.IF_ICMPNE, wrong);
            }
        }
        forEachPair(arrays, (x, y) -> {
            code.loadRef(slot(x.parameter()));
            code.loadRef(slot(y.parameter()));
            code.m.visitJumpInsn(Opcodes.IF_ACMPEQ, wrong);
        });
    }

    private static void pushLength(DirectScope scope, Array array) {
        var size = array.type().shape().size();
        scope.prepare(size);
        scope.pushDim(size);
    }

    private static void forEachPair(List<Array> arrays, java.util.function.BiConsumer<Array, Array> action) {
        for (int i = 0; i < arrays.size(); i++) {
            for (int j = 0; j < i; j++) {
                var x = arrays.get(i);
                var y = arrays.get(j);
                if ((x.written() || y.written()) && x.type().dtype() == y.type().dtype()) {
                    action.accept(x, y);
                }
            }
        }
    }

    /// A method that says what is wrong with the arguments.
    private void invalid(ClassWriter writer) {
        var m = writer.visitMethod(
                Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC,
                "invalid",
                signature.descriptor().replaceAll("\\).*", ")Ljava/lang/RuntimeException;"),
                null,
                null);
        int next = slots.values().stream().mapToInt(slot -> slot + 2).max().orElse(0);
        var code = new Code(m, next);
        symbols.clear();
        for (var parameter : signature.parameters()) {
            if (parameter instanceof Parameter.Extent(var symbol)) {
                code.loadInt(slot(parameter));
                m.visitLdcInsn(parameter.name());
                code.call(Names.DIRECT_CHECKS, "extent", "(ILjava/lang/String;)V");
                symbols.put(symbol, slot(parameter));
            }
        }
        for (var array : arrays()) {
            code.loadRef(slot(array.parameter()));
            m.visitLdcInsn(array.parameter().name());
            code.call(Names.DIRECT_CHECKS, "notNull", "(Ljava/lang/Object;Ljava/lang/String;)V");
            var symbol = defines(array);
            if (symbol != null && !symbols.containsKey(symbol)) {
                int slot = code.intLocal();
                code.loadRef(slot(array.parameter()));
                code.insn(Opcodes.ARRAYLENGTH);
                code.storeInt(slot);
                symbols.put(symbol, slot);
            }
        }
        for (var array : arrays()) {
            code.loadRef(slot(array.parameter()));
            m.visitLdcInsn(array.parameter().name());
            new DimCode(code, this::pushSymbol).push(array.type().shape().size());
            code.call(Names.DIRECT_CHECKS, "array", "(Ljava/lang/Object;Ljava/lang/String;J)V");
        }
        forEachPair(arrays(), (x, y) -> {
            var written = x.written() ? x : y;
            var other = x.written() ? y : x;
            for (var array : List.of(written, other)) {
                code.loadRef(slot(array.parameter()));
                m.visitLdcInsn(array.parameter().name());
            }
            code.call(
                    Names.DIRECT_CHECKS,
                    "distinct",
                    "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/Object;Ljava/lang/String;)V");
        });
        code.insn(Opcodes.ACONST_NULL);
        code.insn(Opcodes.ARETURN);
        code.end();
    }

    // ---------------------------------------------------------------- memory

    private DirectHold hold(Code code, DirectScope scope, FrameLocal frames) {
        var parameters = program.graph().parameters();
        int arguments = program.arguments().size();
        var taken = new ArrayList<Value>(buffers.allocatedArrays());
        for (var buffer : buffers.allocatedScalars()) {
            putLocal(code, buffers, buffer);
        }
        for (var parameter : signature.parameters()) {
            switch (parameter) {
                case Parameter.Argument(int number, var type) -> {
                    var buffer = parameters.get(number);
                    if (type.rank() == 0 && !buffers.isScalar(buffer)) {
                        taken.add(buffer);
                    } else if (type.rank() == 0) {
                        buffers.put(buffer, new Location.Scalar(type.dtype(), slot(parameter)));
                    } else {
                        buffers.put(buffer, slot(parameter));
                    }
                }
                case Parameter.Result(int number, var _) ->
                    buffers.put(parameters.get(arguments + number), slot(parameter));
                case Parameter.Extent _ -> {}
            }
        }
        for (int i = 0; i < signature.results().size(); i++) {
            var buffer = parameters.get(arguments + i);
            switch (signature.results().get(i)) {
                case DirectMethod.Place.Returned _ -> {
                    if (buffers.isScalar(buffer)) {
                        putLocal(code, buffers, buffer);
                    } else {
                        taken.add(buffer);
                    }
                }
                case DirectMethod.Place.InArgument(int argument) ->
                    buffers.put(buffer, slot(signature.parameters().get(argument)));
                case DirectMethod.Place.InParameter _ -> {}
            }
        }
        return new DirectHold(
                scope,
                buffers,
                lists,
                taken,
                laneLoops,
                program.symbols(),
                className,
                "POOL",
                frames,
                large || laneLoops.needMemory());
    }

    /// Stores numbers that kernels read to the arrays that those read.
    private void storeArguments(Code code) {
        for (var parameter : signature.parameters()) {
            if (parameter instanceof Parameter.Argument(int number, var type)
                    && type.rank() == 0
                    && !buffers.isScalar(program.graph().parameters().get(number))) {
                buffers.pushArray(program.graph().parameters().get(number));
                code.pushInt(0);
                load(code, parameter);
                code.insn(JvmType.of(type.dtype()).arrayStore());
            }
        }
    }

    /// Makes a local for `buffer`, which has one element.
    static void putLocal(Code code, DirectBuffers buffers, Value buffer) {
        int slot = code.local(buffer.dtype());
        code.push(new ScalarOp.Constant(buffer.dtype(), 0));
        code.store(buffer.dtype(), slot);
        buffers.put(buffer, new Location.Scalar(buffer.dtype(), slot));
    }

    private void finish(Code code) {
        var returned = signature.returned();
        if (returned == null) {
            code.insn(Opcodes.RETURN);
            return;
        }
        var buffer = program.graph().parameters().get(program.arguments().size());
        var local = buffers.scalar(buffer);
        if (local != null) {
            code.load(local.dtype(), local.slot());
        } else {
            buffers.pushArray(buffer);
            code.pushInt(0);
            code.insn(JvmType.of(returned.dtype()).arrayLoad());
        }
        code.insn(Opcodes.IRETURN, returned.dtype());
    }
}
