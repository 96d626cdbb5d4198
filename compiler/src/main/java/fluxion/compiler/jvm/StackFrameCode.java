package fluxion.compiler.jvm;

import fluxion.ir.BufferType;
import fluxion.ir.FrameType;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.List;
import org.objectweb.asm.Opcodes;

/// Emits the frames of a direct method as places in a [fluxion.runtime.generated.FrameStack].
record StackFrameCode(DirectScope scope, ListCode lists, FrameLocal frames) implements Frames {
    private Code code() {
        return scope.code;
    }

    @Override
    public void keep(List<Value> values) {
        var code = code();
        if (values.isEmpty()) {
            code.insn(Opcodes.ICONST_0);
            return;
        }
        if (isFrame(values.stream().map(Value::type).toList())) {
            scope.push(values.getFirst());
            return;
        }
        int first = code.intLocal();
        code.loadRef(frames.slot());
        code.pushInt(values.size());
        code.invoke(Names.FRAME_STACK, "reserve", "(I)I");
        code.storeInt(first);
        for (int i = 0; i < values.size(); i++) {
            lists.stacked().pushWords();
            pushPlace(first, i);
            pushWord(values.get(i));
            code.insn(Opcodes.LASTORE);
        }
        code.loadInt(first);
    }

    /// Whether what holds these is no frame of its own, but the one in it.
    private static boolean isFrame(List<Type> contents) {
        return contents.size() == 1 && contents.getFirst() instanceof FrameType;
    }

    private void pushPlace(int first, int i) {
        code().loadInt(first);
        code().pushInt(i);
        code().insn(Opcodes.IADD);
    }

    /// Pushes the raw bits of a scalar or frame, or the word for a list.
    private void pushWord(Value value) {
        switch (value.type()) {
            case TensorType _, FrameType _ -> {
                scope.push(value);
                code().toBits(StackedLists.dtype(value.type()));
            }
            case ListType _ -> lists.stacked().pushWord(lists.plan().home(value).store());
            case BufferType _ -> throw new IrException("a buffer on a stack of frames");
        }
    }

    @Override
    public void use(Value frame, List<Type> contents, List<Value> into, List<Value> results) {
        var code = code();
        if (isFrame(contents)) {
            scope.push(frame);
            scope.store(results.getFirst());
            return;
        }
        int first = code.intLocal();
        scope.push(frame);
        code.storeInt(first);
        var targets = into.iterator();
        var values = results.iterator();
        for (int i = 0; i < contents.size(); i++) {
            lists.stacked().pushWords();
            pushPlace(first, i);
            code.insn(Opcodes.LALOAD);
            switch (contents.get(i)) {
                case TensorType _, FrameType _ -> storeBits(values.next());
                case ListType _ ->
                    lists.stacked().storeWord(lists.plan().home(targets.next()).store());
                case BufferType _ -> throw new IrException("a buffer on a stack of frames");
            }
        }
    }

    /// Stores the raw bits on the stack as the scalar or frame `value`.
    private void storeBits(Value value) {
        code().fromBits(StackedLists.dtype(value.type()));
        scope.store(value);
    }

    @Override
    public void give(List<Value> results) {
        for (int i = 1; i < results.size(); i++) {
            pushResult(i);
            pushWord(results.get(i));
            code().insn(Opcodes.LASTORE);
        }
        if (!results.isEmpty()) {
            scope.push(results.getFirst());
        }
    }

    private void pushResult(int i) {
        code().loadRef(frames.slot());
        code().getField(Names.FRAME_STACK, "results", "[J");
        code().pushInt(i);
    }

    @Override
    public void results(List<Value> results) {
        if (!results.isEmpty()) {
            scope.store(results.getFirst());
        }
        for (int i = 1; i < results.size(); i++) {
            pushResult(i);
            code().insn(Opcodes.LALOAD);
            storeBits(results.get(i));
        }
    }

    @Override
    public int enter(Region body) {
        if (!frames.kind().isLocal(body, lists.plan())) {
            return -1;
        }
        int mark = code().intLocal();
        code().loadRef(frames.slot());
        code().getField(Names.FRAME_STACK, "top", "I");
        code().storeInt(mark);
        return mark;
    }

    @Override
    public void leave(int mark) {
        if (mark >= 0) {
            code().loadRef(frames.slot());
            code().loadInt(mark);
            code().m.visitFieldInsn(Opcodes.PUTFIELD, Names.FRAME_STACK, "top", "I");
        }
    }
}
