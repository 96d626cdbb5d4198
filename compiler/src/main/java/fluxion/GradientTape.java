package fluxion;

import fluxion.compiler.trace.GraphTracer;
import fluxion.compiler.trace.Scope;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import fluxion.tensor.TensorLike;
import fluxion.tensor.TraceException;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Records operations and gives gradients of what was recorded, as TensorFlow's `GradientTape` does.
///
/// ```java
/// try (var tape = GradientTape.open()) {
///     var y = x.pow(5);
///     System.out.println(tape.gradient(y, x));
/// }
/// ```
///
/// Trainable variables are watched when they are read, tensors when [#watch] is called. A source or target is that very
/// tensor; for a variable, each read counts, at the value it had. A tape belongs to the thread that opened it, and
/// hears what is computed there until it is closed; gradients may be asked for afterwards.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
public final class GradientTape implements AutoCloseable {
    private final boolean persistent;
    private final Recording recording;
    private final Scope scope;
    private boolean hearing;
    private boolean spent;
    private boolean closed;
    private int pauses;

    private GradientTape(boolean persistent, boolean watchAccessedVariables, boolean positions) {
        this.persistent = persistent;
        this.recording = new Recording(watchAccessedVariables, positions);
        this.scope = GraphTracer.current().scope();
        listen();
    }

    /// A tape that records from now on.
    public static GradientTape open(TapeOption... options) {
        boolean persistent = false;
        boolean watch = true;
        boolean positions = Boolean.getBoolean("fluxion.positions");
        for (var option : options) {
            switch (option) {
                case TapeOption.Persistent it -> persistent = it.value();
                case TapeOption.WatchAccessedVariables it -> watch = it.value();
                case TapeOption.Positions it -> positions = it.value();
            }
        }
        return new GradientTape(persistent, watch, positions);
    }

    /// Whether the tape can be asked for gradients more than once; it cannot unless this says so.
    public static TapeOption persistent(boolean value) {
        return new TapeOption.Persistent(value);
    }

    /// Whether trainable variables are watched when they are read; they are unless this says otherwise.
    public static TapeOption watchAccessedVariables(boolean value) {
        return new TapeOption.WatchAccessedVariables(value);
    }

    /// Whether [#explain] can name Java lines. It costs a few microseconds an operation, so they are kept only if
    /// this or the system property `fluxion.positions` says so.
    public static TapeOption positions(boolean value) {
        return new TapeOption.Positions(value);
    }

    /// What is given for a source that the target does not depend on; null unless this says otherwise.
    public static GradientOption unconnectedGradients(UnconnectedGradients value) {
        return new GradientOption.Unconnected(value);
    }

    /// What to multiply the Jacobian with from the left, for each target; ones unless this says otherwise.
    public static GradientOption outputGradients(TensorLike... seeds) {
        return new GradientOption.OutputGradients(
                Arrays.stream(seeds).map(TensorLike::tensor).toList());
    }

    /// Whether [#batchJacobian] compares with the full Jacobian, and rejects a target that mixes rows.
    public static GradientOption verify(boolean value) {
        return new GradientOption.Verify(value);
    }

    /// Listens to the operations of the scope, or stops listening, as the state of the tape demands.
    private void listen() {
        boolean on = !closed && !spent && pauses == 0;
        if (hearing != on) {
            hearing = on;
            if (on) {
                scope.listen(recording);
            } else {
                scope.ignore(recording);
            }
        }
    }

    // ---------------------------------------------------------------- recording

    /// Counts `tensor` as something to differentiate for, in what is computed from it from now on.
    ///
    /// @throws DerivativeException if it is no float
    public void watch(Tensor tensor) {
        checkFloat("watch", "a tensor", tensor);
        recording.watch(tensor);
    }

    /// Counts `variable` as something to differentiate for, in what is computed from it from now on.
    ///
    /// @throws DerivativeException if it is no float
    public void watch(Variable variable) {
        recording.watch(variable);
        checkFloat("watch", "a variable", variable.tensor());
    }

