package fluxion.compiler.trace;

import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.SourcePosition;
import fluxion.ir.Value;
import fluxion.runtime.Storage;
import fluxion.tensor.Handles;
import fluxion.tensor.Origin;
import fluxion.tensor.Tensor;
import fluxion.tensor.TraceException;
import fluxion.tensor.Variable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A trace: operations are appended to a graph or region under construction, and tensors stand for its values.
///
/// What kind of thing is traced decides what becomes of tensors and variables from outside ([Kind]).
final class TraceScope extends Scope {
    /// What is traced.
    enum Kind {
        /// A function that is compiled: a tensor from outside is a hidden parameter with the same value at each
        /// call, a variable one that is read at each call and written after it; numbers are constants.
        COMPILED,
        /// A function that is transformed and then applied in the scope around: what it takes from there is a
        /// hidden parameter, to be bound at once; numbers are what they are around.
        APPLIED,
        /// A region of an operation of the scope around, written over the handles of what it takes from there.
        REGION
    }

    /// A value of a trace.
    record Traced(TraceScope scope, Value value) implements Origin {
        @Override
        public @Nullable Storage storage() {
            return null;
        }
    }

    private final String name;
    private final Kind kind;
    private final Scope around;
    private final @Nullable SourcePosition position = Positions.ofCaller();
    private final GraphBuilder builder = new GraphBuilder();
    private final Map<Tensor, Value> captured = new IdentityHashMap<>();
    private final List<Hidden> hidden = new ArrayList<>();
    private final Map<Variable, Tensor> variables = new LinkedHashMap<>();
    private final Map<Variable, Tensor> written = new LinkedHashMap<>();
    private boolean closed;

    TraceScope(String name, Kind kind, Scope around) {
        super(around);
        this.name = name;
        this.kind = kind;
        this.around = around;
    }

    GraphBuilder builder() {
        return builder;
    }

    /// What was taken from outside, in the order of the hidden parameters.
    List<Hidden> hidden() {
        return hidden;
    }

    /// The variables that were assigned, with their last values, in order of first assignment.
    Map<Variable, Tensor> written() {
        return written;
    }

    void close() {
        closed = true;
    }

    /// A tensor that stands for a new parameter.
    Tensor parameter(fluxion.ir.TensorType type) {
        return tensor(builder.parameter(type, position));
    }

    private Tensor tensor(Value value) {
        return Handles.tensor(Value.free(value.type(), null), new Traced(this, value));
    }

    /// The value that stands for `tensor` in this trace.
    Value valueOf(Tensor tensor) {
        if (Handles.origin(tensor) instanceof Traced traced) {
            var scope = traced.scope();
            if (scope == this) {
                return traced.value();
            }
            if (scope.closed || !isInside(scope)) {
                throw scope.escaped();
            }
        } else {
            Handles.origin(tensor).storage(); // a donated tensor says so
        }
        var known = captured.get(tensor);
        if (known == null) {
            known = kind == Kind.REGION
                    ? Handles.of(tensor)
                    : builder.parameter(Handles.of(tensor).type(), position);
            captured.put(tensor, known);
            hidden.add(new Hidden.OfTensor(tensor));
        }
        return known;
    }

    private boolean isInside(TraceScope scope) {
        for (Scope s = around; s != null; s = s.parent()) {
            if (s == scope) {
                return true;
            }
        }
        return false;
    }

    @Override
    List<Tensor> append(Op op, List<Tensor> operands) {
        var copier = new GraphCopier();
        for (var operand : operands) {
            copier.bind(Handles.of(operand), valueOf(operand));
        }
        builder.at(position());
        var values =
                builder.append(OpSchema.map(op, copier::copyOf, region -> copier.copyRegion(region, builder.nested())));
        var results = new ArrayList<Tensor>(values.size());
        for (var value : values) {
            results.add(tensor(value));
        }
        return results;
    }

    @Override
    boolean bakesNumbers() {
        return kind == Kind.COMPILED || around.bakesNumbers();
    }

    @Override
    Tensor number(ScalarOp.Constant value) {
        return bakesNumbers() ? record(value, List.of()).getFirst() : EagerScope.memory(value);
    }

    @Override
    Tensor current(Variable variable) {
        var local = variables.get(variable);
        if (local != null) {
            return local;
        }
        if (kind != Kind.COMPILED) {
            return around.read(variable);
        }
        hidden.add(new Hidden.OfVariable(variable));
        var value = parameter(Handles.held(variable).type());
        variables.put(variable, value);
        return value;
    }

    @Override
    void assign(Variable variable, Tensor value) {
        if (kind == Kind.REGION) {
            throw new TraceException("a variable is assigned inside " + name
                    + "; make its value part of what the control flow gives back, and assign it after that");
        }
        // a tensor of its own, so that a tape tells a read of the variable from the tensor that was assigned
        var assigned = tensor(valueOf(value));
        variables.put(variable, assigned);
        written.put(variable, assigned);
    }

    TraceException escaped() {
        return new TraceException("a tensor made while tracing " + name + where()
                + " is used outside of it; give it back as a result instead");
    }

    TraceException unreadable(Tensor tensor) {
        return new TraceException("a tensor of type " + tensor.type() + " is read while " + name + where()
                + " is traced, where it stands for the values of all calls; for a decision that depends on it use"
                + " Control.cond, Control.whileLoop or where, or give it back and read it outside");
    }

    private String where() {
        return position == null ? "" : " at " + position;
    }
}
