package fluxion.compiler.pipeline;

import fluxion.compiler.lower.MemoryPlan;
import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.ListType;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What memory a program works on, in bytes, by its plan: what a run needs at most. Extents that are not known stay
/// symbols. What kernels keep for a moment (packed operands of a contraction) is not among it.
///
/// @param arguments all arguments
/// @param results the results, but those that may be in the place of an argument
/// @param intermediates the places of intermediate buffers
/// @param unshared what intermediate buffers would take if each had a place of its own
/// @param residuals what loops with a known number of rounds hand over to others
/// @param open whether there are loops that hand over and whose rounds are not known, which are not counted
/// @param places the places of intermediate buffers and lists, the largest first
public record MemoryUse(
        Dim arguments, Dim results, Dim intermediates, Dim unshared, Dim residuals, boolean open, List<Place> places) {
    private static final int MOST_NAMED = 10;

    /// A place for intermediate buffers, one after another, or for a list.
    ///
    /// @param bytes its size
    /// @param type what it holds
    /// @param writers the operations that write it, in order
    public record Place(Dim bytes, String type, List<String> writers) {
        /// Copies the list.
        public Place {
            writers = List.copyOf(writers);
        }
    }

    /// Copies the list.
    public MemoryUse {
        places = List.copyOf(places);
    }

    /// What `program` works on.
    public static MemoryUse of(Program program) {
        var arguments = Dim.ZERO;
        for (var type : program.arguments()) {
            arguments = arguments.plus(bytes(type));
        }
        var results = Dim.ZERO;
        for (int i = 0; i < program.results().size(); i++) {
            if (program.inPlace().get(i) < 0) {
                results = results.plus(bytes(program.results().get(i)));
            }
        }
        var found = new Survey();
        found.region(program.graph().region(), Dim.ONE);
        var plan = MemoryPlan.of(program);
        var writers = new ArrayList<List<String>>();
        plan.slots().forEach(_ -> writers.add(new ArrayList<>()));
        found.writers.forEach((buffer, names) -> writers.get(plan.slot(buffer)).addAll(names));
        var places = new ArrayList<Place>();
        for (int i = 0; i < writers.size(); i++) {
            var type = plan.slots().get(i);
            places.add(new Place(
                    bytes(type),
                    type.toString(),
                    writers.get(i).stream().distinct().toList()));
        }
        var residuals = Dim.ZERO;
        for (var list : found.lists) {
            residuals = residuals.plus(list.bytes());
        }
        places.addAll(found.lists);
        places.sort(Comparator.comparing(
                (Place place) -> place.bytes().isConstant() ? place.bytes().constant() : Long.MAX_VALUE,
                Comparator.reverseOrder()));
        return new MemoryUse(arguments, results, plan.bytes(), plan.bytesUnshared(), residuals, found.open, places);
    }

    private static Dim bytes(Type type) {
        return switch (type) {
            case TensorType tensor -> tensor.shape().size().times(tensor.dtype().bytes());
            case BufferType buffer -> buffer.size().times(buffer.dtype().bytes());
            case ListType _ -> Dim.ZERO; // counted where its own elements are appended
            case FrameType _ -> Dim.ZERO; // as deep as the recursion, which nothing says
        };
    }

    /// All of it.
    public Dim peak() {
        return arguments.plus(results).plus(intermediates).plus(residuals);
    }

    /// This as lines for a reader.
    public String text() {
        var text = new StringBuilder();
        text.append("peak           ").append(written(peak()));
        text.append("\narguments      ").append(written(arguments));
        text.append("\nresults        ").append(written(results)).append(", where no argument's place is theirs");
        text.append("\nintermediates  ").append(written(intermediates));
        text.append("; without shared places ").append(written(unshared));
        text.append("\nresiduals      ").append(written(residuals));
        if (open) {
            text.append("; more in loops whose number of rounds is not known");
        }
        text.append("\nlargest\n");
        places.stream()
                .limit(MOST_NAMED)
                .forEach(place -> text.append(String.format(
                        "  %s  %s  %s%n", written(place.bytes()), place.type(), String.join(", ", place.writers()))));
        return text.toString();
    }

    private static String written(Dim bytes) {
        return bytes.isConstant() ? String.format(Locale.ROOT, "%,d bytes", bytes.constant()) : bytes + " bytes";
    }

    /// Who writes what.
    private static final class Survey {
        final Map<Value, List<String>> writers = new IdentityHashMap<>();
        final List<Place> lists = new ArrayList<>();
        boolean open;
        private final Map<Value, Long> constants = new IdentityHashMap<>();

        /// @param rounds how often `region` runs; 0 if that is not known
        void region(Region region, Dim rounds) {
            for (var node : region.body()) {
                node(node, rounds);
            }
        }

        private void node(Region.Node node, Dim rounds) {
            switch (node.op()) {
                case ScalarOp.Constant it -> constants.put(node.results().getFirst(), it.bits());
                case BufferOp.Alloc _ -> writers.put(node.results().getFirst(), new ArrayList<>());
                case BufferOp.Kernel it -> it.writes().forEach(buffer -> written(buffer, it.name(), node));
                case BufferOp.Contract it -> written(it.c(), OpSchema.mnemonic(it), node);
                case BufferOp.Convolve it -> written(it.c(), OpSchema.mnemonic(it), node);
                case BufferOp.BufferListAppend it -> appended(it, rounds, node);
                case ControlOp.For it -> {
                    var count = constants.get(it.count());
                    region(it.body(), count == null ? Dim.ZERO : rounds.times(count));
                }
                case ControlOp it -> OpSchema.regions(it).forEach(inner -> region(inner, Dim.ZERO));
                case Op _ -> {}
            }
        }

        private void appended(BufferOp.BufferListAppend append, Dim rounds, Region.Node node) {
            var bytes = bytes(append.element().type()).times(rounds);
            open |= rounds.is(0) && !(append.element().type() instanceof ListType);
            lists.add(new Place(bytes, append.list().type().toString(), List.of(at(OpSchema.mnemonic(append), node))));
        }

        private void written(Value buffer, String name, Region.Node node) {
            var names = writers.get(buffer);
            if (names != null) {
                names.add(at(name, node));
            }
        }

        private static String at(String name, Region.Node node) {
            return node.position() == null ? name : name + " at " + node.position();
        }
    }
}
