package fluxion.compiler.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/// Cuts a method that is too large for HotSpot into several: sequences of operations become static methods, which take
/// the locals that they read and hand back those that they write.
final class MethodSplitter {
    /// The most bytes of a method that HotSpot compiles are 8,000.
    static final int MOST_BYTES = 7600;

    private static final int PART_BYTES = 5000;
    private static final int BODY_BYTES = 2500;
    /// What it takes to load or store a number in memory.
    private static final int KEEP_BYTES = 24;
    /// Below this a call takes more.
    private static final int LEAST_BYTES = 64;

    private static final int MOST_PARAMETER_SLOTS = 200;

    private final String className;
    private final MethodNode method;
    private final DirectMemory memory;
    private final String kind;
    private final Map<Integer, Type> types = new HashMap<>();
    private final Map<Integer, Integer> loads = new HashMap<>();
    private final Map<Integer, Integer> stores = new HashMap<>();
    private final List<MethodNode> parts = new ArrayList<>();

    /// @param memory what the method holds of its working memory
    /// @param kind what the names of methods that are cut out say
    MethodSplitter(String className, MethodNode method, DirectMemory memory, String kind) {
        this.kind = kind;
        this.className = className;
        this.method = method;
        this.memory = memory;
        int slot = 0;
        for (var type : Type.getArgumentTypes(method.desc)) {
            types.put(slot, type);
            stores.merge(slot, 1, Integer::sum);
            slot += type.getSize();
        }
        for (var insn : method.instructions) {
            count(insn, 1);
            if (insn instanceof VarInsnNode store) {
                types.putIfAbsent(store.var, type(store));
            } else if (insn instanceof IincInsnNode increment) {
                types.putIfAbsent(increment.var, Type.INT_TYPE);
            }
        }
    }

    private Type type(VarInsnNode insn) {
        return switch (insn.getOpcode()) {
            case Opcodes.ILOAD, Opcodes.ISTORE -> Type.INT_TYPE;
            case Opcodes.LLOAD, Opcodes.LSTORE -> Type.LONG_TYPE;
            case Opcodes.FLOAD, Opcodes.FSTORE -> Type.FLOAT_TYPE;
            case Opcodes.DLOAD, Opcodes.DSTORE -> Type.DOUBLE_TYPE;
            // what is stored comes from a call, a field or another local, exceptions aside
            default ->
                insn.getPrevious() instanceof FieldInsnNode field
                        ? Type.getType(field.desc)
                        : insn.getPrevious() instanceof VarInsnNode local && local.getOpcode() == Opcodes.ALOAD
                                ? type(local.var)
                                : fromCall(insn);
        };
    }

    private static Type fromCall(VarInsnNode insn) {
        return switch (insn.getPrevious()) {
            case MethodInsnNode call -> Type.getReturnType(call.desc);
            case TypeInsnNode cast -> Type.getObjectType(cast.desc);
            case null -> Type.getType(Throwable.class);
            case AbstractInsnNode _ -> Type.getType(Throwable.class);
        };
    }

    private void count(AbstractInsnNode insn, int by) {
        if (insn instanceof IincInsnNode increment) {
            loads.merge(increment.var, by, Integer::sum);
            stores.merge(increment.var, by, Integer::sum);
        } else if (insn instanceof VarInsnNode local) {
            (isLoad(local) ? loads : stores).merge(local.var, by, Integer::sum);
        }
    }

    private static boolean isLoad(VarInsnNode insn) {
        return insn.getOpcode() <= Opcodes.ALOAD;
    }

    /// Cuts the method, if it is too large.
    ///
    /// @return the methods that are cut out
    List<MethodNode> split(Pieces.Body body) {
        if (size(method) > MOST_BYTES) {
            reduce(body, BODY_BYTES);
            number();
        }
        return parts;
    }

    /// Cuts out `pieces`, each as a method.
    ///
    /// @return the methods
    List<MethodNode> cut(List<Pieces.Piece> pieces) {
        pieces.forEach(piece -> cut(piece, piece));
        return List.copyOf(parts);
    }

