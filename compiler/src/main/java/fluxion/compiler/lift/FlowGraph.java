package fluxion.compiler.lift;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/// The control flow of one method: basic blocks in reverse postorder, their dominators, natural loops, and the locals
/// that are live where each begins. Block 0 is where the method begins; what cannot be reached is left out.
final class FlowGraph {
    /// A run of instructions `[from, to)` that is left at its end alone.
    ///
    /// @param successors where it goes from there, each once
    private record Block(int from, int to, List<Integer> successors) {}

    private final List<AbstractInsnNode> instructions;
    private final List<Block> blocks;
    private final Map<LabelNode, Integer> blockOf = new HashMap<>();
    private final List<List<Integer>> predecessors = new ArrayList<>();
    private final int[] dominator;
    private final List<BitSet> loops = new ArrayList<>();
    private final List<BitSet> liveIn = new ArrayList<>();

    FlowGraph(MethodNode method) {
        this.instructions = List.of(method.instructions.toArray());
        this.blocks = ordered(cut());
        for (int b = 0; b < blocks.size(); b++) {
            predecessors.add(new ArrayList<>());
            loops.add(new BitSet());
            liveIn.add(new BitSet());
            int block = b;
            for (int i = blocks.get(b).from; i < blocks.get(b).to; i++) {
                if (instructions.get(i) instanceof LabelNode label) {
                    blockOf.put(label, block);
                }
            }
        }
        for (int b = 0; b < blocks.size(); b++) {
            for (int s : blocks.get(b).successors) {
                predecessors.get(s).add(b);
            }
        }
        this.dominator = dominators();
        findLoops();
        findLive(method);
    }

    // ---------------------------------------------------------------- what is asked for

    /// The instructions of `block`, the one that leaves it included.
    List<AbstractInsnNode> instructions(int block) {
        return instructions.subList(blocks.get(block).from, blocks.get(block).to);
    }

    /// The block that begins at `label`.
    int at(LabelNode label) {
        var block = blockOf.get(label);
        if (block == null) {
            throw new IllegalStateException("a jump to a label that cannot be reached");
        }
        return block;
    }

