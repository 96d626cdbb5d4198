package fluxion.ir.verify;

import fluxion.ir.BufferType;
import fluxion.ir.FrameType;
import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks graphs and programs and reports all errors at once.
///
/// | checked | in |
/// |---|---|
/// | each value is defined once, before its uses, in a region around them | both |
/// | the type rule of each operation holds, and its results have the types it gives | both |
/// | symbols come from the types of the parameters, or are those of the procedure | both |
/// | the operations are those of the level | both |
/// | a value that an operation consumed is not used again | graphs |
/// | kernels read and write what they declare, epilogues and folds write nothing | programs |
/// | parameters are the buffers of arguments and results | programs |
public final class Verifier {
    private final List<Finding> findings = new ArrayList<>();
    private final Set<Function> seen = new HashSet<>();
    private final Set<Procedure> invoked = new HashSet<>();

    private Verifier() {}

    /// All errors of `graph` and of the functions that it calls.
    public static List<Finding> check(Graph graph) {
        var verifier = new Verifier();
        verifier.graph(graph);
        return verifier.findings;
    }

    /// All errors of `program`.
    public static List<Finding> check(Program program) {
        var verifier = new Verifier();
        var findings = new Findings(program.graph(), verifier.findings);
        // a buffer of no elements does not show the symbols of its argument
        var symbols = new HashSet<>(program.graph().symbols());
        symbols.addAll(program.symbols());
        new Structure(program.graph(), Level.PROGRAM, symbols, findings).check();
        new ProgramRules(program, findings).check();
        for (var procedure : Procedure.in(program.graph().region())) {
            var inside = new Findings(procedure.body(), verifier.findings);
            new Structure(procedure.body(), Level.PROGRAM, procedure.symbols(), inside).check();
            new ProgramRules(program, inside).check(procedure.body().region());
        }
        return verifier.findings;
    }

    /// Checks `graph`.
    ///
    /// @return `graph`
    /// @throws IrException that lists all errors
    public static Graph verify(Graph graph) {
        raise(graph.name(), check(graph));
        return graph;
    }

    /// Checks `program`.
    ///
    /// @return `program`
    /// @throws IrException that lists all errors
    public static Program verify(Program program) {
        raise(program.graph().name(), check(program));
        return program;
    }

    private static void raise(String name, List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new IrException("@" + name + " has " + findings.size() + (findings.size() == 1 ? " error" : " errors")
                    + findings.stream().map(f -> "\n" + f).collect(Collectors.joining()));
        }
    }

    private void graph(Graph graph) {
        called(graph.region());
        var to = new Findings(graph, findings);
        boolean sound = new Structure(graph, Level.GRAPH, graph.symbols(), to).check();
        if (sound) {
            new Consumption(to).check(graph.region());
        }
    }

    /// Checks the functions that `region` calls.
    private void called(Region region) {
        for (var node : region.body()) {
            for (var component : OpSchema.components(node.op())) {
                if (component instanceof Function function && seen.add(function)) {
                    function(function);
                } else if (component instanceof Procedure procedure && invoked.add(procedure)) {
                    procedure(procedure);
                } else if (component instanceof Region nested) {
                    called(nested);
                }
            }
        }
    }

    private void procedure(Procedure procedure) {
        if (!procedure.isDefined()) {
            findings.add(new Finding(procedure.name(), null, "", "declared and invoked, but not defined", null));
            return;
        }
        var body = procedure.body();
        called(body.region());
        var to = new Findings(body, findings);
        if (new Structure(body, Level.GRAPH, procedure.symbols(), to).check()) {
            var consumption = new Consumption(to);
            consumption.check(body.region());
            for (int i = 0; i < body.parameters().size(); i++) {
                if (consumption.isConsumed(body.parameters().get(i))
                        && !procedure.inPlace().contains(i)) {
                    to.add(null, "consumes parameter " + i + ", of which no result takes the place");
                }
            }
        }
    }

    private void function(Function function) {
        graph(function.primal());
        function.pullBack().ifPresent(this::graph);
        function.pushForward().ifPresent(this::graph);
        var operands = function.primal().region().parameterTypes();
        var results = function.resultTypes();
        function.pullBack().ifPresent(g -> signature(g, operands, results, floats(results), floats(operands)));
        function.pushForward().ifPresent(g -> signature(g, operands, results, floats(operands), floats(results)));
    }

    private void signature(Graph rule, List<Type> operands, List<Type> results, List<Type> given, List<Type> expected) {
        var parameters = new ArrayList<>(operands);
        parameters.addAll(results);
        parameters.addAll(given);
        if (!rule.region().parameterTypes().equals(parameters)
                || !rule.region().yieldTypes().equals(expected)) {
            new Findings(rule, findings)
                    .add(
                            null,
                            "a derivative of type " + rule.region().parameterTypes() + " -> "
                                    + rule.region().yieldTypes() + "; it must be " + parameters + " -> " + expected);
        }
    }

    private static List<Type> floats(List<Type> types) {
        return types.stream().filter(Verifier::isFloat).toList();
    }

    private static boolean isFloat(Type type) {
        return switch (type) {
            case TensorType(var dtype, var _) -> dtype.isFloat();
            case BufferType(var dtype, var _) -> dtype.isFloat();
            case ListType(var element) -> isFloat(element);
            case FrameType _ -> true;
        };
    }
}
