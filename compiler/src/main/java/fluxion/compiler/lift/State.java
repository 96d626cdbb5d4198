package fluxion.compiler.lift;

import fluxion.ir.Dim;
import fluxion.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// What a symbolic execution knows at one point: the calls under way, each with its locals and operand stack, and what
/// every array and object holds.
final class State {
    /// A call under way.
    private static final class Frame {
        final Map<Integer, JavaValue> locals = new TreeMap<>();
        final Deque<JavaValue> stack = new ArrayDeque<>();

        Frame copy() {
            var copy = new Frame();
            copy.locals.putAll(locals);
            copy.stack.addAll(stack);
            return copy;
        }
    }

    private final List<Frame> frames = new ArrayList<>();
    private final List<ObjectName> roots;
    private final Map<ObjectName, JavaObject> objects = new HashMap<>();
    private final Map<Value, Dim> extents = new HashMap<>();

    /// @param roots the arrays whose final contents are results, whether anything refers to them or not
    State(List<ObjectName> roots) {
        this.roots = List.copyOf(roots);
    }

    /// An independent copy.
    State copy() {
        var copy = new State(roots);
        frames.forEach(frame -> copy.frames.add(frame.copy()));
        copy.objects.putAll(objects);
        copy.extents.putAll(extents);
        return copy;
    }

    // ---------------------------------------------------------------- calls

    /// Enters a method.
    void enter() {
        frames.add(new Frame());
    }

    /// Leaves a method.
    void leave() {
        frames.removeLast();
    }

    /// The number of calls under way.
    int depth() {
        return frames.size();
    }

    // ---------------------------------------------------------------- locals and stack of the innermost call

    JavaValue local(int slot) {
        return Objects.requireNonNull(frames.getLast().locals.get(slot), "a local that is read before it is set");
    }

    void setLocal(int slot, JavaValue value) {
        frames.getLast().locals.put(slot, value);
    }

    void push(JavaValue value) {
        frames.getLast().stack.push(value);
    }

    void push(Value value) {
        push(new JavaValue.Scalar(value));
    }

    JavaValue pop() {
        return frames.getLast().stack.pop();
    }

    /// Drops the operand stack.
    void clearStack() {
        frames.getLast().stack.clear();
    }

    /// Makes all locals and operands that are the number `old` be `equal` instead.
    void replace(Value old, Value equal) {
        for (var frame : frames) {
            frame.locals.replaceAll((_, value) -> replaced(value, old, equal));
            var operands = frame.stack.stream()
                    .map(value -> replaced(value, old, equal))
                    .toList();
            frame.stack.clear();
            frame.stack.addAll(operands);
        }
    }

    private static JavaValue replaced(JavaValue value, Value old, Value equal) {
        return value instanceof JavaValue.Scalar(var number) && number == old ? new JavaValue.Scalar(equal) : value;
    }

    // ---------------------------------------------------------------- lengths

    /// Notes that the number `n` is the extent `symbol`.
    void bind(Value n, Dim symbol) {
        extents.put(n, symbol);
    }

    /// The symbol that has the value of the number `n`.
    Optional<Dim> extent(Value n) {
        return Optional.ofNullable(extents.get(n));
    }

    // ---------------------------------------------------------------- objects

    /// What `name` holds.
    JavaObject object(ObjectName name) {
        return Objects.requireNonNull(objects.get(name), "an object that is gone");
    }

    /// The elements of the array `name`.
    Value elements(ObjectName name) {
        if (object(name) instanceof JavaObject.Elements(var content, var _)) {
            return content;
        }
        throw new IllegalStateException("an array is asked for, an object found");
    }

    /// Sets what `name` holds.
    void set(ObjectName name, JavaObject object) {
        objects.put(name, object);
    }

    /// A new object.
    JavaValue.Reference create(JavaObject object) {
        var name = new ObjectName();
        objects.put(name, object);
        return new JavaValue.Reference(name);
    }

    List<ObjectName> roots() {
        return roots;
    }

    // ---------------------------------------------------------------- for layouts

    /// A visitor of all places that may hold a value, in a fixed order.
    interface Visitor {
        void local(int frame, int slot, JavaValue value);

        void operand(int frame, int depth, JavaValue value);
    }

    void visit(Visitor visitor) {
        for (int f = 0; f < frames.size(); f++) {
            int frame = f;
            frames.get(f).locals.forEach((slot, value) -> visitor.local(frame, slot, value));
            int depth = 0;
            for (var value : frames.get(f).stack.reversed()) {
                visitor.operand(f, depth++, value);
            }
        }
    }
}
