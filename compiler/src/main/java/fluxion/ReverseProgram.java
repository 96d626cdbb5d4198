package fluxion;

import fluxion.compiler.trace.Free;
import fluxion.compiler.trace.GraphTracer;
import fluxion.compiler.trace.StructureKey;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.ListType;
import fluxion.ir.Region;
import fluxion.ir.Value;
import fluxion.tensor.Handles;
import fluxion.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The reverse of recordings of one structure as a function, so that a loop differentiates its step once.
///
/// @param function `(values of the recording, seeds) -> cotangents`, null if it must not be one operation
/// @param taken the numbers of the values that it takes
/// @param given for each source the number of the result that is its cotangent, or -1
record ReverseProgram(@Nullable Function function, List<Integer> taken, List<Integer> given) {
    /// Numbers the values of a recording in the order in which they occur, and writes what two recordings have in
    /// common if their reverse is the same.
    private static final class Numbering {
        final StructureKey.Builder key = new StructureKey.Builder(32);
        final List<Tensor> tensors = new ArrayList<>();

        int use(Tensor tensor) {
            var known = key.boundTo(Handles.of(tensor));
            if (known != null) {
                return known;
            }
            key.part(Handles.of(tensor).type());
            return define(tensor);
        }

        int define(Tensor tensor) {
            int number = tensors.size();
            key.bind(Handles.of(tensor), number);
            tensors.add(tensor);
            return number;
        }

        int numberOf(Value handle) {
            return Objects.requireNonNull(key.boundTo(handle));
        }
    }

    /// The cotangents of `sources`, as one operation; null if the recording needs more than that.
    ///
    /// @param seeds a cotangent for each target; null for ones
    static @Nullable List<@Nullable Tensor> apply(
            List<Recording.Entry> entries, List<Tensor> targets, @Nullable List<Tensor> seeds, List<Tensor> sources) {
        var tracer = GraphTracer.current();
        if (!tracer.callsOnce()) {
            return null;
        }
        var numbering = new Numbering();
        for (var entry : entries) {
            for (var operand : entry.operands()) {
                numbering.use(operand);
            }
            numbering.key.add(entry.op());
            for (var result : entry.results()) {
                if (Handles.of(result).type() instanceof ListType) {
                    return null;
                }
                numbering.define(result);
            }
        }
        numbering.key.number(targets.size());
        for (var target : targets) {
            numbering.key.number(numbering.use(target));
        }
        for (var source : sources) {
            numbering.key.number(numbering.use(source));
        }
        numbering.key.number(seeds == null ? 0 : 1);
        var program = (ReverseProgram)
                tracer.derived(numbering.key.finish(), () -> of(entries, numbering, targets, seeds != null, sources));
        return program.function() == null ? null : program.apply(program.function(), numbering.tensors, seeds);
    }

    private List<@Nullable Tensor> apply(Function reverse, List<Tensor> values, @Nullable List<Tensor> seeds) {
        var operands = new ArrayList<Tensor>();
        for (int number : taken) {
            operands.add(values.get(number));
        }
        if (seeds != null) {
            operands.addAll(seeds);
        }
        var results = GraphTracer.current().call(reverse, operands);
        var cotangents = new ArrayList<@Nullable Tensor>();
        for (int number : given) {
            cotangents.add(number < 0 ? null : results.get(number));
        }
        return cotangents;
    }

    private static ReverseProgram of(
            List<Recording.Entry> entries,
            Numbering numbers,
            List<Tensor> targets,
            boolean seeded,
            List<Tensor> sources) {
        var nodes = new ArrayList<Region.Node>();
        for (var entry : entries) {
            nodes.add(new Region.Node(
                    entry.op(), entry.results().stream().map(Handles::of).toList()));
        }
        var g = new GraphBuilder();
        var seeds = new ArrayList<Value>();
        for (var target : targets) {
            seeds.add(seeded ? g.parameter(target.type()) : g.full(target.type(), 1));
        }
        var cotangents = Backward.append(
                nodes,
                targets.stream().map(Handles::of).toList(),
                sources.stream().map(Handles::of).toList(),
                g,
                seeds);
        var free = new LinkedHashSet<Value>();
        var own = new LinkedHashSet<>(g.parameters());
        for (var node : g.body()) {
            if (node.op().hasEffect()) {
                return new ReverseProgram(null, List.of(), List.of());
            }
            free.addAll(Free.values(node.op()));
            own.addAll(node.results());
        }
        cotangents.stream().filter(Objects::nonNull).forEach(free::add);
        free.removeAll(own);
        return function(g, free, numbers, cotangents);
    }

    private static ReverseProgram function(
            GraphBuilder code, LinkedHashSet<Value> free, Numbering numbers, List<@Nullable Value> cotangents) {
        var g = new GraphBuilder();
        var copier = new GraphCopier();
        var taken = new ArrayList<Integer>();
        for (var value : free) {
            copier.bind(value, g.parameter(value.type()));
            taken.add(numbers.numberOf(value));
        }
        code.parameters().forEach(seed -> copier.bind(seed, g.parameter(seed.type())));
        copier.copy(code.body(), g);
        var yields = new ArrayList<Value>();
        var given = new ArrayList<Integer>();
        for (var cotangent : cotangents) {
            given.add(cotangent == null ? -1 : yields.size());
            if (cotangent != null) {
                yields.add(copier.copyOf(cotangent));
            }
        }
        return new ReverseProgram(Function.of(new Graph("reverse", g.finish(yields))), taken, given);
    }
}
