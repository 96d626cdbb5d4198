package fluxion.compiler.jvm;

import fluxion.ir.BufferType;
import fluxion.ir.Value;
import java.util.Objects;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits how lists get into frames that are objects, as arrays, and out of them again.
///
/// @param scope that of the method
/// @param lists the lists of the method
record KeptLists(DirectScope scope, ListCode lists) {
    private static final String OBJECT_D = "Ljava/lang/Object;";
    private static final String OBJECTS_D = "[" + OBJECT_D;

    private Code code() {
        return scope.code;
    }

    /// Pushes an array of its own with the elements of `list`; for those that are lists arrays of theirs.
    void pushCopy(Value list) {
        var store = kept(list);
        if (store.inner() != null) {
            pushParts(store);
            return;
        }
        code().loadRef(lists.local(store).array());
        lists.pushPlace(store, lists.local(store).length());
        var array = lists.cell(store).array();
        code().call(
                        "java/util/Arrays",
                        "copyOf",
                        lists.cell(store) == Cell.FRAME
                                ? "(" + OBJECTS_D + "I)" + OBJECTS_D
                                : "(" + array + "I)" + array);
    }

    /// The store of `list`, which a recursive method keeps.
    private ListPlan.Store kept(Value list) {
        var home = lists.plan().home(list);
        if (home.kind() != ListPlan.Kind.ROOT) {
            throw new NotDirectException("a part of a list that a recursive method keeps");
        }
        return home.store();
    }

    private void pushParts(ListPlan.Store store) {
        var inner = Objects.requireNonNull(store.inner());
        code().loadRef(lists.local(store).array());
        code().loadInt(lists.local(store).length());
        if (inner.inner() == null) {
            code().loadRef(lists.local(inner).array());
        } else {
            pushParts(inner);
        }
        pushSize(inner);
        code().call(Names.NESTED_LISTS, "parts", "([II" + OBJECT_D + "I)" + OBJECTS_D);
    }

    /// Pushes how many places of its array an element of `store` takes.
    private void pushSize(ListPlan.Store store) {
        if (store.type() instanceof BufferType(var _, var size)) {
            scope.pushDim(size);
        } else {
            code().insn(Opcodes.ICONST_1);
        }
    }

    /// Makes `list` hold what is on the stack: an array that [#pushCopy] has made, or null for none.
    void unpack(Value list) {
        var store = kept(list);
        for (var each = store; each != null; each = each.inner()) {
            lists.zero(lists.local(each).length());
        }
        int from = code().reference();
        code().storeRef(from);
        var nothing = new Label();
        code().loadRef(from);
        code().m.visitJumpInsn(Opcodes.IFNULL, nothing);
        code().loadRef(from);
        boolean isJoined = store.inner() != null;
        for (var inner = store.inner(); inner != null; inner = store.inner()) {
            unpackParts(store, inner);
            store = inner;
        }
        var array = lists.cell(store).array();
        code().cast(array);
        if (!isJoined && !lists.plan().home(list).isOnlyRead()) {
            code().invoke(array, "clone", "()Ljava/lang/Object;");
            code().cast(array);
        }
        code().storeRef(lists.local(store).array());
        code().loadRef(lists.local(store).array());
        code().insn(Opcodes.ARRAYLENGTH);
        if (store.type() instanceof BufferType(var _, var size)) {
            scope.pushDim(size);
            code().insn(Opcodes.ICONST_1);
            code().call("java/lang/Math", "max", "(II)I");
            code().insn(Opcodes.IDIV);
        }
        code().storeInt(lists.local(store).length());
        code().m.visitLabel(nothing);
    }

    /// Makes `store` hold where the lists on the stack end, and leaves an array of all elements of these.
    private void unpackParts(ListPlan.Store store, ListPlan.Store inner) {
        int parts = code().reference();
        code().cast(OBJECTS_D);
        code().storeRef(parts);
        code().loadRef(parts);
        pushSize(inner);
        code().call(Names.NESTED_LISTS, "ends", "(" + OBJECTS_D + "I)[I");
        code().storeRef(lists.local(store).array());
        code().loadRef(parts);
        code().insn(Opcodes.ARRAYLENGTH);
        code().storeInt(lists.local(store).length());
        code().loadRef(parts);
        code().m
                .visitLdcInsn(
                        Type.getType(inner.inner() == null ? lists.cell(inner).array() : OBJECTS_D));
        code().call(Names.NESTED_LISTS, "joined", "(" + OBJECTS_D + "Ljava/lang/Class;)" + OBJECT_D);
    }
}