    /// The block that follows `block` in the method, which it falls through to.
    int next(int block) {
        int from = blocks.get(block).to;
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).from == from) {
                return b;
            }
        }
        throw new IllegalStateException("a block that falls off the end");
    }

    /// Whether paths meet at `block`, back edges aside.
    boolean isMerge(int block) {
        return predecessors.get(block).stream().filter(p -> p < block).count() > 1;
    }

    /// Whether `block` does nothing but return the reference on the stack.
    boolean isReturn(int block) {
        var code = instructions(block).stream()
                .filter(insn -> insn.getOpcode() >= 0)
                .toList();
        return code.size() == 1 && code.getFirst().getOpcode() == Opcodes.ARETURN;
    }

    /// Whether a loop begins at `block`.
    boolean isLoop(int block) {
        return !loops.get(block).isEmpty();
    }

    /// Whether `block` is in the loop that begins at `header`.
    boolean isInLoop(int block, int header) {
        return loops.get(header).get(block);
    }

    /// The successors of `block`, each once.
    List<Integer> successors(int block) {
        return blocks.get(block).successors;
    }

    /// Whether local `slot` may be read before it is written when `block` begins.
    boolean isLive(int slot, int block) {
        return liveIn.get(block).get(slot);
    }

    /// The locals that the loop at `header` assigns.
    BitSet assigned(int header) {
        var assigned = new BitSet();
        loops.get(header).stream()
                .forEach(b -> instructions(b).forEach(node -> {
                    if (node instanceof VarInsnNode access && access.getOpcode() >= Opcodes.ISTORE) {
                        assigned.set(access.var);
                    } else if (node instanceof IincInsnNode increment) {
                        assigned.set(increment.var);
                    }
                }));
        return assigned;
    }

    /// Whether each loop is entered at its first block alone.
    boolean isReducible() {
        for (int b = 0; b < blocks.size(); b++) {
            for (int s : blocks.get(b).successors) {
                if (s <= b && !dominates(s, b)) {
                    return false;
                }
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- how it is found

    private List<Block> cut() {
        var starts = new TreeSet<Integer>(List.of(0));
        var index = new HashMap<AbstractInsnNode, Integer>();
        for (int i = 0; i < instructions.size(); i++) {
            index.put(instructions.get(i), i);
        }
        for (int i = 0; i < instructions.size(); i++) {
            var targets = targets(instructions.get(i));
            targets.forEach(target -> starts.add(index.getOrDefault(target, 0)));
            if (!targets.isEmpty() || isEnd(instructions.get(i))) {
                starts.add(i + 1);
            }
        }
        starts.remove(instructions.size());
        var blocks = new ArrayList<Block>();
        var bounds = new ArrayList<>(starts);
        bounds.add(instructions.size());
        var number = new HashMap<Integer, Integer>();
        for (int b = 0; b + 1 < bounds.size(); b++) {
            number.put(bounds.get(b), b);
        }
        for (int b = 0; b + 1 < bounds.size(); b++) {
            int to = bounds.get(b + 1);
            var last = instructions.get(to - 1);
            var successors = new LinkedHashSet<Integer>();
            if (!isEnd(last) && number.containsKey(to)) {
                successors.add(number.get(to));
            }
            targets(last).forEach(target -> successors.add(number.get(index.getOrDefault(target, 0))));
            blocks.add(new Block(bounds.get(b), to, List.copyOf(successors)));
        }
        return blocks;
    }

    private static List<LabelNode> targets(AbstractInsnNode node) {
        return switch (node) {
            case JumpInsnNode jump -> List.of(jump.label);
            case TableSwitchInsnNode table -> {
                var targets = new ArrayList<>(table.labels);
                targets.add(table.dflt);
                yield targets;
            }
            case LookupSwitchInsnNode lookup -> {
                var targets = new ArrayList<>(lookup.labels);
                targets.add(lookup.dflt);
                yield targets;
            }
            default -> List.of();
        };
    }

    /// Whether what follows `node` in the method does not follow it in time.
    private static boolean isEnd(AbstractInsnNode node) {
        int opcode = node.getOpcode();
        return opcode == Opcodes.GOTO
                || opcode == Opcodes.ATHROW
                || opcode == Opcodes.TABLESWITCH
                || opcode == Opcodes.LOOKUPSWITCH
                || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN);
    }

    /// The reachable ones of `all` in reverse postorder; a loop comes before what follows it.
    private static List<Block> ordered(List<Block> all) {
        var postorder = new ArrayList<Integer>();
        var seen = new BitSet();
        var path = new ArrayDeque<int[]>();
        path.push(new int[] {0, 0});
        seen.set(0);
        while (!path.isEmpty()) {
            var top = path.getFirst();
            var successors = all.get(top[0]).successors;
            // last successor first: the way that falls through comes first in the result
            int k = successors.size() - 1 - top[1]++;
            if (k < 0) {
                postorder.add(path.pop()[0]);
            } else if (!seen.get(successors.get(k))) {
                seen.set(successors.get(k));
                path.push(new int[] {successors.get(k), 0});
            }
        }
        var order = postorder.reversed();
        var number = new HashMap<Integer, Integer>();
        for (int i = 0; i < order.size(); i++) {
            number.put(order.get(i), i);
        }
        return order.stream()
                .map(b -> new Block(
                        all.get(b).from,
                        all.get(b).to,
                        all.get(b).successors.stream().map(number::get).toList()))
                .toList();
    }

    /// Cooper, Harvey and Kennedy 2001, A simple, fast dominance algorithm.
    private int[] dominators() {
        var dominator = new int[blocks.size()];
        Arrays.fill(dominator, -1);
        dominator[0] = 0;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b = 1; b < blocks.size(); b++) {
                int found = -1;
                for (int p : predecessors.get(b)) {
                    if (dominator[p] >= 0) {
                        found = found < 0 ? p : common(dominator, p, found);
                    }
                }
                changed |= dominator[b] != found;
                dominator[b] = found;
            }
        }
        return dominator;
    }

    private static int common(int[] dominator, int a, int b) {
        int x = a;
        int y = b;
        while (x != y) {
            if (x > y) {
                x = dominator[x];
            } else {
                y = dominator[y];
            }
        }
        return x;
    }

    /// Whether each way to block `b` leads over block `a`.
    boolean dominates(int a, int b) {
        int x = b;
        while (x > a) {
            x = dominator[x];
        }
        return x == a;
    }

    private void findLoops() {
        for (int b = 0; b < blocks.size(); b++) {
            for (int header : blocks.get(b).successors) {
                if (header <= b && dominates(header, b)) {
                    grow(loops.get(header), header, b);
                }
            }
        }
    }

    private void grow(BitSet loop, int header, int latch) {
        loop.set(header);
        var open = new ArrayDeque<>(List.of(latch));
        while (!open.isEmpty()) {
            int b = open.pop();
            if (!loop.get(b)) {
                loop.set(b);
                predecessors.get(b).forEach(open::push);
            }
        }
    }

    private void findLive(MethodNode method) {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int b = blocks.size() - 1; b >= 0; b--) {
                var live = new BitSet(method.maxLocals);
                blocks.get(b).successors.forEach(s -> live.or(liveIn.get(s)));
                for (var node : instructions(b).reversed()) {
                    if (node instanceof VarInsnNode access) {
                        live.set(access.var, access.getOpcode() < Opcodes.ISTORE);
                    } else if (node instanceof IincInsnNode increment) {
                        live.set(increment.var);
                    }
                }
                if (!live.equals(liveIn.get(b))) {
                    liveIn.set(b, live);
                    changed = true;
                }
            }
        }
    }
}
