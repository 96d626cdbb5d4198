package fluxion.compiler.jvm;

import fluxion.ir.FluxionException;
import fluxion.runtime.generated.DirectScratch;
import fluxion.runtime.generated.GeneratedClasses;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits a loop that calls a method for each of many rows, on the threads of the pool where that is worth while.
///
/// The call is that of a constant handle, so HotSpot inlines it, or not, as it would in a loop written by hand. The
/// loop takes an array of all rows for each argument and result that has rows. It allocates nothing once warm. A row
/// that throws ends its part of the rows; what is thrown is what the first such row throws.
public final class RowLoop {
    private static final String NAME = "fluxion/runtime/generated/Rows";
    private static final String TASK = "fluxion/runtime/generated/RowTask";
    static final String HANDLE_D = "Ljava/lang/invoke/MethodHandle;";
    private static final String POOL_D = "L" + Names.DIRECT_POOL + ";";

    /// What the loop does with one of its parameters.
    public enum Role {
        /// All rows get it.
        SHARED,
        /// A row gets its element.
        ELEMENT,
        /// A row gets an array of one element, the content of which becomes its element of this.
        HELD,
        /// What a row returns becomes its element.
        RETURNED
    }

    /// What computes a block of rows at once. Rows that it does not take are computed one by one.
    ///
    /// @param handle takes the arguments that are used, those with rows as arrays of as many elements times
    ///     [fluxion.runtime.generated.RowBlocks#ROWS], the first elements of all rows first; then the number of
    ///     rows, and such an array for each result
    /// @param used the numbers of those arguments
    /// @param written the numbers of arguments that the method for one row writes
    /// @param lengths of the array that each argument and result is, for one row if it has any; negative for any
    public record Block(MethodHandle handle, List<Integer> used, List<Integer> written, List<Integer> lengths) {
        /// Copies the lists.
        public Block {
            used = List.copyOf(used);
            written = List.copyOf(written);
            lengths = List.copyOf(lengths);
        }

        int length(int parameter) {
            return lengths.get(parameter);
        }
    }

    /// Where the handle of the block is in what the class is given.
    static final int BLOCK = 3;

    private final MethodHandle row;
    private final @Nullable Block block;
    private final List<Role> roles;
    private final List<Type> types;
    private final List<Integer> slots = new ArrayList<>();
    private final int afterParameters;
    private final int firstResult;
    private final long operations;

    private RowLoop(
            MethodHandle row,
            @Nullable Block block,
            List<Role> roles,
            List<Class<?>> types,
            int firstResult,
            long operations) {
        this.row = row;
        this.block = block;
        this.roles = roles;
        this.types = types.stream().map(Type::getType).toList();
        this.firstResult = firstResult;
        this.operations = operations;
        int next = 0;
        for (var type : this.types) {
            slots.add(next);
            next += type.getSize();
        }
        this.afterParameters = next;
    }