    /// Numbers the locals that are left: there may have been more than a method can have.
    private void number() {
        var own = new HashMap<Integer, Integer>();
        int next = 0;
        for (var type : Type.getArgumentTypes(method.desc)) {
            own.put(next, next);
            next += type.getSize();
        }
        number(method.instructions, own, next);
    }

    /// Gives the locals in `body` the numbers of `own`, and others from `next` on.
    ///
    /// @return the number after the last
    private int number(InsnList body, Map<Integer, Integer> own, int next) {
        int free = next;
        for (var insn : body) {
            if (insn instanceof VarInsnNode local) {
                free = rename(local.var, own, free);
                local.var = Objects.requireNonNull(own.get(local.var));
            } else if (insn instanceof IincInsnNode increment) {
                free = rename(increment.var, own, free);
                increment.var = Objects.requireNonNull(own.get(increment.var));
            }
        }
        return free;
    }

    /// About how many bytes a method is.
    static int size(MethodNode method) {
        return size(method.instructions.getFirst(), null);
    }

    /// About how many bytes the instructions between two labels of a method are.
    static int size(Label from, Label to) {
        return size(node(from), node(to));
    }

    private static int size(AbstractInsnNode from, @org.jspecify.annotations.Nullable AbstractInsnNode to) {
        int bytes = 0;
        for (var insn = from; insn != to && insn != null; insn = insn.getNext()) {
            bytes += size(insn);
        }
        return bytes;
    }

    private static int size(AbstractInsnNode insn) {
        return switch (insn) {
            case LabelNode _, LineNumberNode _ -> 0;
            case InsnNode _ -> 1;
            case VarInsnNode local -> local.var < 4 ? 1 : local.var < 256 ? 2 : 4;
            case IincInsnNode increment -> increment.var < 256 ? 3 : 6;
            case AbstractInsnNode _ -> 3;
        };
    }

    private static int size(Pieces.Piece piece) {
        return size(node(piece.start()), node(piece.end()));
    }

    private static LabelNode node(Label label) {
        return (LabelNode) label.info;
    }

    private void reduce(Pieces.Body body, int most) {
        var pieces = body.pieces();
        for (var piece : pieces) {
            if (size(piece) > PART_BYTES) {
                piece.inner()
                        .forEach(inner -> reduce(
                                inner, BODY_BYTES / Math.max(1, piece.inner().size())));
            }
        }
        int before = Integer.MAX_VALUE;
        for (int size = total(pieces); size > most && size < before; size = total(pieces)) {
            before = size;
            join(pieces);
        }
    }

    private static int total(List<Pieces.Piece> pieces) {
        return pieces.stream().mapToInt(MethodSplitter::size).sum();
    }

    /// Replaces sequences of pieces by calls.
    private void join(List<Pieces.Piece> pieces) {
        var groups = groups(pieces);
        if (groups.size() > 1) {
            keep(groups);
        }
        pieces.clear();
        for (var group : groups) {
            pieces.add(
                    total(group) > LEAST_BYTES
                            ? cut(group.getFirst(), group.getLast())
                            : new Pieces.Piece(
                                    group.getFirst().start(), group.getLast().end(), List.of()));
        }
    }