    /// Records nothing until the pause is closed.
    public Pause stopRecording() {
        return new Pause(this);
    }

    /// An interval in which a tape does not record.
    public static final class Pause implements AutoCloseable {
        private final GradientTape tape;
        private boolean over;

        private Pause(GradientTape tape) {
            this.tape = tape;
            tape.pauses++;
            tape.listen();
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                tape.pauses--;
                tape.listen();
            }
        }
    }

    /// Forgets everything recorded so far, and begins again; watched variables must be read again.
    public void reset() {
        recording.reset();
        spent = false;
        listen();
    }

    /// The variables that were read while they were watched, in the order of the first read.
    public List<Variable> watchedVariables() {
        return recording.variables();
    }

    /// Ends the recording.
    @Override
    public void close() {
        closed = true;
        listen();
    }

    // ---------------------------------------------------------------- gradients

    /// The gradient of `target` with respect to `source`: of the sum of its elements, if it has several. Null if
    /// the target does not depend on it.
    ///
    /// @return of the type of `source`
    /// @throws DerivativeException if target or source is no float
    public @Nullable Tensor gradient(TensorLike target, TensorLike source, GradientOption... options) {
        checkFloat("gradient", "a source", source);
        return gradients(List.of(target.tensor()), List.of(source), options).getFirst();
    }

    /// The gradient of the sum of `targets` with respect to `source`.
    public @Nullable Tensor gradient(List<? extends TensorLike> targets, TensorLike source, GradientOption... options) {
        checkFloat("gradient", "a source", source);
        return gradients(tensors(targets), List.of(source), options).getFirst();
    }

    /// The gradient of `target` with respect to each of `sources`; null where it does not depend on it or the
    /// source is no float.
    public List<@Nullable Tensor> gradient(
            TensorLike target, List<? extends TensorLike> sources, GradientOption... options) {
        return gradients(List.of(target.tensor()), sources, options);
    }

    /// The gradient of the sum of `targets` with respect to each of `sources`.
    public List<@Nullable Tensor> gradient(
            List<? extends TensorLike> targets, List<? extends TensorLike> sources, GradientOption... options) {
        return gradients(tensors(targets), sources, options);
    }

    /// The gradient of `target` with respect to each of `sources`, under the same names.
    public Map<String, @Nullable Tensor> gradient(
            TensorLike target, Map<String, ? extends TensorLike> sources, GradientOption... options) {
        var values = gradients(List.of(target.tensor()), List.copyOf(sources.values()), options);
        var named = new LinkedHashMap<String, @Nullable Tensor>();
        int i = 0;
        for (var name : sources.keySet()) {
            named.put(name, values.get(i++));
        }
        return named;
    }

    /// The gradient of `target` with respect to the tensors of a structure, in the same structure. A variable in it
    /// has its gradient in its place, so the type there must be [TensorLike].
    @SuppressWarnings("unchecked") // the structure is rebuilt
    public <S> S gradientOf(TensorLike target, S sources, GradientOption... options) {
        var structure = Structure.withVariables(sources);
        var values = gradients(List.of(target.tensor()), structure.leavesWithVariables(sources), options);
        return (S) Objects.requireNonNull(structure.rebuild(values.iterator()));
    }

    private List<@Nullable Tensor> gradients(
            List<Tensor> targets, List<? extends TensorLike> sources, GradientOption... options) {
        for (var target : targets) {
            checkFloat("gradient", "a target", target);
        }
        var unconnected = UnconnectedGradients.NONE;
        List<Tensor> seeds = null;
        for (var option : options) {
            switch (option) {
                case GradientOption.Unconnected it -> unconnected = it.value();
                case GradientOption.OutputGradients it -> seeds = checkedSeeds(targets, it.seeds());
                case GradientOption.Verify _ -> {}
            }
        }
        begin();
        var cotangents = new TapeReverse(recording).cotangents(targets, seeds, sources);
        var results = new ArrayList<@Nullable Tensor>();
        var together = new ArrayList<>(targets);
        for (int i = 0; i < sources.size(); i++) {
            var cotangent = cotangents.get(i);
            if (cotangent == null && unconnected == UnconnectedGradients.ZERO) {
                cotangent = Tensor.zerosLike(sources.get(i));
            }
            if (cotangent != null) {
                together.add(cotangent);
            }
            results.add(cotangent);
        }
        GraphTracer.current().group(together);
        return results;
    }

    private static List<Tensor> checkedSeeds(List<Tensor> targets, List<Tensor> seeds) {
        if (!Traced.types(seeds).equals(Traced.types(targets))) {
            throw new DerivativeException("gradient: output gradients of types " + Traced.types(seeds)
                    + " for targets of types " + Traced.types(targets) + "; they must be the same");
        }
        return seeds;
    }

    /// The Jacobian of `target`, of shape S, for `source`, of shape T.
    ///
    /// @return of shape S + T; null if the target does not depend on the source
    public @Nullable Tensor jacobian(TensorLike target, TensorLike source, GradientOption... options) {
        checkFloat("jacobian", "a target", target);
        checkFloat("jacobian", "a source", source);
        var y = target.tensor();
        begin();
        var result = TapeJacobian.full(recording, y, source);
        return result != null || !zero(options) ? result : TapeJacobian.zero(y, source);
    }

    /// The Jacobian of each row of `target`, of shape `[b] + S`, for the same row of `source`, of shape `[b] + T`:
    /// what the full Jacobian holds if no row depends on another.
    ///
    /// @return of shape `[b] + S + T`; null if the target does not depend on the source
    /// @throws DerivativeException if the first extents differ, or with `verify(true)` if a row depends on another
    public @Nullable Tensor batchJacobian(TensorLike target, TensorLike source, GradientOption... options) {
        checkFloat("batchJacobian", "a target", target);
        checkFloat("batchJacobian", "a source", source);
        var y = target.tensor();
        begin();
        var result = TapeJacobian.byRow(recording, y, source);
        for (var option : options) {
            if (result != null && option instanceof GradientOption.Verify verify && verify.value()) {
                TapeJacobian.verify(recording, y, source, result);
            }
        }
        return result != null || !zero(options) ? result : TapeJacobian.zeroByRow(y, source);
    }

    private static boolean zero(GradientOption... options) {
        return Arrays.asList(options).contains(new GradientOption.Unconnected(UnconnectedGradients.ZERO));
    }

    /// Says how `target` depends on `source` by the operations recorded, or where the path breaks and why.
    public String explain(TensorLike target, TensorLike source) {
        return TapeExplanation.of(recording, target.tensor(), source);
    }

    private void begin() {
        if (spent) {
            throw new TraceException("a non-persistent tape gives one set of gradients; open it with persistent(true)");
        }
        if (GraphTracer.current().scope() != scope) {
            throw new TraceException(
                    "a tape is asked for gradients in another thread, or another traced function, than it was"
                            + " opened in");
        }
        if (!persistent) {
            spent = true;
            listen();
        }
    }

    private static List<Tensor> tensors(List<? extends TensorLike> values) {
        return values.stream().map(TensorLike::tensor).toList();
    }

    private static void checkFloat(String what, String role, TensorLike value) {
        var type = value instanceof Tensor tensor ? tensor.type() : ((Variable) value).type();
        if (!type.dtype().isFloat()) {
            var name = value instanceof Variable variable && !variable.name().isEmpty()
                    ? " '" + variable.name() + "'"
                    : "";
            throw new DerivativeException(
                    what + ": " + role + name + " of type " + type + " has no derivatives; only f32 and f64 have");
        }
    }
}
