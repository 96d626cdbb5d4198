package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.Program;
import fluxion.ir.ProgramOp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits the classes of a program: the entry class, and classes of kernels for each instruction set.
final class ProgramEmitter {
    /// How many kernels share a class: few enough for its constant pool, and a dispatch method HotSpot still
    /// compiles.
    private static final int KERNELS_A_CLASS = 128;

    private final Program program;
    private final String entry;
    private final List<Variant> variants;
    private final ProgramLayout layout;
    private final Map<String, Supplier<byte[]>> classes = new LinkedHashMap<>();

    private ProgramEmitter(Program program, String entry, List<Variant> variants) {
        this.program = program;
        this.entry = entry;
        this.variants = variants;
        this.layout = new ProgramLayout(program);
    }

    /// The classes of `program`.
    ///
    /// Kernels are emitted when their class is asked for.
    ///
    /// @param widths the widths of vectors to emit for, ascending; 0 is scalar code
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
        byte[] bytes = finish(writer);
        classes.put(entry.replace('/', '.'), () -> bytes);
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

    private static byte[] finish(ClassWriter writer) {
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void constructor(ClassWriter writer) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", "()V", null, null), 1);
        code.loadRef(0);
        code.pushInt(variants.contains(Variant.SCALAR) ? 1 : 0);
        hasVector(code);
        code.m.visitMethodInsn(Opcodes.INVOKESPECIAL, Names.PROGRAM, "<init>", "(ZZ)V", false);
        code.insn(Opcodes.RETURN);
        code.end();
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL, "BITS", "I", null, null);
        var init = new Code(writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null), 0);
        init.call(Names.INSTRUCTIONS, "vectorBits", "()I");
        init.m.visitFieldInsn(Opcodes.PUTSTATIC, entry, "BITS", "I");
        init.insn(Opcodes.RETURN);
        init.end();
    }

    /// Pushes whether there is vector code for this machine.
    private void hasVector(Code code) {
        var yes = new Label();
        var end = new Label();
        for (var variant : vectors()) {
            code.getStatic(entry, "BITS", "I");
            code.pushInt(variant.bits());
            code.m.visitJumpInsn(Opcodes.IF_ICMPEQ, yes);
        }
        code.pushInt(0);
        code.m.visitJumpInsn(Opcodes.GOTO, end);
        code.m.visitLabel(yes);
        code.pushInt(1);
        code.m.visitLabel(end);
    }

    private List<Variant> vectors() {
        return variants.stream().filter(Variant::isVector).toList();
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
                code.pushNumber(layout.parameters() + i);
                code.m.visitLdcInsn(owned.get(i).dtype().toString());
                new DimCode(code, Symbols.inFrame(1, layout)).push(owned.get(i).size());
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
                var kernels = pages.get(page);
                var name = kernelClassName(page, variant);
                classes.put(name.replace('/', '.'), () -> kernelClass(name, kernels, variant));
            }
        }
        for (var method : DISPATCHERS) {
            dispatch(writer, method, pages.size());
        }
    }

    private String kernelClassName(int page, Variant variant) {
        return entry + "$" + variant.suffix() + page;
    }

    private byte[] kernelClass(String name, List<BufferOp> kernels, Variant variant) {
        var writer = start(name, "java/lang/Object");
        var emitter = new KernelEmitter(writer, name, layout, variant);
        for (var op : kernels) {
            var method = "k" + layout.kernel(op);
            switch ((ProgramOp) op) {
                case BufferOp.Kernel kernel -> emitter.kernel(method, kernel);
                case BufferOp.Contract _, BufferOp.Convolve _ -> {
                    var epilogue = Epilogue.of(op);
                    if (epilogue != null) {
                        emitter.epilogue(method, epilogue);
                    }
                }
                case ProgramOp _ -> throw new fluxion.ir.IrException(op + " is no kernel");
            }
        }
        // The calls of kernels are here, not in the entry class: its constant pool has no room for all.
        numbered(writer, name, false, KernelEmitter.KERNEL, kernels);
        numbered(writer, name, true, KernelEmitter.EPILOGUE, kernels);
        return finish(writer);
    }

    /// A static method `(Frame, int kernel, ...)` of a class of kernels that calls the method of one of them.
    private void numbered(ClassWriter writer, String owner, boolean epilogues, String target, List<BufferOp> kernels) {
        var m = writer.visitMethod(
                Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, numbered(epilogues), withNumber(target), null, null);
        int arguments = Type.getArgumentTypes(target).length - 1;
        var code = new Code(m, arguments + 2);
        code.loadInt(1);
        code.pushInt(KERNELS_A_CLASS);
        code.insn(Opcodes.IREM);
        table(m, kernels.size(), i -> {
            var op = kernels.get(i);
            boolean exists = op instanceof BufferOp.Kernel ? !epilogues : epilogues && Epilogue.of(op) != null;
            if (exists) {
                code.loadRef(0);
                for (int argument = 0; argument < arguments; argument++) {
                    code.loadInt(argument + 2);
                }
                code.call(owner, "k" + layout.kernel(op), target);
            }
        });
        code.insn(Opcodes.RETURN);
        code.end();
    }

    private static String numbered(boolean epilogues) {
        return epilogues ? "epilogue" : "kernel";
    }

    /// The descriptor of a kernel's method with the number of the kernel after the frame.
    private static String withNumber(String target) {
        return target.replace("(" + Names.FRAME_D, "(" + Names.FRAME_D + "I");
    }

    /// A method `name(Frame, int kernel, ...)` that calls the kernel's method in the class for this machine.
    ///
    /// @param target the descriptor of the kernel's method
    /// @param arguments how many ints it takes
    private record Dispatcher(String name, boolean epilogues, boolean vector, String target, int arguments) {
        String descriptor() {
            return withNumber(target);
        }

        /// Pushes the frame, the number of the kernel and its arguments.
        void pushArguments(Code code) {
            code.loadRef(1);
            for (int i = 0; i <= arguments; i++) {
                code.loadInt(2 + i);
            }
        }
    }

    private static final List<Dispatcher> DISPATCHERS = List.of(
            new Dispatcher("scalarKernel", false, false, KernelEmitter.KERNEL, 2),
            new Dispatcher("vectorKernel", false, true, KernelEmitter.KERNEL, 2),
            new Dispatcher("scalarEpilogue", true, false, KernelEmitter.EPILOGUE, 5),
            new Dispatcher("vectorEpilogue", true, true, KernelEmitter.EPILOGUE, 5));

    private void dispatch(ClassWriter writer, Dispatcher method, int pages) {
        var m = writer.visitMethod(Opcodes.ACC_PROTECTED, method.name(), method.descriptor(), null, null);
        var code = new Code(m, method.arguments() + 3);
        code.loadInt(2);
        code.pushInt(KERNELS_A_CLASS);
        code.insn(Opcodes.IDIV);
        table(m, pages, page -> {
            if (method.vector()) {
                code.loadRef(0);
                method.pushArguments(code);
                code.invoke(entry, method.name() + page, method.descriptor());
            } else if (variants.contains(Variant.SCALAR)) {
                call(code, page, Variant.SCALAR, method);
            }
        });
        code.insn(Opcodes.RETURN);
        code.end();
        if (method.vector()) {
            for (int page = 0; page < pages; page++) {
                choice(writer, method, page);
            }
        }
    }

    /// A method that calls the class of vector kernels `page` for this machine.
    private void choice(ClassWriter writer, Dispatcher method, int page) {
        var m = writer.visitMethod(Opcodes.ACC_PUBLIC, method.name() + page, method.descriptor(), null, null);
        var code = new Code(m, method.arguments() + 3);
        for (var variant : vectors()) {
            var next = new Label();
            code.getStatic(entry, "BITS", "I");
            code.pushInt(variant.bits());
            m.visitJumpInsn(Opcodes.IF_ICMPNE, next);
            call(code, page, variant, method);
            m.visitLabel(next);
        }
        code.insn(Opcodes.RETURN);
        code.end();
    }

    private void call(Code code, int page, Variant variant, Dispatcher method) {
        method.pushArguments(code);
        code.call(kernelClassName(page, variant), numbered(method.epilogues()), method.descriptor());
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
