package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.Dim;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import java.util.List;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Opcodes;

/// Emits kernels as static methods `(Frame, int from, int to)` and epilogues as
/// `(Frame, int batch, int rowFrom, int rowTo, int columnFrom, int columnTo)`.
final class KernelEmitter {
    static final String KERNEL = "(" + Names.FRAME_D + "II)V";
    static final String EPILOGUE = "(" + Names.FRAME_D + "IIIII)V";

    /// A loop of vectors with more operations is divided, since its body is written twice ([LoopMethods]).
    private static final int LARGE = 24;

    private final ClassVisitor owner;
    private final String className;
    private final ProgramLayout layout;
    private final Variant variant;

    KernelEmitter(ClassVisitor owner, String className, ProgramLayout layout, Variant variant) {
        this.owner = owner;
        this.className = className;
        this.layout = layout;
        this.variant = variant;
    }

    /// The extent of the axis along which `kernel` may be split over threads.
    static Dim splitExtent(BufferOp.Kernel kernel) {
        if (!kernel.grid().isEmpty()) {
            return kernel.grid().getFirst();
        }
        var parallel = onlyLoop(kernel.body());
        return parallel == null ? Dim.ONE : parallel.extents().getFirst();
    }

    /// The loop that is all a body does besides computing scalars; null if there is none or more.
    private static BufferOp.@org.jspecify.annotations.Nullable Parallel onlyLoop(Region body) {
        BufferOp.Parallel only = null;
        for (var node : body.body()) {
            if (node.op() instanceof BufferOp.Parallel parallel && only == null) {
                only = parallel;
            } else if (!(node.op() instanceof ScalarOp)) {
                return null;
            }
        }
        return only != null && only.extents().isEmpty() ? null : only;
    }

    void kernel(String name, BufferOp.Kernel kernel) {
        var loop = kernel.grid().isEmpty() && variant.isVector() ? onlyLoop(kernel.body()) : null;
        if (loop != null && loop.extents().size() == 1 && loop.body().body().size() > LARGE) {
            var rest = name + "rest";
            kernel(name, kernel, new KernelBody.Part.Full(className, rest));
            kernel(rest, kernel, new KernelBody.Part.Rest());
        } else {
            kernel(name, kernel, new KernelBody.Part.Whole());
        }
    }

    private void kernel(String name, BufferOp.Kernel kernel, KernelBody.Part part) {
        var code = method(name, KERNEL, 3);
        var scope = new Scope(code, 0, layout);
        kernel.grid().forEach(scope::prepare);
        scope.capture(kernel.body());
        var body = new KernelBody(scope, variant);
        var range = new KernelBody.Range(1, 2, part);
        if (kernel.grid().isEmpty()) {
            body.nodes(kernel.body().body(), onlyLoop(kernel.body()) == null ? null : range);
        } else {
            body.nest(
                    kernel.grid(),
                    kernel.body().parameters(),
                    range,
                    0,
                    kernel.grid().size(),
                    () -> inside(name, kernel, body));
        }
        code.insn(Opcodes.RETURN);
        code.end();
    }

    /// What a kernel does at one index of its grid.
    private void inside(String name, BufferOp.Kernel kernel, KernelBody body) {
        var loops = new LoopMethods(owner, className, name, layout, variant);
        if (!loops.isFor(kernel)) {
            body.nodes(kernel.body().body(), null);
            return;
        }
        for (var node : kernel.body().body()) {
            if (LoopMethods.isLoop(node)) {
                loops.call(node, body.scope());
                node.results().forEach(body::storeScalar);
            } else {
                body.nodes(List.of(node), null);
            }
        }
    }

    void epilogue(String name, Epilogue of) {
        var code = method(name, EPILOGUE, 6);
        var scope = new Scope(code, 0, layout);
        scope.captureOperand(of.c());
        scope.prepare(of.columns());
        scope.prepare(of.rows().times(of.columns()));
        scope.capture(of.region());
        var region = of.inPlace();
        var parameters = region.parameters();
        scope.put(parameters.get(0), new Location.Index(1));
        int row = code.intLocal();
        code.loadInt(2);
        code.storeInt(row);
        scope.put(parameters.get(1), new Location.Index(row));
        var body = new KernelBody(scope, variant);
        var plan = variant.isVector() ? Vectorization.of(region, parameters.get(2)) : null;
        if (plan != null && plan.isPossible()) {
            int lanes = variant.lanes(plan.widest());
            var hoisted = VectorCode.Hoisted.none();
            body.hoistConstants(region, plan, lanes, hoisted);
            code.countedLoop(row, 3, 1, () -> body.lanes(region, plan, lanes, 4, 5, null, hoisted, null, null));
        } else {
            int column = code.intLocal();
            scope.put(parameters.get(2), new Location.Index(column));
            code.countedLoop(row, 3, 1, () -> {
                code.loadInt(4);
                code.storeInt(column);
                code.countedLoop(column, 5, 1, () -> body.nodes(region.body(), null));
            });
        }
        code.insn(Opcodes.RETURN);
        code.end();
    }

    private Code method(String name, String descriptor, int locals) {
        return new Code(
                owner.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, descriptor, null, null), locals);
    }
}
