package fluxion.compiler.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import fluxion.compiler.jvm.JvmBackend;
import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.text.GraphPrinter;
import fluxion.runtime.Executable;
import fluxion.runtime.Storage;
import fluxion.runtime.generated.Instructions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Generated code gives the same bits as the interpreter.
class GeneratedAgreementTest {
    private static final int ROUNDS = Integer.getInteger("fluxion.rounds", 60);

    @Test
    void tensorOperationsKeepEveryBit() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            check(seed, RandomGraph.of(seed, 6 + (int) (seed % 30), false));
        }
    }

    @Test
    void controlFlowAndListsKeepEveryBit() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            check(seed, RandomGraph.of(seed, 6 + (int) (seed % 20), true));
        }
    }

    private static void check(long seed, Graph graph) {
        Program program = null;
        try {
            program = Lowering.lower(graph, Set.of());
            var executables = new LinkedHashMap<String, Executable>();
            executables.put("scalar", new JvmBackend().compile(program, Set.of(0)));
            executables.put("vector", new JvmBackend().compile(program, Set.of(Instructions.vectorBits())));
            executables.put("both", new JvmBackend().compile(program));
            for (long b : List.of(3L, 1L, 0L, 9L, 40L)) {
                var arguments = RandomGraph.arguments(graph, seed + b, b);
                var expected = Interpreter.run(graph, arguments);
                for (var form : executables.entrySet()) {
                    assertEquals(expected, run(program, form.getValue(), arguments, b), form.getKey() + ", B = " + b);
                }
            }
        } catch (RuntimeException | Error e) {
            fail(
                    "seed " + seed + "\n" + GraphPrinter.print(graph) + "\n"
                            + (program == null ? "" : GraphPrinter.print(program)),
                    e);
        }
    }

    private static List<Datum> run(Program program, Executable executable, List<TensorValue> arguments, long b) {
        var symbols = new HashMap<String, Long>();
        program.symbols().forEach(s -> symbols.put(s, b));
        var results = new ArrayList<Storage>();
        var shapes = new ArrayList<long[]>();
        for (var type : program.results()) {
            results.add(Storage.allocate(type.dtype(), type.shape().size().evaluate(symbols)));
            shapes.add(type.shape().dims().stream()
                    .mapToLong(d -> d.evaluate(symbols))
                    .toArray());
        }
        executable.run(
                arguments.stream()
                        .map(a -> new Storage(a.toArray(), a.dtype(), 0, a.size()))
                        .toArray(Storage[]::new),
                results.toArray(Storage[]::new),
                program.symbols().stream().mapToLong(symbols::get).toArray());
        var values = new ArrayList<Datum>();
        for (int i = 0; i < results.size(); i++) {
            values.add(TensorValue.of(results.get(i).array(), shapes.get(i)));
        }
        return values;
    }
}