    /// A loop over calls of `row`.
    ///
    /// @param row takes, in order, what all parameters but the one that is returned stand for
    /// @param type of the loop: arrays of as many elements as there are rows, but for what rows share; returns
    /// nothing
    /// @param roles of its parameters
    /// @param arguments how many of them are arguments; all others are results
    /// @param operations about how many a row takes
    /// @param block what computes several rows at once, if anything does
    public static MethodHandle of(
            MethodHandle row,
            MethodType type,
            List<Role> roles,
            int arguments,
            long operations,
            Optional<Block> block) {
        var types = type.parameterList().stream().map(RowLoop::erased).toList();
        var erased = row.type();
        for (int i = 0; i < erased.parameterCount(); i++) {
            erased = erased.changeParameterType(i, erased(erased.parameterType(i)));
        }
        var loop = new RowLoop(row.asType(erased), block.orElse(null), roles, types, arguments, operations);
        // the class names no types of users, which it could not see
        var data = new ArrayList<Object>(List.of(
                loop.row,
                new DirectScratch.Pool(2 * types.size(), 0, 0, 0, Long.MAX_VALUE),
                new ThreadLocal<@Nullable Object>()));
        block.ifPresent(some -> data.add(some.handle()));
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            GeneratedClasses.hidden(loop.emit(), data),
                            DirectMethod.NAME,
                            MethodType.methodType(void.class, types))
                    .asType(type);
        } catch (ReflectiveOperationException e) {
            throw new FluxionException("a generated class cannot be used: " + e, e);
        }
    }

    /// `type` without classes of the user.
    private static Class<?> erased(Class<?> type) {
        var element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        return element.isPrimitive() ? type : type.isArray() ? Object[].class : Object.class;
    }

    private byte[] emit() {
        var writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object"; // the classes named here may not be loadable where the compiler runs
            }
        };
        writer.visit(Opcodes.V25, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, NAME, null, TASK, null);
        for (int i = 0; i < types.size(); i++) {
            writer.visitField(Opcodes.ACC_PRIVATE, field(i), types.get(i).getDescriptor(), null, null);
        }
        constructor(writer);
        call(writer);
        loop(writer);
        run(writer);
        clear(writer);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static String field(int parameter) {
        return "p" + parameter;
    }

    private String loopDescriptor() {
        var all = new ArrayList<>(types);
        all.add(Type.INT_TYPE);
        all.add(Type.INT_TYPE);
        return Type.getMethodDescriptor(Type.VOID_TYPE, all.toArray(Type[]::new));
    }

    private static void constructor(ClassWriter writer) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PRIVATE, "<init>", "()V", null, null), 1);
        code.loadRef(0);
        code.m.visitMethodInsn(Opcodes.INVOKESPECIAL, TASK, "<init>", "()V", false);
        code.insn(Opcodes.RETURN);
        code.end();
    }

    // ---------------------------------------------------------------- all rows

    /// What the handle calls: checks the arguments, and runs the loop here or on several threads.
    private void call(ClassWriter writer) {
        var descriptor = Type.getMethodDescriptor(Type.VOID_TYPE, types.toArray(Type[]::new));
        var code = new Code(
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, DirectMethod.NAME, descriptor, null, null),
                afterParameters);
        int rows = code.intLocal();
        check(code, rows);
        code.loadInt(rows);
        code.pushLong(operations);
        code.call(TASK, "isShared", "(IJ)Z");
        var shared = new Label();
        code.m.visitJumpInsn(Opcodes.IFNE, shared);
        for (int i = 0; i < types.size(); i++) {
            load(code, i);
        }
        code.pushInt(0);
        code.loadInt(rows);
        code.call(NAME, "loop", loopDescriptor());
        code.insn(Opcodes.RETURN);
        code.m.visitLabel(shared);
        int task = task(code);
        for (int i = 0; i < types.size(); i++) {
            code.loadRef(task);
            load(code, i);
            code.m.visitFieldInsn(Opcodes.PUTFIELD, NAME, field(i), types.get(i).getDescriptor());
        }
        code.loadRef(task);
        code.loadInt(rows);
        code.invoke(TASK, "share", "(I)V");
        code.insn(Opcodes.RETURN);
        code.end();
    }

    int parameters() {
        return types.size();
    }

    int firstResult() {
        return firstResult;
    }

    Role role(int parameter) {
        return roles.get(parameter);
    }

    Type type(int parameter) {
        return types.get(parameter);
    }

    void load(Code code, int parameter) {
        code.m.visitVarInsn(types.get(parameter).getOpcode(Opcodes.ILOAD), slots.get(parameter));
    }

    /// Fails unless all that has rows has as many of them, and all that is written is distinct from all else.
    private void check(Code code, int rows) {
        int first = -1;
        for (int i = 0; i < types.size(); i++) {
            if (roles.get(i) == Role.SHARED) {
                continue;
            }
            load(code, i);
            code.m.visitLdcInsn("rows of " + name(i));
            if (first < 0) {
                first = i;
                code.call(Names.DIRECT_CHECKS, "notNull", "(Ljava/lang/Object;Ljava/lang/String;)V");
                load(code, i);
                code.insn(Opcodes.ARRAYLENGTH);
                code.storeInt(rows);
            } else {
                code.loadInt(rows);
                code.insn(Opcodes.I2L);
                code.call(Names.DIRECT_CHECKS, "array", "(Ljava/lang/Object;Ljava/lang/String;J)V");
            }
        }
        for (int i = 0; i < types.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (isResult(i) && types.get(i).equals(types.get(j))) {
                    load(code, i);
                    code.m.visitLdcInsn("rows of " + name(i));
                    load(code, j);
                    code.m.visitLdcInsn((roles.get(j) == Role.SHARED ? "" : "rows of ") + name(j));
                    code.call(
                            Names.DIRECT_CHECKS,
                            "distinct",
                            "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/Object;Ljava/lang/String;)V");
                }
            }
        }
    }

    boolean isResult(int parameter) {
        return parameter >= firstResult;
    }

    private String name(int parameter) {
        return isResult(parameter) ? "result " + (parameter - firstResult) : "argument " + parameter;
    }

    /// The task of this thread, in a local.
    private int task(Code code) {
        int task = code.reference();
        constant(code, 2, "Ljava/lang/ThreadLocal;");
        code.invoke("java/lang/ThreadLocal", "get", "()Ljava/lang/Object;");
        code.cast(NAME);
        code.storeRef(task);
        code.loadRef(task);
        var there = new Label();
        code.m.visitJumpInsn(Opcodes.IFNONNULL, there);
        code.m.visitTypeInsn(Opcodes.NEW, NAME);
        code.insn(Opcodes.DUP);
        code.m.visitMethodInsn(Opcodes.INVOKESPECIAL, NAME, "<init>", "()V", false);
        code.storeRef(task);
        constant(code, 2, "Ljava/lang/ThreadLocal;");
        code.loadRef(task);
        code.invoke("java/lang/ThreadLocal", "set", "(Ljava/lang/Object;)V");
        code.m.visitLabel(there);
        return task;
    }

    static void constant(Code code, int index, String descriptor) {
        var bootstrap = new Handle(
                Opcodes.H_INVOKESTATIC,
                "java/lang/invoke/MethodHandles",
                "classDataAt",
                "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;I)Ljava/lang/Object;",
                false);
        code.m.visitLdcInsn(new ConstantDynamic("_", descriptor, bootstrap, index));
    }

    // ---------------------------------------------------------------- some rows

    private void run(ClassWriter writer) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PUBLIC, "run", "(II)V", null, null), 3);
        for (int i = 0; i < types.size(); i++) {
            code.loadRef(0);
            code.getField(NAME, field(i), types.get(i).getDescriptor());
        }
        code.loadInt(1);
        code.loadInt(2);
        code.call(NAME, "loop", loopDescriptor());
        code.insn(Opcodes.RETURN);
        code.end();
    }

    private void clear(ClassWriter writer) {
        var code = new Code(writer.visitMethod(Opcodes.ACC_PROTECTED, "clear", "()V", null, null), 1);
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i).getSort() >= Type.ARRAY) {
                code.loadRef(0);
                code.insn(Opcodes.ACONST_NULL);
                code.m.visitFieldInsn(
                        Opcodes.PUTFIELD, NAME, field(i), types.get(i).getDescriptor());
            }
        }
        code.insn(Opcodes.RETURN);
        code.end();
    }

    private void loop(ClassWriter writer) {
        var code = new Code(
                writer.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, "loop", loopDescriptor(), null, null),
                afterParameters + 2);
        int at = afterParameters;
        int to = afterParameters + 1;
        int scratch = code.reference();
        var holders = holders(code, scratch);
        var from = new Label();
        var end = new Label();
        var thrown = new Label();
        code.m.visitTryCatchBlock(from, end, thrown, null);
        code.m.visitLabel(from);
        if (block == null) {
            code.countedLoop(at, to, 1, () -> row(code, at, holders));
        } else {
            blocks(code, new BlockCode(this, block, code, scratch), at, to, () -> row(code, at, holders));
        }
        code.m.visitLabel(end);
        release(code, scratch);
        code.insn(Opcodes.RETURN);
        code.m.visitLabel(thrown);
        release(code, scratch);
        code.loadInt(at);
        code.call(TASK, "failed", "(Ljava/lang/Throwable;I)Ljava/lang/RuntimeException;");
        code.insn(Opcodes.ATHROW);
        code.end();
    }

    /// Computes the rows from that in the local `at` to that in `to` block by block, and those of a block that is not
    /// taken each as `row` does.
    private static void blocks(Code code, BlockCode block, int at, int to, Runnable row) {
        int end = code.intLocal();
        var next = new Label();
        var otherwise = new Label();
        var done = new Label();
        code.m.visitLabel(next);
        code.loadInt(at);
        code.loadInt(to);
        code.m.visitJumpInsn(Opcodes.IF_ICMPGE, done);
        code.loadInt(at);
        code.loadInt(to);
        code.call("fluxion/runtime/generated/RowBlocks", "end", "(II)I");
        code.storeInt(end);
        block.rows(at, end, otherwise);
        code.loadInt(end);
        code.storeInt(at);
        code.m.visitJumpInsn(Opcodes.GOTO, next);
        code.m.visitLabel(otherwise);
        code.countedLoop(at, end, 1, row);
        code.m.visitJumpInsn(Opcodes.GOTO, next);
        code.m.visitLabel(done);
    }

    /// Whether the loop needs working memory.
    private boolean hasScratch() {
        return block != null || roles.contains(Role.HELD);
    }

    /// Arrays of one element, from the working memory of the thread; the local of each parameter's, or -1.
    private List<Integer> holders(Code code, int scratch) {
        var holders = new ArrayList<Integer>();
        if (hasScratch()) {
            constant(code, 1, POOL_D);
            code.invoke(Names.DIRECT_POOL, "acquire", "()L" + Names.DIRECT_SCRATCH + ";");
            code.storeRef(scratch);
        }
        for (int i = 0; i < types.size(); i++) {
            if (roles.get(i) != Role.HELD) {
                holders.add(-1);
                continue;
            }
            int holder = code.reference();
            code.loadRef(scratch);
            code.pushInt(i);
            code.pushInt(1);
            var type = types.get(i);
            code.invoke(Names.DIRECT_SCRATCH, room(type.getElementType()), "(II)" + type.getDescriptor());
            code.storeRef(holder);
            holders.add(holder);
        }
        return holders;
    }

    static String room(Type element) {
        return switch (element.getSort()) {
            case Type.BOOLEAN -> "bool";
            case Type.INT -> "i32";
            case Type.LONG -> "i64";
            case Type.FLOAT -> "f32";
            case Type.DOUBLE -> "f64";
            default -> throw new FluxionException("results cannot be of type " + element);
        };
    }

    private void release(Code code, int scratch) {
        if (hasScratch()) {
            code.loadRef(scratch);
            code.invoke(Names.DIRECT_SCRATCH, "release", "()V");
        }
    }

    /// Calls the method for the row in local `at`.
    private void row(Code code, int at, List<Integer> holders) {
        int returned = roles.indexOf(Role.RETURNED);
        if (returned >= 0) {
            load(code, returned);
            code.loadInt(at);
        }
        constant(code, 0, HANDLE_D);
        for (int i = 0; i < types.size(); i++) {
            switch (roles.get(i)) {
                case SHARED -> load(code, i);
                case ELEMENT -> element(code, i, at);
                case HELD -> code.loadRef(holders.get(i));
                case RETURNED -> {}
            }
        }
        code.invoke("java/lang/invoke/MethodHandle", "invokeExact", row.type().descriptorString());
        if (returned >= 0) {
            code.insn(types.get(returned).getElementType().getOpcode(Opcodes.IASTORE));
        }
        for (int i = 0; i < types.size(); i++) {
            if (roles.get(i) == Role.HELD) {
                var element = types.get(i).getElementType();
                load(code, i);
                code.loadInt(at);
                code.loadRef(holders.get(i));
                code.pushInt(0);
                code.insn(element.getOpcode(Opcodes.IALOAD));
                code.insn(element.getOpcode(Opcodes.IASTORE));
            }
        }
    }

    /// Pushes the element of parameter `parameter` that row `at` gets, which is of the type that it takes.
    private void element(Code code, int parameter, int at) {
        load(code, parameter);
        code.loadInt(at);
        var type = types.get(parameter);
        code.insn(
                type.getDimensions() > 1
                        ? Opcodes.AALOAD
                        : type.getElementType().getOpcode(Opcodes.IALOAD));
    }
}
