package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.DType;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;

/// Puts the loops of one large kernel into methods of their own.
///
/// HotSpot's first compiler gives up on methods with some hundred vector operations ("out of virtual registers"), and
/// such a method may then never reach the second.
final class LoopMethods {
    /// Up to how many operations a kernel is one method, as they are written.
    private static final int SMALL = 100;
    /// About what the tree at the end of a fold comes to: exchanging lanes is no small operation.
    private static final int TREE = 24;

    private final ClassVisitor owner;
    private final String className;
    private final String prefix;
    private final ProgramLayout layout;
    private final Variant variant;
    private int methods;

    LoopMethods(ClassVisitor owner, String className, String prefix, ProgramLayout layout, Variant variant) {
        this.owner = owner;
        this.className = className;
        this.prefix = prefix;
        this.layout = layout;
        this.variant = variant;
    }

    /// Whether the loops of `kernel` are put into methods.
    boolean isFor(BufferOp.Kernel kernel) {
        return variant.isVector() && !kernel.grid().isEmpty() && written(kernel.body()) > SMALL;
    }

    /// How many operations are written for `body`.
    private int written(Region body) {
        int count = 0;
        for (var node : body.body()) {
            count += switch (node.op()) {
                case BufferOp.Parallel loop -> copies(loop) * written(loop.body());
                case BufferOp.Fold fold -> TREE + FoldCode.copies(fold, variant) * written(fold.body());
                case fluxion.ir.Op op ->
                    1 + OpSchema.regions(op).stream().mapToInt(this::written).sum();
            };
        }
        return count;
    }

    /// How often the body of `loop` is written: for whole vectors, and for what is left over.
    private int copies(BufferOp.Parallel loop) {
        if (loop.extents().isEmpty() || !loop.extents().getLast().isConstant()) {
            return 2;
        }
        int lanes = variant.lanes(
                Vectorization.of(loop.body(), loop.body().parameters().getLast())
                        .widest());
        long extent = loop.extents().getLast().constant();
        return extent > lanes && extent % lanes != 0 ? 2 : 1;
    }

    static boolean isLoop(Region.Node node) {
        return node.op() instanceof BufferOp.Parallel || node.op() instanceof BufferOp.Fold;
    }

    /// Emits `loop` as a method, and a call of it to `caller`, which leaves the result, if there is one, on the
    /// stack.
    void call(Region.Node loop, Scope caller) {
        var name = prefix + "l" + methods++;
        var taken = Collections.<Value>newSetFromMap(new IdentityHashMap<>());
        var arguments = new ArrayList<Value>();
        free(loop, caller, taken, arguments);
        caller.code.loadRef(caller.frameSlot());
        var descriptor = new StringBuilder("(" + Names.FRAME_D);
        for (var argument : arguments) {
            if (caller.at(argument) instanceof Location.Index(int slot)) {
                caller.code.loadInt(slot);
                descriptor.append('I');
            } else {
                caller.push(argument);
                descriptor.append(JvmType.of(argument.dtype()).descriptor());
            }
        }
        descriptor.append(')');
        var results = loop.results();
        descriptor.append(
                results.isEmpty() ? "V" : JvmType.of(results.getFirst().dtype()).descriptor());
        caller.code.call(className, name, descriptor.toString());
        method(name, descriptor.toString(), loop, arguments, caller);
    }

    /// Collects the loop indices and scalars of `caller` that `node` uses.
    private static void free(Region.Node node, Scope caller, Set<Value> taken, List<Value> arguments) {
        OpSchema.forEachOperand(node.op(), value -> free(value, caller, taken, arguments));
        for (var region : OpSchema.regions(node.op())) {
            region.body().forEach(inner -> free(inner, caller, taken, arguments));
            region.yields().forEach(value -> free(value, caller, taken, arguments));
        }
    }

    private static void free(Value value, Scope caller, Set<Value> taken, List<Value> arguments) {
        if (caller.has(value) && !(caller.at(value) instanceof Location.Buffer) && taken.add(value)) {
            arguments.add(value);
        }
    }

    private void method(String name, String descriptor, Region.Node loop, List<Value> arguments, Scope caller) {
        int slots = 1;
        for (var argument : arguments) {
            slots += caller.at(argument) instanceof Location.Index
                    ? 1
                    : JvmType.of(argument.dtype()).slots();
        }
        var code = new Code(
                owner.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, descriptor, null, null), slots);
        var scope = new Scope(code, 0, layout);
        int slot = 1;
        for (var argument : arguments) {
            if (caller.at(argument) instanceof Location.Index) {
                scope.put(argument, new Location.Index(slot++));
            } else {
                scope.put(argument, new Location.Scalar(argument.dtype(), slot));
                slot += JvmType.of(argument.dtype()).slots();
            }
        }
        scope.capture(new Region(List.of(), List.of(loop), List.of()));
        new KernelBody(scope, variant).nodes(List.of(loop), null);
        if (loop.results().isEmpty()) {
            code.insn(Opcodes.RETURN);
        } else {
            var result = loop.results().getFirst();
            scope.push(result);
            code.insn(returns(result.dtype()));
        }
        code.end();
    }

    private static int returns(DType dtype) {
        return Opcodes.IRETURN + JvmType.of(dtype).offset();
    }
}
