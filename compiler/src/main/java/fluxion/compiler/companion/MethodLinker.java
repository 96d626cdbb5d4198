package fluxion.compiler.companion;

import fluxion.annotation.Checkpoint;
import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.compiler.autodiff.Checkpointing;
import fluxion.compiler.companion.Lifting.Hidden;
import fluxion.compiler.jvm.NotDirectException;
import fluxion.compiler.lift.Derivation;
import fluxion.ir.ControlOp;
import fluxion.ir.Graph;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Region;
import fluxion.ir.TensorOp;
import fluxion.ir.Value;
import fluxion.runtime.companion.DerivativeLinker;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.generated.ResidualBudget;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Compiles derivatives of methods, each once: what was compiled is kept as long as the class that declares the method.
public final class MethodLinker {
    private static final MethodLinker SHARED = new MethodLinker(Lifting::fromClassFile);

    /// How often a loop of unknown length is taken to go round.
    private static final int ROUNDS = 8;

    private static final long MOST_OPERATIONS = 1 << 20;

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

    /// The one that lifts from class files.
    public static MethodLinker shared() {
        return SHARED;
    }

    /// What computes which derivative, for methods that call it from a static field. The keys are those of
    /// `entries`, so that nothing here keeps a class.
    private final Map<Object, WeakReference<Key>> callers = Collections.synchronizedMap(new WeakHashMap<>());

    /// Remembers that `caller`, a handle or an instance of an interface, computes `kind` of `target`.
    public <T> T remember(T caller, Target target, DerivativeKind kind) {
        callers.put(caller, new WeakReference<>(entry(target, kind).key));
        return caller;
    }

    /// The derivative that `caller` computes, if it is known to compute one.
    Optional<Derivation.Called> derivative(Object caller) {
        var key = callers.get(caller);
        return Optional.ofNullable(key == null ? null : key.get())
                .map(known -> new Derivation.Called(
                        known.method(), known.kind(), caller instanceof MethodHandle handle ? handle.type() : null));
    }

    private record Key(DifferentiableMethod method, DerivativeKind kind) {}

    private static final class Entry {
        private final Key key;
        private @Nullable LinkedMethod linked;

        private Entry(Key key) {
            this.key = key;
        }
    }

    /// What links companions: a service.
    public static final class Service implements DerivativeLinker {
        /// Creates it.
        public Service() {}

        @Override
        public MethodHandle link(DifferentiableMethod method, DerivativeKind kind) {
            return shared().linked(Target.of(method), kind).handle();
        }
    }

    /// What computes `kind` of `target`.
    ///
    /// @throws fluxion.ir.FluxionException if it cannot be differentiated so
    public LinkedMethod linked(Target target, DerivativeKind kind) {
        var entry = entry(target, kind);
        // not inside of computeIfAbsent, since compiling a method may link others
        synchronized (entry) {
            if (entry.linked == null) {
                entry.linked = compile(target, kind);
            }
            return entry.linked;
        }
    }

    private Entry entry(Target target, DerivativeKind kind) {
        return entries.get(target.method().owner()).computeIfAbsent(new Key(target.method(), kind), Entry::new);
    }

    /// The names of the parameters of `target`, in order: `p0`, `p1`, ... where its class file does not say.
    public List<String> parameterNames(Target target) {
        return lifting.lift(target.method()).names();
    }

    private LinkedMethod compile(Target target, DerivativeKind kind) {
        target.check(kind);
        var rows = target.method().rows();
        if (!rows.isEmpty()) {
            // that of one row is compiled once for all choices of rows
            var row = (SingleMethod) linked(Target.of(target.method().rows(new Integer[0])), kind);
            return RowsMethod.of(row, rows, target.method().parameterTypes().size());
        }
        var method = Records.flat(target.method());
        var lifted = lifting.lift(target.method());
        var outputs = Outputs.of(target, lifted.graph(), lifted.written());
        var types = outputs.types();
        var hidden = lifted.hidden().stream().<Class<?>>map(Hidden::type).toList();
        var signature = Signature.of(method, kind, types, hidden);
        boolean checkpoint = target.java().isAnnotationPresent(Checkpoint.class);
        var form = new Form(method, kind, signature, outputs.parameters(), checkpoint);
        var f = outputs.graph(lifted.graph());
        var graph = form.graph(f);
        var lengths = ExactSizes.of(f);
        var exact = lengths.isEmpty() ? f : ExactSizes.of(f, lengths);
        var handle = lengths.isEmpty()
                ? form.compile(f)
                : ExactSizes.guard(
                        lengths,
                        graph.parameters().stream().map(Value::tensorType).toList(),
                        form.compile(exact),
                        () -> form.compile(f));
        int own = method.parameterTypes().size();
        // what the user sees has records
        List<Class<?>> seen = target.result() == void.class ? types : List.of(target.result());
        return new SingleMethod(
                Signature.of(target.method(), kind, seen, List.of()),
                Signature.of(method, kind, types, List.of()),
                Aliases.checked(bound(handle, own, lifted.hidden()), method, lifted.written()),
                new Extents(graph, own, lifted.hidden()),
                operations(graph.region()),
                form.graph(exact),
                lifted.written());
    }

