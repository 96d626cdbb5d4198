package fluxion.compiler.jvm;

import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.Procedure;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/// The procedures of a program as static methods of the class of its direct method. Each takes its parameters, then its
/// symbols as ints and the stack or budget of frames, if there are any, and returns its result, the first of several
/// ([Frames]).
final class DirectProcedures {
    private static final int MOST_SLOTS = 255;

    private final String className;
    private final Map<Procedure, String> names = new LinkedHashMap<>();
    private final FrameKind frames;

    DirectProcedures(String className, Program program) {
        this.className = className;
        for (var procedure : Procedure.in(program.graph().region())) {
            names.put(procedure, procedure.name().replaceAll("[^A-Za-z0-9_]", "_") + "$" + names.size());
        }
        frames = FrameKind.of(program);
    }

    /// What frames are.
    FrameKind frames() {
        return frames;
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /// Invokes `procedure`, the operands and symbols of which are on the stack.
    ///
    /// @param local the frames of the method that invokes it
    void invoke(Code code, Procedure procedure, FrameLocal local) {
        if (frames != FrameKind.NONE) {
            code.loadRef(local.slot());
        }
        code.call(className, Objects.requireNonNull(names.get(procedure)), descriptor(procedure));
    }

    private String descriptor(Procedure procedure) {
        var text = new StringBuilder("(");
        procedure.parameterTypes().forEach(type -> text.append(descriptor(type)));
        text.append("I".repeat(procedure.symbols().size()))
                .append(frames.parameter())
                .append(')');
        var results = procedure.resultTypes();
        boolean first = results.size() == 1 || frames == FrameKind.STACK;
        return text.append(results.isEmpty() ? "V" : first ? descriptor(results.getFirst()) : Names.CALL_FRAME_D)
                .toString();
    }

    private String descriptor(Type type) {
        return switch (type) {
            case TensorType(var dtype, var _) -> JvmType.of(dtype).descriptor();
            case BufferType(var dtype, var _) -> JvmType.of(dtype).array();
            case FrameType _ -> frames.frame();
            case ListType _ -> throw new NotDirectException("a procedure of lists");
        };
    }

    /// A procedure as methods.
    ///
    /// @param methods the procedure, and the parts that were cut out of it if it is large
    /// @param pool the memory that it takes; null if it takes none
    record Emitted(List<MethodNode> methods, DirectHold.@Nullable Pool pool) {}

    /// The methods.
    ///
    /// @param file the source file that line numbers are for, if any
    List<Emitted> emit(@Nullable String file) {
        var methods = new ArrayList<Emitted>();
        for (var procedure : names.keySet()) {
            var small = emit(procedure, file, false);
            methods.add(small != null ? small : Objects.requireNonNull(emit(procedure, file, true)));
        }
        return methods;
    }

    /// The methods of `procedure`; null if it is to be one that is too large for HotSpot.
    private @Nullable Emitted emit(Procedure procedure, @Nullable String file, boolean large) {
        var region = procedure.body().region();
        var symbols = procedure.symbols();
        var name = Objects.requireNonNull(names.get(procedure));
        var method = new MethodNode(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, descriptor(procedure), null, null);
        var slots = new HashMap<Value, Integer>();
        int next = 0;
        for (var x : region.parameters()) {
            slots.put(x, next);
            next += x.type() instanceof TensorType type
                    ? JvmType.of(type.dtype()).slots()
                    : 1;
        }
        int firstSymbol = next;
        next += symbols.size();
        var local = new FrameLocal(frames, region, frames == FrameKind.NONE ? -1 : next++);
        if (next > MOST_SLOTS) {
            throw new NotDirectException("a recursive method of more than " + MOST_SLOTS + " numbers and arrays");
        }
        var code = new Code(method, next);
        var scope = new DirectScope(
                code,
                (to, symbol) -> {
                    to.loadInt(firstSymbol + symbols.indexOf(symbol));
                    to.insn(Opcodes.I2L);
                },
                new ProgramLayout(symbols),
                new IntRanges(region),
                new Inlining(region),
                frames);
        for (int i = 0; i < symbols.size(); i++) {
            scope.bindDim(Dim.symbol(symbols.get(i)), firstSymbol + i);
        }
        var buffers = new DirectBuffers(region);
        buffers.in(scope);
        slots.forEach((x, slot) -> {
            switch (x.type()) {
                case TensorType(var dtype, var _) -> scope.put(x, new Location.Scalar(dtype, slot));
                case FrameType _ -> scope.put(x, scope.frameIn(slot));
                case BufferType _ -> buffers.put(x, slot);
                case ListType _ -> throw new NotDirectException("a procedure of lists");
            }
        });
        DirectEmitter.dims(region, symbols).forEach(scope::prepare);
        var hold = new DirectHold(
                scope,
                buffers,
                new ListPlan(region),
                buffers.allocatedArrays(),
                LaneLoops.none(),
                // an array whose length depends on the evaluation is taken by those that come to it
                List.of(),
                className,
                "POOL$" + name,
                local,
                large);
        buffers.allocatedScalars().forEach(buffer -> DirectEmitter.putLocal(code, buffers, buffer));
        hold.begin();
        var body = new DirectBody(scope, buffers, hold, this, local, LaneLoops.none(), file);
        body.procedure(region);
        hold.release();
        code.insn(org.objectweb.asm.Type.getReturnType(method.desc).getOpcode(Opcodes.IRETURN));
        hold.finish();
        code.end();
        var methods = new ArrayList<>(List.of(method));
        if (large) {
            methods.addAll(new MethodSplitter(className, method, hold.memory(), "part")
                    .split(body.pieces().root()));
        } else if (MethodSplitter.size(method) > MethodSplitter.MOST_BYTES) {
            return null;
        }
        return new Emitted(methods, hold.pool());
    }
}
