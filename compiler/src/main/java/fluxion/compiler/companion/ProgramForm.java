package fluxion.compiler.companion;

import fluxion.compiler.pipeline.Pipeline;
import fluxion.ir.Graph;
import fluxion.ir.TensorType;
import fluxion.runtime.Executable;
import fluxion.runtime.Storage;
import fluxion.runtime.generated.ResidualBudget;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A graph compiled to kernels, which use vectors and threads, behind a method of Java values.
final class ProgramForm {
    private static final MethodHandle RUN = find();

    private final Signature signature;
    private final Extents extents;
    private final List<TensorType> arguments;
    private final List<TensorType> results;
    private final List<String> symbols;
    private final Executable executable;
    private final long budget;

    private ProgramForm(Graph graph, Signature signature, long budget) {
        this.budget = budget;
        var compiled = Pipeline.compile(graph, Set.of());
        this.signature = signature;
        this.extents = new Extents(graph, 0, List.of());
        this.arguments = compiled.program().arguments();
        this.results = compiled.program().results();
        this.symbols = compiled.program().symbols();
        this.executable = compiled.executable();
    }

    /// What computes `graph`, of the type that `signature` says.
    ///
    /// @param budget the bytes that its lists may take
    static MethodHandle of(Graph graph, Signature signature, long budget) {
        var type = signature.handle();
        return RUN.bindTo(new ProgramForm(graph, signature, budget))
                .asCollector(Object[].class, type.parameterCount())
                .asType(type);
    }

    private static MethodHandle find() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(ProgramForm.class, "run", MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("run", e);
        }
    }

    /// Runs it. The handle calls this.
    @Nullable
    Object run(Object[] values) {
        var sizes = extents.of(values);
        var inputs = new Storage[arguments.size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = Rows.flat(values[i], arguments.get(i));
        }
        int returned = signature.returned();
        var outputs = new Storage[results.size()];
        var holders = new Object[results.size()];
        int next = inputs.length;
        for (int i = 0; i < outputs.length; i++) {
            var type = results.get(i);
            if (i == returned) {
                outputs[i] = Storage.allocate(type.dtype(), 1);
                continue;
            }
            var holder = values[next++];
            holders[i] = holder;
            extents.checkResult(i, holder, sizes);
            outputs[i] = Rows.isNested(holder)
                    ? Storage.allocate(type.dtype(), type.shape().size().evaluate(sizes))
                    : Rows.flat(holder, type);
        }
        var dims = symbols.stream().mapToLong(sizes::get).toArray();
        ResidualBudget.run(budget, () -> executable.run(inputs, outputs, dims));
        for (int i = 0; i < outputs.length; i++) {
            if (i != returned && Rows.isNested(holders[i])) {
                Rows.copy(outputs[i].array(), (Object[]) holders[i]);
            }
        }
        return returned < 0 ? null : Array.get(outputs[returned].array(), 0);
    }
}
