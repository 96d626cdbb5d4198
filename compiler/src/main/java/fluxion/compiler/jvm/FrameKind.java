package fluxion.compiler.jvm;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.generated.FrameStack;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// What the frames of a direct method are.
enum FrameKind {
    /// There are none, and no procedure has several results.
    NONE(""),
    /// Places in a [FrameStack], where lists are written at once and read. That takes lists whose length is known
    /// when they begin; and frames are never added up.
    STACK(Names.FRAME_STACK_D),
    /// Objects.
    OBJECTS(Names.FRAME_BUDGET_D);

    private final String parameter;

    FrameKind(String parameter) {
        this.parameter = parameter;
    }

    /// The descriptor of the parameter that each procedure has for it; empty for none.
    String parameter() {
        return parameter;
    }

    /// The descriptor of a frame.
    String frame() {
        return this == STACK ? "I" : Names.CALL_FRAME_D;
    }

    /// The kind of the frames of `program`.
    static FrameKind of(Program program) {
        var procedures = Procedure.in(program.graph().region());
        var regions = Stream.concat(
                        Stream.of(program.graph().region()),
                        procedures.stream().map(procedure -> procedure.body().region()))
                .toList();
        boolean none = regions.stream().noneMatch(FrameKind::hasFrames)
                && procedures.stream()
                        .allMatch(procedure -> procedure.resultTypes().size() < 2);
        if (none) {
            return NONE;
        }
        boolean fit = regions.stream().allMatch(FrameKind::fits)
                && procedures.stream()
                        .allMatch(procedure -> procedure.resultTypes().size() <= FrameStack.MOST_WORDS);
        return fit ? STACK : OBJECTS;
    }

    private static boolean hasFrames(Region region) {
        return region.body().stream()
                .anyMatch(node -> node.op() instanceof BufferOp.BufferPack
                        || node.op() instanceof BufferOp.BufferUnpack
                        || OpSchema.regions(node.op()).stream().anyMatch(FrameKind::hasFrames));
    }

    /// Whether the frames that the method of `region` makes and takes apart may be on a stack.
    private static boolean fits(Region region) {
        return (!hasFrames(region) && !accumulates(region))
                || fits(region, new ListPlan(region), new IntRanges(region));
    }

    private static boolean accumulates(Region region) {
        return region.body().stream()
                .anyMatch(node -> (node.op() instanceof BufferOp.BufferListAccumulate(var _, var _, var element)
                                && element.type() instanceof FrameType)
                        || OpSchema.regions(node.op()).stream().anyMatch(FrameKind::accumulates));
    }

    private static boolean fits(Region region, ListPlan plan, IntRanges ranges) {
        return !accumulates(region)
                && region.body().stream().allMatch(node -> switch (node.op()) {
                    case BufferOp.BufferPack(var values) ->
                        values.size() <= FrameStack.MOST_WORDS
                                && values.stream().allMatch(x -> isPacked(x, plan, ranges));
                    case BufferOp.BufferUnpack(var _, var into, var contents) ->
                        contents.size() <= FrameStack.MOST_WORDS
                                && into.stream().allMatch(x -> isUnpacked(x, plan));
                    case Op op -> OpSchema.regions(op).stream().allMatch(inner -> fits(inner, plan, ranges));
                });
    }

    private static boolean isPacked(Value value, ListPlan plan, IntRanges ranges) {
        return switch (value.type()) {
            case TensorType _, FrameType _ -> true;
            case BufferType _ -> false;
            case ListType type -> {
                var home = plan.home(value);
                var count = isFlat(home, type) ? plan.lengths().appended(home) : null;
                yield count != null
                        && ranges.isInt(
                                home.appends().getFirst().region().parameters().getFirst());
            }
        };
    }

    private static boolean isUnpacked(Value target, ListPlan plan) {
        return target.type() instanceof ListType type
                && isFlat(plan.home(target), type)
                && plan.home(target).isOnlyRead()
                && plan.home(target).made().size() == 1;
    }

    private static boolean isFlat(ListPlan.Home home, ListType type) {
        return home.kind() == ListPlan.Kind.ROOT
                && (type.element() instanceof TensorType || type.element() instanceof FrameType);
    }

    /// The lists of a method that are on the stack.
    Set<ListPlan.Home> stacked(Region region, ListPlan plan) {
        var homes = Collections.<ListPlan.Home>newSetFromMap(new IdentityHashMap<>());
        if (this == STACK) {
            collect(region, plan, homes);
        }
        return homes;
    }

    private static void collect(Region region, ListPlan plan, Set<ListPlan.Home> homes) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.BufferPack(var values) -> add(values, plan, homes);
                case BufferOp.BufferUnpack(var _, var into, var _) -> add(into, plan, homes);
                case Op op -> OpSchema.regions(op).forEach(inner -> collect(inner, plan, homes));
            }
        }
    }

    private static void add(List<Value> values, ListPlan plan, Set<ListPlan.Home> homes) {
        values.stream()
                .filter(x -> x.type() instanceof ListType)
                .map(plan::home)
                .forEach(homes::add);
    }

    /// Whether a round of `body`, or a call of it, makes frames that nothing needs afterwards.
    boolean isLocal(Region body, ListPlan plan) {
        return this == STACK
                && makes(body)
                && body.yields().stream().noneMatch(x -> holdsFrames(x.type()))
                && !escapes(body, body, plan);
    }

    private static boolean makes(Region region) {
        return region.body().stream().anyMatch(node -> switch (node.op()) {
            case BufferOp.BufferPack _ -> true;
            case ControlOp.Invoke(var procedure, var _, var _) ->
                procedure.resultTypes().stream().anyMatch(FrameKind::holdsFrames);
            case Op op -> OpSchema.regions(op).stream().anyMatch(FrameKind::makes);
        });
    }

    private static boolean holdsFrames(fluxion.ir.Type type) {
        return type instanceof FrameType || (type instanceof ListType list && holdsFrames(list.element()));
    }

    /// Whether frames are appended to a list that is older than a round of `body`.
    private static boolean escapes(Region region, Region body, ListPlan plan) {
        return region.body().stream().anyMatch(node -> switch (node.op()) {
            case BufferOp.BufferListAppend(var list, var element)
            when holdsFrames(element.type()) -> !plan.home(list).made().stream().allMatch(site -> site.isIn(body));
            case Op op -> OpSchema.regions(op).stream().anyMatch(inner -> escapes(inner, body, plan));
        });
    }
}
