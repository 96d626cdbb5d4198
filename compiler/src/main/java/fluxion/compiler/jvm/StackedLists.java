package fluxion.compiler.jvm;

import fluxion.ir.DType;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.objectweb.asm.Opcodes;

/// Emits the lists that lie on the stack of frames: those that a frame is made of are written there as the loop that
/// appends goes on, those of a frame that is taken apart are read where they are.
final class StackedLists {
    /// Where a list begins, and how many elements it has.
    private record Local(int first, int length) {}

    private final Code code;
    private final DirectScope scope;
    private final FrameLocal frames;
    private final List<ListPlan.Store> stores;
    private final Map<ListPlan.Store, Local> locals = new HashMap<>();

    StackedLists(DirectScope scope, ListPlan plan, FrameLocal frames) {
        this.code = scope.code;
        this.scope = scope;
        this.frames = frames;
        var homes = frames.kind().stacked(frames.region(), plan);
        this.stores = plan.homes().stream()
                .filter(homes::contains)
                .map(ListPlan.Home::store)
                .toList();
    }

    /// How many there are.
    int count() {
        return stores.size();
    }

    boolean has(ListPlan.Store store) {
        return stores.contains(store);
    }

    private Local local(ListPlan.Store store) {
        return Objects.requireNonNull(locals.get(store));
    }

    /// Emits the beginning of the method: all are empty.
    void start() {
        for (var store : stores) {
            var local = new Local(code.intLocal(), code.intLocal());
            locals.put(store, local);
            code.insn(Opcodes.ICONST_0);
            code.storeInt(local.first);
            make(store);
        }
    }

    void make(ListPlan.Store store) {
        code.insn(Opcodes.ICONST_0);
        code.storeInt(local(store).length);
    }

    void pushLength(ListPlan.Store store) {
        code.loadInt(local(store).length);
    }

    /// Takes room before a loop for those of `appended` that are on the stack: an element a round.
    ///
    /// @param count the local with the number of rounds
    void reserve(Collection<ListPlan.Store> appended, int count) {
        for (var store : appended) {
            if (has(store)) {
                code.loadRef(frames.slot());
                code.loadInt(count);
                code.invoke(Names.FRAME_STACK, "reserve", "(I)I");
                code.storeInt(local(store).first);
            }
        }
    }

    /// Pushes the words of the stack, which may be others after each call and each [#reserve].
    void pushWords() {
        code.loadRef(frames.slot());
        code.getField(Names.FRAME_STACK, "words", "[J");
    }

    void append(ListPlan.Store store, Value element) {
        pushWords();
        code.loadInt(local(store).first);
        code.loadInt(local(store).length);
        code.insn(Opcodes.IADD);
        scope.push(element);
        code.toBits(dtype(store.type()));
        code.insn(Opcodes.LASTORE);
        code.m.visitIincInsn(local(store).length, 1);
    }

    /// Pushes the element whose number is in the local `at`.
    void pushElement(ListPlan.Store store, int at) {
        pushWords();
        code.loadInt(local(store).first);
        code.loadInt(at);
        code.insn(Opcodes.IADD);
        code.insn(Opcodes.LALOAD);
        code.fromBits(dtype(store.type()));
    }

    /// What a word of the stack holds for a scalar or a frame.
    static DType dtype(Type type) {
        return type instanceof TensorType(var dtype, var _) ? dtype : DType.I32;
    }

    /// Pushes the word that stands for a list.
    void pushWord(ListPlan.Store store) {
        code.loadInt(local(store).first);
        code.insn(Opcodes.I2L);
        code.pushInt(Integer.SIZE);
        code.insn(Opcodes.LSHL);
        code.loadInt(local(store).length);
        code.insn(Opcodes.I2L);
        code.insn(Opcodes.LOR);
    }

    /// Makes a list the one that the word on the stack stands for.
    void storeWord(ListPlan.Store store) {
        code.insn(Opcodes.DUP2);
        code.insn(Opcodes.L2I);
        code.storeInt(local(store).length);
        code.pushInt(Integer.SIZE);
        code.insn(Opcodes.LSHR);
        code.insn(Opcodes.L2I);
        code.storeInt(local(store).first);
    }
}
