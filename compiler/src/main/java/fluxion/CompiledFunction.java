package fluxion;

import fluxion.annotation.MathMode;
import fluxion.compiler.trace.GraphTracer;
import fluxion.ir.FluxionException;
import fluxion.runtime.Pool;
import fluxion.tensor.Handles;
import fluxion.tensor.Origin;
import fluxion.tensor.Structure;
import fluxion.tensor.TraceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A function with its compiled forms, one for each signature that it has been called with.
@SuppressWarnings("NullAway") // a leaf may be null where there is no gradient, which a type variable cannot say
final class CompiledFunction {
    private final Packed f;
    private final int arity;
    private final int[] donated;
    private final MathMode math;
    private volatile List<CompiledForm> forms = List.of();
    private final List<String> log = new ArrayList<>();
    // structures of arguments for which the function could not be traced with symbolic extents
    private final Set<List<Structure>> rigid = new HashSet<>();
    private final Pool<Frame> frames = new Pool<>();

    CompiledFunction(Packed f, int arity) {
        this(f, arity, new int[0], MathMode.STRICT);
    }

    private CompiledFunction(Packed f, int arity, int[] donated, MathMode math) {
        this.f = f;
        this.arity = arity;
        this.donated = donated;
        this.math = math;
        for (int argument : donated) {
            if (argument < 0 || argument >= arity) {
                throw new IllegalArgumentException(
                        "there is no argument " + argument + " to donate; they are numbered 0 to " + (arity - 1));
            }
        }
    }

    CompiledFunction donating(int... arguments) {
        return new CompiledFunction(f, arity, arguments.clone(), math);
    }

    CompiledFunction math(MathMode mode) {
        return new CompiledFunction(f, arity, donated, mode);
    }

    int compilations() {
        synchronized (log) {
            return log.size();
        }
    }

    String explain() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    /// The result, new. Inside a trace, and where a tape records, the function itself is called instead, so that
    /// its operations are seen.
    @Nullable
    Object apply(Object[] arguments) {
        var scope = GraphTracer.current().scope();
        if (!scope.isEager() || scope.isObserved()) {
            return f.apply(arguments);
        }
        var frame = enter();
        try {
            System.arraycopy(arguments, 0, frame.arguments, 0, arity);
            var form = form(frame);
            var result = form.apply(frame);
            donate(frame);
            return result;
        } finally {
            leave(frame);
        }
    }

    /// The result, written to the tensors of `out`.
    void into(Frame frame, @Nullable Object out) {
        if (!GraphTracer.current().scope().isEager()) {
            throw new TraceException("into and update write to tensors, which a traced function cannot do; use apply");
        }
        form(frame).into(frame, out);
        donate(frame);
    }

    private void donate(Frame frame) {
        for (int argument : donated) {
            for (var tensor : Structure.of(frame.arguments[argument]).leaves(frame.arguments[argument])) {
                Handles.settle(tensor, new Origin.Donated("argument " + argument + " of a compiled function"));
            }
        }
    }

    Frame enter() {
        var frame = frames.take();
        return frame == null ? new Frame(arity) : frame;
    }

    void leave(Frame frame) {
        frame.clear();
        frames.give(frame);
    }

    private CompiledForm form(Frame frame) {
        var known = find(frame);
        return known != null ? known : compile(frame);
    }

    private @Nullable CompiledForm find(Frame frame) {
        var current = forms;
        for (int i = 0; i < current.size(); i++) {
            if (current.get(i).matches(frame)) {
                return current.get(i);
            }
        }
        return null;
    }

    private synchronized CompiledForm compile(Frame frame) {
        var known = find(frame);
        if (known != null) {
            return known;
        }
        var structures = Arrays.stream(frame.arguments).map(Structure::of).toList();
        var seen = new Signature(structures, Traced.types(Traced.leaves(structures, frame.arguments)));
        var form = general(seen);
        if (form == null) {
            form = compile(seen, reason(seen));
        }
        var more = new ArrayList<>(forms);
        more.add(form);
        forms = List.copyOf(more);
        if (!form.matches(frame)) {
            throw new IllegalStateException("a function compiled for " + form.signature() + " is not for " + seen);
        }
        return form;
    }

    /// A form with symbols for the extents in which `seen` differs from an earlier call; null if there is none.
    private @Nullable CompiledForm general(Signature seen) {
        if (rigid.contains(seen.structures())) {
            return null;
        }
        for (var form : forms.reversed()) {
            var wider = form.signature().generalised(seen);
            if (wider != null && wider.symbols() > 0) {
                try {
                    return compile(wider, form.signature().difference(seen) + ", so for any such extent");
                } catch (FluxionException e) {
                    // the function depends on the number: it reads an extent, or operations do not fit for every one
                    rigid.add(seen.structures());
                    return null;
                }
            }
        }
        return null;
    }

    private String reason(Signature seen) {
        return forms.isEmpty() ? "first call" : forms.getLast().signature().difference(seen);
    }

    private CompiledForm compile(Signature signature, String reason) {
        var traced = Traced.compiled("f", f, signature.structures(), signature.types());
        var compiled = GraphTracer.current().compile(traced.function().graph(), math);
        synchronized (log) {
            log.add((log.size() + 1) + ": " + signature + ": " + reason);
        }
        return new CompiledForm(signature, traced, compiled);
    }
}
