package fluxion.compiler.lift;

import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/// Builds a `while` from one natural loop.
///
/// Where the first block of the loop only decides whether to go on, it becomes the condition, is built once more at the
/// beginning of the body, for what it computes, and once more after the loop. All other loops run until a selector, the
/// number of the block to go to, is not that of the first block. What is carried is the state at the first block, the
/// selector if there is another way out, and what those ways take along.
final class LoopRegion {
    private static final TensorType SELECTOR = TensorType.scalar(DType.I32);

    private final Regions regions;
    private final FlowGraph flow;
    private final int header;
    private final State entry;
    private final GraphBuilder g;
    private final Layout.Taken start;
    private final BitSet assigned;

    LoopRegion(Regions regions, int header, State entry, GraphBuilder g) {
        this.regions = regions;
        this.flow = regions.flow();
        this.header = header;
        this.entry = entry;
        this.g = g;
        this.assigned = flow.assigned(header);
        this.start = Layout.of(entry, slot -> flow.isLive(slot, header));
    }

    Outcome build() {
        return decidesOnly() ? conditional() : unconditional();
    }

    /// Whether the first block computes a condition and nothing that lasts.
    private boolean decidesOnly() {
        var successors = flow.successors(header);
        if (successors.size() != 2
                || successors.stream().filter(s -> flow.isInLoop(s, header)).count() != 1
                || successors.contains(header)) {
            return false;
        }
        for (var node : flow.instructions(header)) {
            int opcode = node.getOpcode();
            if ((node instanceof MethodInsnNode call && !Intrinsics.isFunction(call.owner, call.name, call.desc))
                    || node instanceof InvokeDynamicInsnNode
                    || node instanceof FieldInsnNode
                    || (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE)
                    || opcode == Opcodes.NEWARRAY
                    || opcode == Opcodes.MULTIANEWARRAY
                    || opcode == Opcodes.TABLESWITCH
                    || opcode == Opcodes.LOOKUPSWITCH
                    || opcode == Opcodes.IF_ACMPEQ
                    || opcode == Opcodes.IF_ACMPNE
                    || opcode == Opcodes.IFNULL
                    || opcode == Opcodes.IFNONNULL) {
                return false;
            }
        }
        return true;
    }

    // ---------------------------------------------------------------- the two forms

    private Outcome conditional() {
        var body = new Body();
        var inside = new Instructions(regions, body.state(), body.g);
        var branch = (Exit.Branch) inside.run(header);
        boolean staysWhenTrue = flow.isInLoop(branch.whenTrue(), header);
        int stay = staysWhenTrue ? branch.whenTrue() : branch.whenFalse();
        int leave = staysWhenTrue ? branch.whenFalse() : branch.whenTrue();
        var loop = new Regions.Loop(header);
        body.finish(regions.continued(
                regions.follow(new Exit.Jump(stay), header, inside.state(), body.g, loop), header, body.g, loop));

        var test = g.nested();
        var parameters = new ArrayList<Value>();
        body.initial().forEach(x -> parameters.add(test.parameter(x.type())));
        var goesOn = body.hasExits()
                ? test.append(new ControlOp.If(
                                body.isRunning(parameters, test),
                                decision(parameters, test.nested()),
                                test.nested().finish(List.of(test.constant(false)))))
                        .getFirst()
                : decide(parameters, test);
        var results = body.loop(test.finish(List.of(goesOn)));
        if (!body.hasExits()) {
            return after(body.stateAfter(results), leave, g);
        }
        return regions.branch(
                body.isRunning(results, g),
                g,
                left -> after(body.stateAfter(results), leave, left),
                _ -> body.exits(results));
    }

    private Region decision(List<Value> parameters, GraphBuilder to) {
        return to.finish(List.of(decide(parameters, to)));
    }

    /// Whether the first block goes on.
    private Value decide(List<Value> parameters, GraphBuilder to) {
        var state = start.layout().with(parameters.subList(0, start.values().size()));
        var decided = (Exit.Branch) new Instructions(regions, state, to).run(header);
        return flow.isInLoop(decided.whenTrue(), header)
                ? decided.condition()
                : to.unary(UnaryFn.NOT, decided.condition());
    }

    /// The first block once more, after the last round.
    private Outcome after(State state, int leave, GraphBuilder to) {
        var instructions = new Instructions(regions, state, to);
        instructions.run(header);
        return Outcome.to(leave, Layout.of(instructions.state(), slot -> flow.isLive(slot, leave)));
    }

    private Outcome unconditional() {
        var body = new Body();
        var loop = new Regions.Loop(header);
        body.finish(regions.continued(
                regions.leave(header, new Instructions(regions, body.state(), body.g), loop), header, body.g, loop));
        var test = g.nested();
        var parameters = new ArrayList<Value>();
        body.initial().forEach(x -> parameters.add(test.parameter(x.type())));
        var goesOn = body.hasExits() ? body.isRunning(parameters, test) : test.constant(true);
        var results = body.loop(test.finish(List.of(goesOn)));
        return body.hasExits() ? body.exits(results) : Outcome.NONE;
    }

    // ---------------------------------------------------------------- what both have in common

    /// Whether no round changes what is at `key`: all but the locals that the loop assigns, and objects.
    private boolean isFixed(String key) {
        if (key.startsWith(Layout.OBJECT)) {
            return false;
        }
        var prefix = Layout.local(entry.depth() - 1, "");
        return !key.startsWith(prefix) || !assigned.get(Integer.parseInt(key.substring(prefix.length())));
    }

