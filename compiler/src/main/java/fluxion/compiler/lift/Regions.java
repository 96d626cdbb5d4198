package fluxion.compiler.lift;

import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.SourcePosition;
import fluxion.ir.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Builds the structured control flow of one method from its [FlowGraph].
///
/// A block and all that it dominates become one stretch of code. Where a block branches, its ways are followed as far
/// as each is the only one to come there; where ways meet, each hands on its state, and the stretch goes on from there,
/// under a condition if not all ways lead there. So nothing is built twice but the return of what two ways have made.
/// (The tree of dominators as the structure:
/// Ramsey 2022, Beyond Relooper.)
final class Regions {
    private final Lifting lifting;
    private final ClassFiles.Declared method;
    private final @Nullable Regions caller;
    private final FlowGraph flow;
    private final End end;

    /// What is done where a method is left.
    interface End {
        /// The method is left with `state`, its result on the stack.
        void leave(State state, GraphBuilder g);
    }

    Regions(Lifting lifting, ClassFiles.Declared method, @Nullable Regions caller) {
        this(lifting, method, caller, (_, _) -> {});
    }

    Regions(Lifting lifting, ClassFiles.Declared method, @Nullable Regions caller, End end) {
        this.end = end;
        this.lifting = lifting;
        this.method = method;
        this.caller = caller;
        this.flow = new FlowGraph(method.method());
        if (!flow.isReducible()) {
            throw lifting.problems().stop("a loop that is entered in two places", "compile the method with javac");
        }
    }

    Lifting lifting() {
        return lifting;
    }

    FlowGraph flow() {
        return flow;
    }

    ClassFiles.Declared method() {
        return method;
    }

    /// Whether `called` is this method, or one of those that called it.
    boolean isUnderWay(ClassFiles.Declared called) {
        return method.method() == called.method() || (caller != null && caller.isUnderWay(called));
    }

    SourcePosition position(int line) {
        var owner = method.owner();
        return new SourcePosition(
                owner.name.replace('/', '.'),
                method.method().name,
                owner.sourceFile == null ? "unknown source" : owner.sourceFile,
                line);
    }

    /// The whole method, from a state with its arguments in the locals.
    Outcome run(State state, GraphBuilder g) {
        return from(0, state, g, Loop.NONE);
    }

    /// The loop that code is built for: where it begins, or -1.
    record Loop(int header) {
        static final Loop NONE = new Loop(-1);
    }

    boolean isInside(int block, Loop loop) {
        return loop.header < 0 || flow.isInLoop(block, loop.header);
    }

    /// `block` and all that it dominates in `loop`.
    Outcome from(int block, State state, GraphBuilder g, Loop loop) {
        var outcome = flow.isLoop(block)
                ? new LoopRegion(this, block, state, g).build()
                : leave(block, new Instructions(this, state, g), loop);
        return continued(outcome, block, g, loop);
    }

    /// Goes on at the blocks that `block` dominates and at which ways meet.
    Outcome continued(Outcome outcome, int block, GraphBuilder g, Loop loop) {
        var result = outcome;
        for (var next = next(result, block, loop); next != null; next = next(result, block, loop)) {
            result = from(next, result, g, loop);
        }
        return result;
    }

    private @Nullable Integer next(Outcome outcome, int block, Loop loop) {
        for (int target : outcome.targets().keySet()) {
            if (target != Outcome.RETURN && target > block && isInside(target, loop) && flow.dominates(block, target)) {
                return target;
            }
        }
        return null;
    }

    /// Goes on at `target`, if that is where `outcome` leads.
    private Outcome from(int target, Outcome outcome, GraphBuilder g, Loop loop) {
        if (outcome.isOnly(target)) {
            return from(target, outcome.at(target), g, loop);
        }
        var taken = g.nested();
        var otherwise = g.nested();
        var there = from(target, outcome.at(target), taken, loop);
        return Merge.branch(
                isSelected(outcome, target, g),
                taken,
                there,
                otherwise,
                outcome.without(target),
                g,
                lifting.problems());
    }

    static Value isSelected(Outcome outcome, int target, GraphBuilder g) {
        return g.compare(
                CompareFn.EQ, java.util.Objects.requireNonNull(outcome.selector()), g.constant(DType.I32, (long)
                        target));
    }

    /// Executes `block` and follows the ways out of it.
    Outcome leave(int block, Instructions instructions, Loop loop) {
        var exit = instructions.run(block);
        return follow(exit, block, instructions.state(), instructions.g(), loop);
    }

    Outcome follow(Exit exit, int block, State state, GraphBuilder g, Loop loop) {
        return switch (exit) {
            case Exit.Jump(int target) -> to(target, block, state, g, loop);
            case Exit.Branch(var condition, int whenTrue, int whenFalse) ->
                branch(
                        condition,
                        g,
                        left -> to(whenTrue, block, state.copy(), left, loop),
                        right -> to(whenFalse, block, state.copy(), right, loop));
            case Exit.Switch(var key, var cases, int otherwise) -> cases(key, cases, otherwise, block, state, g, loop);
            case Exit.Return _ -> {
                end.leave(state, g);
                yield Outcome.to(Outcome.RETURN, Layout.of(state, _ -> false));
            }
            case Exit.Never _ -> Outcome.NONE;
        };
    }

    /// What builds one branch.
    interface Side {
        Outcome build(GraphBuilder g);
    }

    Outcome branch(Value condition, GraphBuilder g, Side whenTrue, Side whenFalse) {
        var left = g.nested().at(g.position());
        var right = g.nested().at(g.position());
        var leftOutcome = whenTrue.build(left);
        var rightOutcome = whenFalse.build(right);
        return Merge.branch(condition, left, leftOutcome, right, rightOutcome, g, lifting.problems());
    }

    private Outcome cases(
            Value key, List<Exit.Case> cases, int otherwise, int block, State state, GraphBuilder g, Loop loop) {
        if (cases.isEmpty()) {
            return to(otherwise, block, state, g, loop);
        }
        var first = cases.getFirst();
        var condition = first.keys().stream()
                .map(k -> g.compare(CompareFn.EQ, key, g.constant(DType.I32, (long) k)))
                .reduce((a, b) -> g.binary(fluxion.ir.BinaryFn.OR, a, b))
                .orElseThrow();
        return branch(
                condition,
                g,
                left -> to(first.target(), block, state.copy(), left, loop),
                right -> cases(key, cases.subList(1, cases.size()), otherwise, block, state.copy(), right, loop));
    }

    /// The way from `block` to `target`: followed if it is the only one there, or that is the end.
    private Outcome to(int target, int block, State state, GraphBuilder g, Loop loop) {
        if (target > block && (!flow.isMerge(target) || flow.isReturn(target)) && isInside(target, loop)) {
            return from(target, state, g, loop);
        }
        return Outcome.to(target, Layout.of(state, slot -> flow.isLive(slot, target)));
    }
}
