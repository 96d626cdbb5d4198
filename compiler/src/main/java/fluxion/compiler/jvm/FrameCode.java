package fluxion.compiler.jvm;

import fluxion.ir.BufferType;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/// Emits the frames of a direct method: a [fluxion.runtime.generated.CallFrame] has the raw bits of its scalars, then
/// arrays and frames as objects.
///
/// @param budget the local with the budget of frames; -1 if there are none
record FrameCode(DirectScope scope, DirectBuffers buffers, ListCode lists, int budget) implements Frames {
    private static final String COUNTED = "(" + Names.CALL_FRAME_D + Names.FRAME_BUDGET_D + ")" + Names.CALL_FRAME_D;

    private Code code() {
        return scope.code;
    }

    private static boolean isNumber(Type type) {
        return type instanceof TensorType;
    }

    /// Pushes a frame of `values`: buffers and lists are copied.
    private void pack(List<Value> values) {
        var code = code();
        var numbers = values.stream().filter(x -> isNumber(x.type())).toList();
        var objects = values.stream().filter(x -> !isNumber(x.type())).toList();
        if (values.isEmpty()) {
            code.getStatic(Names.CALL_FRAME, "EMPTY", Names.CALL_FRAME_D);
            return;
        }
        code.pushNumber(numbers.size());
        code.m.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
        for (int i = 0; i < numbers.size(); i++) {
            code.insn(Opcodes.DUP);
            code.pushNumber(i);
            scope.push(numbers.get(i));
            code.toBits(numbers.get(i).dtype());
            code.insn(Opcodes.LASTORE);
        }
        var letters = new StringBuilder();
        numbers.forEach(x -> letters.append(JvmType.of(x.dtype()).descriptor()));
        if (objects.isEmpty()) {
            code.m.visitLdcInsn(letters.toString());
            code.call(Names.CALL_FRAME, "of", "([JLjava/lang/String;)" + Names.CALL_FRAME_D);
            return;
        }
        code.pushNumber(objects.size());
        code.m.visitTypeInsn(Opcodes.ANEWARRAY, "java/lang/Object");
        for (int i = 0; i < objects.size(); i++) {
            code.insn(Opcodes.DUP);
            code.pushNumber(i);
            object(objects.get(i));
            code.insn(Opcodes.AASTORE);
        }
        code.m.visitLdcInsn(letters.toString());
        code.call(Names.CALL_FRAME, "of", "([J[Ljava/lang/Object;Ljava/lang/String;)" + Names.CALL_FRAME_D);
    }

    private void object(Value value) {
        switch (value.type()) {
            case BufferType(var dtype, var _) -> {
                buffers.pushArray(value);
                code().invoke(JvmType.of(dtype).array(), "clone", "()Ljava/lang/Object;");
            }
            case ListType _ -> new KeptLists(scope, lists).pushCopy(value);
            case FrameType _, TensorType _ -> scope.push(value);
        }
    }

    @Override
    public void keep(List<Value> values) {
        pack(values);
        code().loadRef(budget);
        code().call(Names.FRAME_BUDGET, "take", COUNTED);
    }

    @Override
    public void use(Value frame, List<Type> contents, List<Value> into, List<Value> results) {
        scope.push(frame);
        code().loadRef(budget);
        code().call(Names.FRAME_BUDGET, "give", COUNTED);
        unpack(contents, into, results);
    }

    /// Several results are in a frame.
    @Override
    public void give(List<Value> results) {
        if (results.size() == 1) {
            scope.push(results.getFirst());
        } else if (!results.isEmpty()) {
            pack(results);
        }
    }

    @Override
    public int enter(Region body) {
        return -1; // a frame gives back what it took where it is taken apart
    }

    @Override
    public void leave(int mark) {}

    @Override
    public void results(List<Value> results) {
        if (results.size() == 1) {
            scope.store(results.getFirst());
        } else if (!results.isEmpty()) {
            unpack(results.stream().map(Value::type).toList(), List.of(), results);
        }
    }

    /// Takes the frame on the stack apart: buffers and lists are copied into `into`, all else becomes `results`.
    private void unpack(List<Type> contents, List<Value> into, List<Value> results) {
        var code = code();
        int frame = code.reference();
        code.storeRef(frame);
        var targets = into.iterator();
        var values = results.iterator();
        int numbers = 0;
        int objects = 0;
        for (var type : contents) {
            code.loadRef(frame);
            code.pushNumber(isNumber(type) ? numbers++ : objects++);
            switch (type) {
                case TensorType(var dtype, var _) -> {
                    code.invoke(Names.CALL_FRAME, "number", "(I)J");
                    code.fromBits(dtype);
                    scope.store(values.next());
                }
                case FrameType _ -> {
                    code.invoke(Names.CALL_FRAME, "frame", "(I)" + Names.CALL_FRAME_D);
                    scope.store(values.next());
                }
                case ListType _ -> {
                    code.invoke(Names.CALL_FRAME, "object", "(I)Ljava/lang/Object;");
                    new KeptLists(scope, lists).unpack(targets.next());
                }
                case BufferType buffer -> {
                    code.invoke(Names.CALL_FRAME, "object", "(I)Ljava/lang/Object;");
                    copy(buffer, targets.next());
                }
            }
        }
    }

    /// Copies the array on the stack, zeros for null, to `target`.
    private void copy(BufferType type, Value target) {
        var code = code();
        var jvm = JvmType.of(type.dtype());
        int from = code.reference();
        code.cast(jvm.array());
        code.storeRef(from);
        var nothing = new Label();
        var end = new Label();
        code.loadRef(from);
        code.m.visitJumpInsn(Opcodes.IFNULL, nothing);
        code.loadRef(from);
        code.insn(Opcodes.ICONST_0);
        buffers.pushArray(target);
        code.insn(Opcodes.ICONST_0);
        scope.pushDim(type.size());
        code.call("java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V");
        code.m.visitJumpInsn(Opcodes.GOTO, end);
        code.m.visitLabel(nothing);
        buffers.pushArray(target);
        code.push(new ScalarOp.Constant(type.dtype(), 0));
        code.call("java/util/Arrays", "fill", "(" + jvm.array() + jvm.descriptor() + ")V");
        code.m.visitLabel(end);
    }
}
