package fluxion.compiler.jvm;

import fluxion.ir.ControlOp;
import fluxion.ir.ListType;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How several rounds of a loop of a direct method run side by side, each in a lane of vectors.
///
/// A value of a round is *uniform* if it is the same in every round: it is computed once for all lanes, in scalar code.
/// An integer is *affine* if it grows by a constant from round to round: scalar code computes that of one lane, and
/// elements at such an index lie side by side. A value is *serial* if it depends on the round before it, as a sum does:
/// scalar code computes it for one lane after the other. All others are *varying*: vectors hold them, and so do
/// buffers of a round that hold any, with the elements of all lanes side by side. Loops inside have the same number of
/// rounds in every lane, so a loop around others may be the one that has lanes.
final class LanePlan {
    private final ControlOp.For loop;
    private final LaneKinds kinds;
    private final LaneAccesses accesses;
    private final int direction;

    private LanePlan(ControlOp.For loop, LaneKinds kinds, LaneAccesses accesses) {
        this.loop = loop;
        this.kinds = kinds;
        this.accesses = accesses;
        this.direction = accesses.direction();
    }

    /// The plan for `loop`; null if its rounds cannot run side by side, or would be no faster.
    static @Nullable LanePlan of(ControlOp.For loop, ListPlan lists) {
        if (loop.count().constant() != null && loop.count().constant().bits() < LEAST) {
            return null;
        }
        var kinds = new LaneKinds(loop);
        var accesses = new LaneAccesses(loop, kinds, lists);
        return kinds.isPossible() && accesses.isPossible() && accesses.isWorthIt()
                ? new LanePlan(loop, kinds, accesses)
                : null;
    }

    /// Fewer rounds are not worth the test for more.
    private static final int LEAST = 8;
    /// Fewer operations are not worth it that code for vectors is compiled, and called.
    private static final int LEAST_OPERATIONS = 1 << 12;
    /// How often a loop inside is taken to go round.
    private static final int ROUNDS = 8;

    /// With fewer rounds than that scalar code does all of them.
    int fewestRounds() {
        // of a few short rounds those that fill no vector are too many
        boolean isShort = loop.body().body().stream()
                .allMatch(node -> node.op() instanceof ControlOp.If
                        || fluxion.ir.OpSchema.regions(node.op()).isEmpty());
        int fewest = isShort ? 2 * LEAST : LEAST;
        return Math.max(fewest, LEAST_OPERATIONS / Math.max(1, operations(loop.body())));
    }

    private static int operations(Region region) {
        int count = region.body().size();
        for (var node : region.body()) {
            boolean repeats = !(node.op() instanceof ControlOp.If);
            for (var inner : fluxion.ir.OpSchema.regions(node.op())) {
                count += (repeats ? ROUNDS : 1) * operations(inner);
            }
        }
        return Math.min(count, LEAST_OPERATIONS);
    }

    /// The plans of the outermost loops of `program` that have any, and are none of `without`.
    static Map<ControlOp.For, LanePlan> all(Program program, ListPlan lists, Set<ControlOp.For> without) {
        var plans = new IdentityHashMap<ControlOp.For, LanePlan>();
        find(program.graph().region(), lists, without, plans);
        // arrays of all lanes are made before anything is computed
        plans.values()
                .removeIf(plan -> !plan.varyingBuffers().stream()
                        .allMatch(buffer ->
                                program.symbols().containsAll(buffer.type().symbols())));
        return plans;
    }

    private static void find(
            Region region, ListPlan lists, Set<ControlOp.For> without, Map<ControlOp.For, LanePlan> plans) {
        for (var node : region.body()) {
            if (node.op() instanceof ControlOp op) {
                var plan = op instanceof ControlOp.For loop && !without.contains(loop) ? of(loop, lists) : null;
                if (plan != null) {
                    plans.put(plan.loop, plan);
                } else {
                    fluxion.ir.OpSchema.regions(op).forEach(inner -> find(inner, lists, without, plans));
                }
            }
        }
    }

    ControlOp.For loop() {
        return loop;
    }

    LaneKinds kinds() {
        return kinds;
    }

    /// 1 if the first lane has the first of the rounds, -1 if the last lane has.
    int direction() {
        return direction;
    }

    /// What the rounds do to memory.
    LaneAccesses accesses() {
        return accesses;
    }

    /// The step in memory from one lane to the next.
    long stride(List<Value> indices, List<fluxion.ir.Dim> strides) {
        return direction * kinds.stride(indices, strides);
    }

    /// The buffers of a round that hold what differs from lane to lane, in the order in which they are made.
    List<Value> varyingBuffers() {
        return kinds.varyingBuffers();
    }

    /// How many numbers each round hands to the next one.
    long carriedScalars() {
        return loop.initial().stream()
                .filter(x -> !(x.type() instanceof ListType))
                .count();
    }

    /// Whether `op` is computed for one lane after the other.
    static boolean isByLane(ScalarOp op) {
        return op instanceof ScalarOp.JavaMath;
    }
}