    private static List<List<Pieces.Piece>> groups(List<Pieces.Piece> pieces) {
        var groups = new ArrayList<List<Pieces.Piece>>();
        var group = new ArrayList<Pieces.Piece>();
        var slots = new TreeSet<Integer>();
        int bytes = 0;
        for (var piece : pieces) {
            int size = size(piece);
            slots(piece, slots);
            if (bytes + size + slots.size() * KEEP_BYTES > MOST_BYTES && !group.isEmpty()) {
                groups.add(group);
                group = new ArrayList<>();
                bytes = 0;
                slots.clear();
                slots(piece, slots);
            }
            group.add(piece);
            bytes += size;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    /// Collects the locals that `piece` uses.
    private static void slots(Pieces.Piece piece, TreeSet<Integer> slots) {
        for (AbstractInsnNode insn = node(piece.start()); insn != node(piece.end()); insn = insn.getNext()) {
            if (insn instanceof VarInsnNode local) {
                slots.add(local.var);
            }
        }
    }

    /// Gives the numbers that one group computes and others use places in memory, so that no method around hands
    /// them on.
    private void keep(List<List<Pieces.Piece>> groups) {
        var storedIn = new HashMap<Integer, Integer>();
        var left = new HashMap<>(loads);
        var crossing = new TreeSet<Integer>();
        for (int g = 0; g < groups.size(); g++) {
            if (total(groups.get(g)) <= LEAST_BYTES) {
                continue;
            }
            var own = new HashMap<Integer, Integer>();
            var start = node(groups.get(g).getFirst().start());
            var end = node(groups.get(g).getLast().end());
            for (AbstractInsnNode insn = start; insn != end; insn = insn.getNext()) {
                if (insn instanceof IincInsnNode increment) {
                    left.merge(increment.var, -1, Integer::sum);
                    own.merge(increment.var, 1, Integer::sum);
                } else if (insn instanceof VarInsnNode local && isLoad(local)) {
                    left.merge(local.var, -1, Integer::sum);
                    if (storedIn.getOrDefault(local.var, g) != g) {
                        crossing.add(local.var);
                    }
                } else if (insn instanceof VarInsnNode local) {
                    own.merge(local.var, 1, Integer::sum);
                }
            }
            for (var slot : own.entrySet()) {
                if (slot.getValue().equals(stores.get(slot.getKey()))) {
                    storedIn.put(slot.getKey(), g);
                }
            }
        }
        for (int slot : crossing) {
            if (left.getOrDefault(slot, 0) == 0 && !isReference(slot)) {
                memory.keep(slot);
            }
        }
    }

    /// Moves the instructions from `first` to `last` to a method of their own.
    private Pieces.Piece cut(Pieces.Piece first, Pieces.Piece last) {
        var read = new TreeMap<Integer, Integer>();
        var written = new TreeMap<Integer, Integer>();
        var body = new InsnList();
        var start = node(first.start());
        var end = node(last.end());
        for (var insn = start.getNext(); insn != end; ) {
            var next = insn.getNext();
            method.instructions.remove(insn);
            body.add(insn);
            count(insn, -1);
            if (insn instanceof IincInsnNode increment) {
                read.merge(increment.var, 1, Integer::sum);
                written.merge(increment.var, 1, Integer::sum);
            } else if (insn instanceof VarInsnNode local) {
                (isLoad(local) ? read : written).merge(local.var, 1, Integer::sum);
            }
            insn = next;
        }
        var results = new TreeSet<Integer>();
        for (int slot : written.keySet()) {
            if (loads.getOrDefault(slot, 0) > 0 && !memory.isKept(slot)) {
                results.add(slot);
            }
        }
        var taken = new TreeSet<Integer>();
        for (int slot : read.keySet()) {
            if (stores.getOrDefault(slot, 0) > 0 && !memory.isKept(slot)) {
                taken.add(slot);
            }
        }
        for (int slot : results) {
            if (stores.getOrDefault(slot, 0) > 0) {
                taken.add(slot);
            }
        }
        var kept = new TreeSet<>(read.keySet());
        kept.addAll(written.keySet());
        kept.removeIf(slot -> !memory.isKept(slot));
        var toKeep = new TreeSet<>(kept);
        toKeep.retainAll(written.keySet());
        kept.removeAll(written.keySet());
        keepIn(body, kept, toKeep);
        if (!(kept.isEmpty() && toKeep.isEmpty())) {
            taken.add(memory.scratch());
        }
        call(start, body, taken, results);
        return new Pieces.Piece(first.start(), last.end(), List.of());
    }

    /// Loads kept numbers before `body`, and stores those that it computes after it.
    private void keepIn(InsnList body, TreeSet<Integer> from, TreeSet<Integer> to) {
        var before = new MethodNode();
        var after = new MethodNode();
        var start = new Code(before, 0);
        var end = new Code(after, 0);
        from.forEach(slot -> memory.loadKept(start, type(slot), slot));
        to.forEach(slot -> memory.storeKept(end, type(slot), slot));
        body.insert(before.instructions);
        body.add(after.instructions);
    }

    private boolean isReference(int slot) {
        return type(slot).getSort() >= Type.ARRAY;
    }

    private Type type(int slot) {
        return Objects.requireNonNull(types.get(slot));
    }

    /// Makes the method of `body`, and its call after `start`.
    private void call(LabelNode start, InsnList body, TreeSet<Integer> taken, TreeSet<Integer> results) {
        var numbers = results.stream().filter(slot -> !isReference(slot)).toList();
        if (numbers.size() > 1 || numbers.size() < results.size() || 2 * taken.size() >= MOST_PARAMETER_SLOTS) {
            taken.add(memory.scratch());
        }
        var parameters = new ArrayList<Integer>();
        var inMemory = new ArrayList<Integer>();
        int slots = 0;
        for (int slot : taken) {
            if (isReference(slot) || slots < MOST_PARAMETER_SLOTS) {
                parameters.add(slot);
                slots += type(slot).getSize();
            } else {
                inMemory.add(slot);
            }
        }
        var single = numbers.size() == 1 ? type(numbers.getFirst()) : Type.VOID_TYPE;
        var name = method.name + "$" + kind + parts.size();
        var descriptor = Type.getMethodDescriptor(
                single, parameters.stream().map(this::type).toArray(Type[]::new));
        memory.need(Math.max(inMemory.size(), numbers.size()));
        var references = results.stream().filter(this::isReference).toList();
        var frames = references.stream().filter(slot -> !memory.isGrowing(slot)).toList();
        memory.needFrames(frames.size());

        // the call
        var call = new MethodNode();
        var code = new Code(call, 0);
        for (int i = 0; i < inMemory.size(); i++) {
            memory.store(code, memory.scratch(), i, type(inMemory.get(i)), inMemory.get(i));
        }
        parameters.forEach(slot -> load(code, slot, slot));
        code.call(className, name, descriptor);
        if (numbers.size() == 1) {
            call.visitVarInsn(single.getOpcode(Opcodes.ISTORE), numbers.getFirst());
        } else {
            for (int i = 0; i < numbers.size(); i++) {
                memory.load(code, memory.scratch(), i, type(numbers.get(i)), numbers.get(i));
            }
        }
        references.stream().filter(memory::isGrowing).forEach(slot -> memory.reload(code, slot));
        for (int i = 0; i < frames.size(); i++) {
            memory.loadFrame(code, memory.scratch(), i, frames.get(i));
        }
        for (var insn : call.instructions) {
            count(insn, 1);
        }
        method.instructions.insert(start, call.instructions);

        // the method
        var part = new MethodNode(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, descriptor, null, null);
        var own = new HashMap<Integer, Integer>();
        int next = 0;
        for (int slot : parameters) {
            own.put(slot, next);
            next += type(slot).getSize();
        }
        next = number(body, own, next);
        var inside = new Code(part, next);
        int scratch = own.getOrDefault(memory.scratch(), -1);
        for (int i = 0; i < inMemory.size(); i++) {
            next = rename(inMemory.get(i), own, next);
            memory.load(inside, scratch, i, type(inMemory.get(i)), Objects.requireNonNull(own.get(inMemory.get(i))));
        }
        part.instructions.add(body);
        for (int i = 0; i < frames.size(); i++) {
            memory.storeFrame(inside, scratch, i, Objects.requireNonNull(own.get(frames.get(i))));
        }
        if (numbers.size() == 1) {
            load(inside, numbers.getFirst(), Objects.requireNonNull(own.get(numbers.getFirst())));
            inside.insn(single.getOpcode(Opcodes.IRETURN));
        } else {
            for (int i = 0; i < numbers.size(); i++) {
                int slot = numbers.get(i);
                memory.store(inside, scratch, i, type(slot), Objects.requireNonNull(own.get(slot)));
            }
            inside.insn(Opcodes.RETURN);
        }
        inside.end();
        parts.add(part);
    }

    private int rename(int slot, Map<Integer, Integer> own, int next) {
        if (own.putIfAbsent(slot, next) == null) {
            return next + type(slot).getSize();
        }
        return next;
    }

    private void load(Code code, int slot, int local) {
        code.m.visitVarInsn(type(slot).getOpcode(Opcodes.ILOAD), local);
    }
}
