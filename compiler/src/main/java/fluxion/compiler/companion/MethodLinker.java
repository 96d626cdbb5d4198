package fluxion.compiler.companion;

import fluxion.annotation.DerivativeKind;
import fluxion.ir.Graph;
import fluxion.ir.Region;
import fluxion.ir.Value;
import fluxion.runtime.companion.DerivativeLinker;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Compiles derivatives of methods, each once: what was compiled is kept as long as the class that declares the method.
public final class MethodLinker implements DerivativeLinker {
    private final Lifting lifting;
    private final ClassValue<ConcurrentMap<Key, Entry>> entries = new ClassValue<>() {
        @Override
        protected ConcurrentMap<Key, Entry> computeValue(Class<?> owner) {
            return new ConcurrentHashMap<>();
        }
    };

    /// A linker of the methods that `lifting` lifts.
    public MethodLinker(Lifting lifting) {
        this.lifting = lifting;
    }

    private record Key(DifferentiableMethod method, DerivativeKind kind) {}

    private static final class Entry {
        private @Nullable LinkedMethod linked;
    }

    @Override
    public MethodHandle link(DifferentiableMethod method, DerivativeKind kind) {
        return linked(Target.of(method), kind).handle();
    }

    /// What computes `kind` of `target`.
    ///
    /// @throws fluxion.ir.FluxionException if it cannot be differentiated so
    public LinkedMethod linked(Target target, DerivativeKind kind) {
        var key = new Key(target.method(), kind);
        var entry = entries.get(target.method().owner()).computeIfAbsent(key, _ -> new Entry());
        // not inside of computeIfAbsent, since compiling a method may link others
        synchronized (entry) {
            if (entry.linked == null) {
                entry.linked = compile(target, kind);
            }
            return entry.linked;
        }
    }

    private LinkedMethod compile(Target target, DerivativeKind kind) {
        target.check(kind);
        var method = target.method();
        var lifted = lifting.lift(method);
        var outputs = outputs(target, lifted);
        var types = new ArrayList<Class<?>>();
        var values = new ArrayList<Value>();
        if (target.result() != void.class) {
            types.add(target.result());
            values.add(lifted.graph().results().getFirst());
        }
        for (int output : outputs) {
            int written = lifted.written().indexOf(output);
            types.add(method.parameterTypes().get(output));
            values.add(
                    written < 0
                            ? lifted.graph().parameters().get(output)
                            : lifted.graph().results().get(written));
        }
        var region = lifted.graph().region();
        var f = new Graph(lifted.graph().name(), new Region(region.parameters(), region.body(), values));
        var signature = Signature.of(target, kind, types);
        var graphs = new OperationGraphs(f, method);
        var graph = graphs.of(kind);
        var handle = ProgramForm.of(graph, signature);
        if (kind == DerivativeKind.JACOBIAN && graphs.jacobianMode() == OperationGraphs.Mode.EITHER) {
            var forward = ProgramForm.of(graphs.forwardJacobian(), signature);
            handle = Sizes.guard(method.inputs(), outputs, forward, handle);
        }
        return new LinkedMethod(signature, handle, new Extents(graph));
    }

    /// The parameters whose final contents are outputs: none where a value is returned.
    private static List<Integer> outputs(Target target, Lifting.Lifted lifted) {
        if (target.result() != void.class) {
            return List.of();
        }
        var declared = target.method().outputs();
        var outputs = declared.isEmpty() ? lifted.written() : declared;
        if (outputs.isEmpty()) {
            throw new NotDifferentiableException(
                    target.method() + " returns nothing and writes no array, so there is nothing to differentiate");
        }
        return outputs;
    }
}