    /// The body being built, and what it carries: the state, the selector, what exits take along.
    private final class Body {
        final GraphBuilder g = LoopRegion.this.g.nested().at(LoopRegion.this.g.position());
        private final List<Value> parameters = new ArrayList<>();
        private final List<Value> initial = new ArrayList<>(start.values());
        private final List<Value> yields = new ArrayList<>();
        private Outcome ways = Outcome.NONE;
        /// For each other way out, where its values are: the number of what is carried, or -1 for a value from
        /// around.
        private final Map<Integer, int[]> places = new TreeMap<>();

        Body() {
            for (int i = 0; i < start.values().size(); i++) {
                var x = start.values().get(i);
                parameters.add(isFixed(start.keys().get(i)) ? x : g.parameter(x.type(), x.position()));
            }
        }

        State state() {
            return start.layout().with(parameters);
        }

        List<Value> initial() {
            return initial;
        }

        boolean hasExits() {
            return !places.isEmpty();
        }

        /// Takes the ways that lead out of the body.
        void finish(Outcome outcome) {
            ways = outcome;
            Extents.checkLeaving(
                    g, outcome.targets().values(), regions.lifting().problems());
            var again = outcome.targets().get(header);
            if (again != null && !again.layout().equals(start.layout())) {
                throw regions.lifting().problems().undecided();
            }
            yields.addAll(again == null ? parameters : again.values());
            var others = outcome.without(header).targets();
            if (others.isEmpty()) {
                return;
            }
            carry(
                    SELECTOR,
                    LoopRegion.this.g.constant(DType.I32, (long) header),
                    outcome.selector() != null
                            ? outcome.selector()
                            : g.constant(DType.I32, (long) outcome.targets().firstKey()));
            var own = own();
            others.forEach((target, taken) -> {
                var at = new int[taken.values().size()];
                for (int i = 0; i < at.length; i++) {
                    var value = taken.values().get(i);
                    at[i] = own.contains(value) ? place(value) : -1;
                }
                places.put(target, at);
            });
        }

        private Set<Value> own() {
            var own = new HashSet<>(parameters);
            g.body().forEach(node -> own.addAll(node.results()));
            return own;
        }

        private int place(Value value) {
            int known = yields.indexOf(value);
            if (known >= 0) {
                return known;
            }
            // what it is before the first round is never looked at; the state has something of that type more often
            // than not, so that no array is made for it
            var start = initial.stream()
                    .filter(x -> x.type().equals(value.type()) && isScalar(x))
                    .findFirst()
                    .orElseGet(() -> LoopRegion.this.g.zero(value.type()));
            carry(value.type(), start, value);
            return yields.size() - 1;
        }

        private boolean isScalar(Value x) {
            return x.type() instanceof TensorType type && type.rank() == 0;
        }

        private void carry(fluxion.ir.Type type, Value start, Value next) {
            parameters.add(g.parameter(type));
            initial.add(start);
            yields.add(next);
        }

        private int selector() {
            return start.values().size();
        }

        /// Whether the loop is not left by another way, by what is `carried`.
        Value isRunning(List<Value> carried, GraphBuilder to) {
            return to.compare(fluxion.ir.CompareFn.EQ, carried.get(selector()), to.constant(DType.I32, (long) header));
        }

        /// Appends the loop, without what no round changes.
        ///
        /// @return what is carried, after the last round
        List<Value> loop(Region condition) {
            var keep = changing();
            var copier = new GraphCopier();
            var test = LoopRegion.this.g.nested();
            var body = LoopRegion.this.g.nested();
            var starts = new ArrayList<Value>();
            for (int i = 0; i < initial.size(); i++) {
                if (keep[i]) {
                    starts.add(initial.get(i));
                    copier.bind(
                            condition.parameters().get(i),
                            test.parameter(parameters.get(i).type()));
                    copier.bind(
                            parameters.get(i),
                            body.parameter(
                                    parameters.get(i).type(), parameters.get(i).position()));
                } else {
                    copier.bind(condition.parameters().get(i), initial.get(i));
                    copier.bind(parameters.get(i), initial.get(i));
                }
            }
            copier.copy(condition.body(), test);
            copier.copy(g.body(), body);
            var next = new ArrayList<Value>();
            for (int i = 0; i < initial.size(); i++) {
                if (keep[i]) {
                    next.add(copier.copyOf(yields.get(i)));
                }
            }
            var results = LoopRegion.this
                    .g
                    .append(new ControlOp.While(
                            starts, test.finish(copier.copyOf(condition.yields())), body.finish(next)))
                    .iterator();
            var carried = new ArrayList<Value>();
            for (int i = 0; i < initial.size(); i++) {
                carried.add(keep[i] ? results.next() : initial.get(i));
            }
            return carried;
        }

        /// Which of what is carried some round changes: not what is handed on as it came, and not what is
        /// handed on as something else that no round changes and that began the same.
        private boolean[] changing() {
            var keep = new boolean[initial.size()];
            for (int i = 0; i < keep.length; i++) {
                keep[i] = yields.get(i) != parameters.get(i);
            }
            return keep;
        }

        State stateAfter(List<Value> carried) {
            return start.layout().with(carried.subList(0, start.values().size()));
        }

        /// The other ways out, after the loop.
        Outcome exits(List<Value> carried) {
            var targets = new TreeMap<Integer, Layout.Taken>();
            ways.without(header).targets().forEach((target, taken) -> {
                var at = java.util.Objects.requireNonNull(places.get(target));
                var values = new ArrayList<Value>();
                for (int i = 0; i < at.length; i++) {
                    values.add(at[i] < 0 ? taken.values().get(i) : carried.get(at[i]));
                }
                targets.put(target, new Layout.Taken(taken.layout(), values, taken.keys()));
            });
            return new Outcome(targets, targets.size() < 2 ? null : carried.get(selector()));
        }
    }
}
