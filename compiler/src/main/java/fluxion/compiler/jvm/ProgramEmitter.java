package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.Program;
import fluxion.ir.ProgramOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/// Emits the classes of a program: the entry class, and classes of kernels for each instruction set.
final class ProgramEmitter {
    /// How many kernels share a class: few enough for its constant pool, and a dispatch method HotSpot still
    /// compiles.
    private static final int KERNELS_A_CLASS = 128;

    private final Program program;
    private final String entry;
    private final List<Variant> variants;
    private final ProgramLayout layout;
    private final Map<String, byte[]> classes = new LinkedHashMap<>();

    private ProgramEmitter(Program program, String entry, List<Variant> variants) {
        this.program = program;
        this.entry = entry;
        this.variants = variants;
        this.layout = new ProgramLayout(program);
    }

    /// The classes of `program`.
    ///
    /// @param widths the widths of vectors to emit for, ascending; 0 is scalar code, which must be among them
    static EmittedProgram emit(Program program, String entry, List<Integer> widths) {
        var emitter = new ProgramEmitter(
                program, entry, widths.stream().map(Variant::new).toList());
        emitter.emit();
        return new EmittedProgram(entry.replace('/', '.'), emitter.classes);
    }

    private void emit() {
        var writer = start(entry, Names.PROGRAM);
        constructor(writer);
        var plan = new HostPlan(program, layout);
        new HostEmitter(writer, entry, layout, plan).emit(program.graph().region());
        kernels(writer);
        prepare(writer);
        number(writer, "argumentCount", program.arguments().size());
        number(writer, "resultCount", program.results().size());
        number(writer, "bufferCount", layout.bufferCount());
        number(writer, "scalarCount", layout.scalarCount());
        number(writer, "listCount", layout.listCount());
        number(writer, "kernelCount", layout.kernels().size());
        finish(entry, writer);
    }

