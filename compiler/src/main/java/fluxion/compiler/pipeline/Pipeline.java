package fluxion.compiler.pipeline;

import fluxion.annotation.MathMode;
import fluxion.compiler.jvm.DirectMethod;
import fluxion.compiler.jvm.JvmBackend;
import fluxion.compiler.loops.CarriedElements;
import fluxion.compiler.loops.CodeMotion;
import fluxion.compiler.loops.CountedLoops;
import fluxion.compiler.loops.JoinedBranches;
import fluxion.compiler.loops.JoinedLoops;
import fluxion.compiler.loops.LoopInvariants;
import fluxion.compiler.loops.Ranges;
import fluxion.compiler.loops.SmallArrays;
import fluxion.compiler.lower.FastConvolutions;
import fluxion.compiler.lower.Lowering;
import fluxion.compiler.simplify.DeadCode;
import fluxion.compiler.simplify.Simplify;
import fluxion.ir.Graph;
import fluxion.ir.Procedure;
import fluxion.ir.Program;
import fluxion.runtime.Executable;
import java.util.List;
import java.util.Set;

/// The order of the passes, in full, in one place.
public final class Pipeline {
    /// From a traced or differentiated graph to the one that is lowered.
    public static final List<Pass> OPTIMISE = List.of(
            new Pass("dead-code", DeadCode::run), // first, since rules and folding cost more than looking
            new Pass("loop-invariants", LoopInvariants::run), // cotangents that each round hands on
            new Pass("joined-loops", JoinedLoops::run), // a forward that a backward can do in its own rounds
            new Pass("joined-branches", JoinedBranches::run), // what a branch keeps, where that is done for a loop
            new Pass("simplify", Simplify::run),
            new Pass("code-motion", CodeMotion::run),
            new Pass("sweep", DeadCode::run)); // what the others have left unused

    /// What relaxed math does to an optimised graph.
    public static final List<Pass> RELAXED = List.of(new Pass("fast-convolutions", FastConvolutions::run));

    /// As [#OPTIMISE], for a graph that becomes one method on numbers and arrays.
    public static final List<Pass> DIRECT = List.of(
            new Pass("dead-code", DeadCode::run),
            new Pass("loop-invariants", LoopInvariants::run),
            new Pass("joined-loops", JoinedLoops::run),
            new Pass("joined-branches", JoinedBranches::run),
            new Pass("simplify", Simplify::run), // so that indices of small arrays are constants
            new Pass("small-arrays", Pipeline::withoutSmallArrays),
            new Pass("carried-elements", CarriedElements::run),
            new Pass("code-motion", CodeMotion::run),
            new Pass("sweep", DeadCode::run));

    /// What is done to a lifted graph before anything else, its differentiation above all: loops that count are
    /// known as such, carry only what changes, and accesses that are inside are no effects.
    public static final List<Pass> LIFTED = List.of(
            new Pass("dead-code", DeadCode::run),
            new Pass("loop-invariants", LoopInvariants::run),
            new Pass("simplify", Simplify::run),
            new Pass("code-motion", CodeMotion::run), // bounds of loops that are computed in their conditions
            new Pass("counted-loops", CountedLoops::run),
            new Pass("simplify", Simplify::run),
            new Pass("ranges", Ranges::run),
            new Pass("loop-invariants", LoopInvariants::run), // branches that ranges has decided
            new Pass("simplify", Simplify::run),
            new Pass("small-arrays", Pipeline::withoutSmallArrays),
            new Pass("code-motion", CodeMotion::run),
            new Pass("sweep", DeadCode::run));

    private Pipeline() {}

    /// `graph` with elements in place of small arrays, simplified again if there were any.
    private static Graph withoutSmallArrays(Graph graph) {
        var split = SmallArrays.run(graph);
        return split == graph ? graph : Simplify.run(split);
    }

    /// Compiles `graph` for the JVM, with strict math.
    ///
    /// @param donated the arguments that the caller does not need afterwards: results may be given their buffers
    public static Compiled compile(Graph graph, Set<Integer> donated) {
        return compile(graph, MathMode.STRICT, donated);
    }

    /// Compiles `graph` for the JVM.
    ///
    /// @param donated the arguments that the caller does not need afterwards: results may be given their buffers
    public static Compiled compile(Graph graph, MathMode math, Set<Integer> donated) {
        var stages = new Stages();
        stages.graph("trace", graph);
        var optimised = run(OPTIMISE, graph, stages);
        var chosen = switch (math) {
            case STRICT -> optimised;
            case RELAXED -> run(RELAXED, optimised, stages);
        };
        var program = lower(chosen, donated, stages);
        return new Compiled(program, new AccountedExecutable(program, new JvmBackend().compile(program)));
    }

    /// Compiles `graph` to one static Java method.
    ///
    /// @param donated the arguments in whose arrays results may be, in place of what these hold
    public static DirectMethod direct(Graph graph, Set<Integer> donated) {
        return direct(graph, donated, Long.MAX_VALUE);
    }

    /// The same, of which lists take no more than about `budget` bytes: beyond that it throws a
    /// [fluxion.runtime.generated.TooManyResidualsException].
    public static DirectMethod direct(Graph graph, Set<Integer> donated, long budget) {
        var stages = new Stages();
        stages.graph("trace", graph);
        var program = Lowering.direct(run(DIRECT, graph, stages), donated);
        stages.program("lower", program);
        return JvmBackend.direct(program, budget);
    }

    /// Lowers an optimised graph.
    public static Program lower(Graph graph, Set<Integer> donated, Stages stages) {
        var program = Lowering.lower(graph, donated);
        stages.program("lower", program);
        return program;
    }

    /// A program, and what runs it.
    ///
    /// @param program says which results may share which arguments' storage
    public record Compiled(Program program, Executable executable) {}

    /// Runs `passes` over `graph`, each followed by what `stages` does with its result.
    public static Graph run(List<Pass> passes, Graph graph, Stages stages) {
        for (var pass : passes) {
            graph = Procedure.map(graph, pass.run());
            stages.graph(pass.name(), graph);
        }
        return graph;
    }
}