    /// How a derivative is compiled.
    ///
    /// @param outputs the parameters whose final contents are outputs
    private record Form(
            DifferentiableMethod method,
            DerivativeKind kind,
            Signature signature,
            List<Integer> outputs,
            boolean checkpoint) {
        private OperationGraphs graphs(Graph f, Checkpointing checkpointing) {
            return new OperationGraphs(method.math() == MathMode.RELAXED ? Relaxed.of(f) : f, method, checkpointing);
        }

        private OperationGraphs graphs(Graph f) {
            return graphs(f, checkpoint ? Checkpointing.SQRT : Checkpointing.NONE);
        }

        /// The graph of the derivative of `f`.
        Graph graph(Graph f) {
            return graphs(f).of(kind);
        }

        /// What computes the derivative of `f`.
        MethodHandle compile(Graph f) {
            var graphs = graphs(f);
            var graph = graphs.of(kind);
            var handle = checkpoint || !keepsResiduals(graph)
                    ? MethodLinker.compile(graph, signature, Long.MAX_VALUE)
                    : budgeted(graph, signature, graphs(f, Checkpointing.SQRT), kind);
            return kind == DerivativeKind.JACOBIAN && graphs.jacobianMode() == OperationGraphs.Mode.EITHER
                    ? Sizes.guard(
                            method.inputs(),
                            outputs,
                            MethodLinker.compile(graphs.forwardJacobian(), signature, Long.MAX_VALUE),
                            handle)
                    : handle;
        }
    }

    /// `handle` without the parameters that the method, which has `own`, does not have.
    private static MethodHandle bound(MethodHandle handle, int own, List<Hidden> hidden) {
        for (int i = hidden.size() - 1; i >= 0; i--) {
            handle = switch (hidden.get(i)) {
                case Hidden.Array(var array) -> MethodHandles.insertArguments(handle, own + i, array);
                case Hidden.Length(var parameter) -> twice(handle, own + i, parameter);
            };
        }
        return handle;
    }

    /// `handle` with what it gets as argument `from` as argument `at` too.
    private static MethodHandle twice(MethodHandle handle, int at, int from) {
        var order = new int[handle.type().parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == at ? from : i < at ? i : i - 1;
        }
        return MethodHandles.permuteArguments(handle, handle.type().dropParameterTypes(at, at + 1), order);
    }

    /// One method; kernels for what no method can.
    private static MethodHandle compile(Graph graph, Signature signature, long budget) {
        try {
            return DirectForm.of(graph, signature, budget);
        } catch (NotDirectException e) {
            return ProgramForm.of(graph, signature, budget);
        }
    }

    /// The same, and in its place what `less` says for calls in which loops would keep too much.
    private static MethodHandle budgeted(Graph graph, Signature signature, OperationGraphs less, DerivativeKind kind) {
        return Budgeted.of(
                compile(graph, signature, ResidualBudget.most()),
                () -> compile(less.of(kind), signature, Long.MAX_VALUE));
    }

    /// About how many operations an evaluation takes; loops, whose rounds nobody knows, count as some.
    private static long operations(Region region) {
        long count = 1;
        for (var node : region.body()) {
            boolean repeats = !(node.op() instanceof ControlOp.If)
                    && !OpSchema.regions(node.op()).isEmpty();
            count++;
            for (var inner : OpSchema.regions(node.op())) {
                count += (repeats ? ROUNDS : 1) * operations(inner);
            }
            if (node.op() instanceof ControlOp.Invoke) {
                count += ROUNDS * ROUNDS;
            }
        }
        return Math.min(count, MOST_OPERATIONS);
    }

    private static boolean keepsResiduals(Graph graph) {
        return keepsResiduals(graph.region())
                || Procedure.in(graph.region()).stream()
                        .anyMatch(procedure -> keepsResiduals(procedure.body().region()));
    }

    private static boolean keepsResiduals(Region region) {
        return region.body().stream()
                .anyMatch(node -> node.op() instanceof TensorOp.ListNew
                        || OpSchema.regions(node.op()).stream().anyMatch(MethodLinker::keepsResiduals));
    }
}