    private ClassWriter start(String name, String superclass) {
        var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object"; // the classes named here may not be loadable where the compiler runs
            }
        };
        writer.visit(
                Opcodes.V25, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, superclass, null);
        writer.visitSource(program.graph().name(), null);
        return writer;
    }

    private void finish(String name, ClassWriter writer) {
        writer.visitEnd();
        classes.put(name.replace('/', '.'), writer.toByteArray());
    }

    private void constructor(ClassWriter writer) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null), 1);
        code.loadRef(0);
        code.m.visitMethodInsn(Opcodes.INVOKESPECIAL, Names.PROGRAM, "<init>", "()V", false);
        code.insn(Opcodes.RETURN);
        code.end();
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "BITS", "I", null, null);
        var init = new Code(writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null), 0);
        init.call(Names.INSTRUCTIONS, "vectorBits", "()I");
        init.m.visitFieldInsn(Opcodes.PUTSTATIC, entry, "BITS", "I");
        init.insn(Opcodes.RETURN);
        init.end();
    }

    private void number(ClassWriter writer, String name, int value) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PROTECTED, name, "()I", null, null), 1);
        code.pushInt(value);
        code.insn(Opcodes.IRETURN);
        code.end();
    }

    /// `reserve` for each buffer of the program's own.
    private void prepare(ClassWriter writer) {
        var owned = layout.owned();
        int part = 0;
        var main = new Code(
                writer.visitMethod(Opcodes.ACC_PROTECTED, "prepare", "(" + Names.FRAME_D + ")V", null, null), 2);
        for (int from = 0; from < owned.size(); from += KERNELS_A_CLASS) {
            var name = "prepare" + part++;
            main.loadRef(0);
            main.loadRef(1);
            main.invoke(entry, name, "(" + Names.FRAME_D + ")V");
            var code =
                    new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, name, "(" + Names.FRAME_D + ")V", null, null), 2);
            for (int i = from; i < Math.min(owned.size(), from + KERNELS_A_CLASS); i++) {
                code.loadRef(1);
                code.pushInt(layout.parameters() + i);
                code.m.visitLdcInsn(owned.get(i).dtype().toString());
                new DimCode(code, 1, layout).push(owned.get(i).size());
                code.invoke(Names.FRAME, "reserve", "(ILjava/lang/String;J)V");
            }
            code.insn(Opcodes.RETURN);
            code.end();
        }
        main.insn(Opcodes.RETURN);
        main.end();
    }

    // ---------------------------------------------------------------- kernels

    private void kernels(ClassWriter writer) {
        var pages = new ArrayList<List<BufferOp>>();
        var all = layout.kernels();
        for (int from = 0; from < all.size(); from += KERNELS_A_CLASS) {
            pages.add(all.subList(from, Math.min(all.size(), from + KERNELS_A_CLASS)));
        }
        for (int page = 0; page < pages.size(); page++) {
            for (var variant : variants) {
                kernelClass(page, pages.get(page), variant);
            }
        }
        dispatch(writer, "kernel", KernelEmitter.KERNEL, new int[] {3, 4}, pages);
        dispatch(writer, "epilogue", KernelEmitter.EPILOGUE, new int[] {3, 4, 5, 6, 7}, pages);
    }

    private String kernelClassName(int page, Variant variant) {
        return entry + "$" + variant.suffix() + page;
    }

    private void kernelClass(int page, List<BufferOp> kernels, Variant variant) {
        var name = kernelClassName(page, variant);
        var writer = start(name, "java/lang/Object");
        var emitter = new KernelEmitter(writer, layout, variant);
        for (var op : kernels) {
            var method = "k" + layout.kernel(op);
            switch ((ProgramOp) op) {
                case BufferOp.Kernel kernel -> emitter.kernel(method, kernel);
                case BufferOp.Contract contract -> {
                    if (KernelEmitter.hasEpilogue(contract)) {
                        emitter.epilogue(method, contract);
                    }
                }
                case ProgramOp _ -> throw new fluxion.ir.IrException(op + " is no kernel");
            }
        }
        finish(name, writer);
    }

    /// A method `name(Frame, int kernel, ...)` that calls the kernel's method in the class for this machine.
    private void dispatch(ClassWriter writer, String name, String target, int[] arguments, List<List<BufferOp>> pages) {
        var descriptor = target.replace("(" + Names.FRAME_D, "(" + Names.FRAME_D + "I");
        var m = writer.visitMethod(Opcodes.ACC_PROTECTED, name, descriptor, null, null);
        var code = new Code(m, arguments.length + 3);
        code.loadInt(2);
        code.pushInt(KERNELS_A_CLASS);
        code.insn(Opcodes.IDIV);
        table(m, pages.size(), page -> {
            code.loadRef(0);
            code.loadRef(1);
            code.loadInt(2);
            for (int argument : arguments) {
                code.loadInt(argument);
            }
            code.invoke(entry, name + page, descriptor);
        });
        code.insn(Opcodes.RETURN);
        code.end();
        for (int page = 0; page < pages.size(); page++) {
            page(writer, name, target, descriptor, arguments, page, pages.get(page));
        }
    }

    private void page(
            ClassWriter writer,
            String name,
            String target,
            String descriptor,
            int[] arguments,
            int page,
            List<BufferOp> kernels) {
        var m = writer.visitMethod(Opcodes.ACC_PUBLIC, name + page, descriptor, null, null);
        var code = new Code(m, arguments.length + 3);
        code.loadInt(2);
        code.pushInt(KERNELS_A_CLASS);
        code.insn(Opcodes.IREM);
        table(m, kernels.size(), i -> {
            var op = kernels.get(i);
            boolean isKernel = op instanceof BufferOp.Kernel;
            boolean exists = isKernel || KernelEmitter.hasEpilogue((BufferOp.Contract) op);
            if (!exists || isKernel != name.equals("kernel")) {
                return;
            }
            var end = new Label();
            for (var variant : variants) {
                var next = new Label();
                if (variant.isVector()) {
                    code.getStatic(entry, "BITS", "I");
                    code.pushInt(variant.bits());
                    m.visitJumpInsn(Opcodes.IF_ICMPNE, next);
                }
                if (variant.isVector() || variants.size() == 1) {
                    call(code, page, variant, op, target, arguments);
                    m.visitJumpInsn(Opcodes.GOTO, end);
                }
                m.visitLabel(next);
            }
            if (variants.size() > 1) {
                call(code, page, Variant.SCALAR, op, target, arguments);
            }
            m.visitLabel(end);
        });
        code.insn(Opcodes.RETURN);
        code.end();
    }

    private void call(Code code, int page, Variant variant, BufferOp op, String target, int[] arguments) {
        code.loadRef(1);
        for (int argument : arguments) {
            code.loadInt(argument);
        }
        code.call(kernelClassName(page, variant), "k" + layout.kernel(op), target);
    }

    /// A switch over the int on the stack, 0 .. cases-1.
    private static void table(MethodVisitor m, int cases, java.util.function.IntConsumer body) {
        var end = new Label();
        var labels = new Label[cases];
        for (int i = 0; i < cases; i++) {
            labels[i] = new Label();
        }
        if (cases == 0) {
            m.visitInsn(Opcodes.POP);
            return;
        }
        m.visitTableSwitchInsn(0, cases - 1, end, labels);
        for (int i = 0; i < cases; i++) {
            m.visitLabel(labels[i]);
            body.accept(i);
            m.visitJumpInsn(Opcodes.GOTO, end);
        }
        m.visitLabel(end);
    }
}
