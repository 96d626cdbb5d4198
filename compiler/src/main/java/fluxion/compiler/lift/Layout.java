package fluxion.compiler.lift;

import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/// The form of a [State] apart from its values: which locals there are, of which types, and which of them name the same
/// array. Objects are numbered as they are met, roots first, so that states of one form have equal layouts whatever
/// their objects are called.
///
/// @param locals the locals of each call
/// @param operands the operand stack of each call, bottom first
/// @param objects what each object is; the first ones are the roots
/// @param roots the number of roots
record Layout(List<Map<Integer, Slot>> locals, List<List<Slot>> operands, List<ObjectForm> objects, int roots) {
    /// How keys of values in objects begin.
    static final String OBJECT = "object ";

    /// The key of a local of the call numbered `frame`.
    static String local(int frame, Object slot) {
        return "local " + frame + " " + slot;
    }

    /// What one place holds.
    sealed interface Slot {
        /// A number.
        record Scalar(Type type) implements Slot {}

        /// A reference.
        record Reference(int object) implements Slot {}

        /// A row of a matrix, of which the index is a value.
        record Row(int object) implements Slot {}

        /// A string, of which the scalars are values.
        record Text(String template, List<Type> types) implements Slot {}

        /// A value that no later code can use.
        record Nothing() implements Slot {}
    }

    /// What one object is.
    sealed interface ObjectForm {
        /// An array, of which the elements are a value.
        record Elements(Type type, boolean constant) implements ObjectForm {}

        /// An object.
        record Fields(String type, Map<String, Slot> slots) implements ObjectForm {}

        /// What computes a derivative.
        record Derivative(Derivation.Called called) implements ObjectForm {}
    }

    /// The lengths of the arrays, in order.
    List<Dim> lengths() {
        var lengths = new ArrayList<Dim>();
        for (var object : objects) {
            if (object instanceof ObjectForm.Elements(var type, var _)) {
                lengths.addAll(((TensorType) type).shape().dims());
            }
        }
        return lengths;
    }

    /// The same with arrays of other lengths.
    Layout withLengths(List<Dim> lengths) {
        var next = lengths.iterator();
        var others = new ArrayList<ObjectForm>();
        for (var object : objects) {
            others.add(
                    object instanceof ObjectForm.Elements(var type, boolean constant)
                            ? new ObjectForm.Elements(withLengths((TensorType) type, next), constant)
                            : object);
        }
        return new Layout(locals, operands, others, roots);
    }

    private static Type withLengths(TensorType type, Iterator<Dim> lengths) {
        return type.with(
                new Shape(type.shape().dims().stream().map(_ -> lengths.next()).toList()));
    }

    /// The types of `values`, of which those that are arrays have the lengths of this form.
    List<Type> types(List<Value> values) {
        var arrays = objects.stream()
                .filter(ObjectForm.Elements.class::isInstance)
                .map(object -> ((ObjectForm.Elements) object).type())
                .iterator();
        return values.stream()
                .map(value -> value.rank() > 0 ? arrays.next() : value.type())
                .toList();
    }

    /// A state as a form and its values.
    ///
    /// @param keys for each value where it is from; one place has the same key in all layouts with that place
    record Taken(Layout layout, List<Value> values, List<String> keys) {}

    /// Takes `state` apart.
    ///
    /// @param live which locals of the innermost call count
    static Taken of(State state, IntPredicate live) {
        return new Taker(state, live).take();
    }

    private static final class Taker {
        private final State state;
        private final IntPredicate live;
        private final List<Value> values = new ArrayList<>();
        private final List<String> keys = new ArrayList<>();
        private final Map<ObjectName, Integer> numbers = new IdentityHashMap<>();
        private final List<ObjectName> names = new ArrayList<>();

        Taker(State state, IntPredicate live) {
            this.state = state;
            this.live = live;
        }

        Taken take() {
            state.roots().forEach(this::number);
            var locals = new ArrayList<Map<Integer, Slot>>();
            var operands = new ArrayList<List<Slot>>();
            for (int f = 0; f < state.depth(); f++) {
                locals.add(new TreeMap<>());
                operands.add(new ArrayList<>());
            }
            state.visit(new State.Visitor() {
                @Override
                public void local(int frame, int slot, JavaValue value) {
                    if (frame < state.depth() - 1 || live.test(slot)) {
                        locals.get(frame).put(slot, slot(value, Layout.local(frame, slot)));
                    }
                }

                @Override
                public void operand(int frame, int depth, JavaValue value) {
                    operands.get(frame).add(slot(value, "operand " + frame + " " + depth));
                }
            });
            var objects = new ArrayList<ObjectForm>();
            for (int n = 0; n < names.size(); n++) {
                objects.add(form(state.object(names.get(n)), OBJECT + n));
            }
            return new Taken(new Layout(locals, operands, objects, state.roots().size()), values, keys);
        }

        private int number(ObjectName name) {
            return numbers.computeIfAbsent(name, n -> {
                names.add(n);
                return names.size() - 1;
            });
        }

        private void value(Value value, String key) {
            values.add(value);
            keys.add(key);
        }

        private Slot slot(JavaValue of, String key) {
            return switch (of) {
                case JavaValue.Scalar(var value) -> {
                    value(value, key);
                    yield new Slot.Scalar(value.type());
                }
                case JavaValue.Comparison _ -> throw new IllegalStateException("a comparison that is kept");
                case JavaValue.Reference(var name) -> new Slot.Reference(number(name));
                case JavaValue.Row(var matrix, var index) -> {
                    value(index, key);
                    yield new Slot.Row(number(matrix));
                }
                case JavaValue.Text(var template, var texts) -> {
                    texts.forEach(text -> value(text, key));
                    yield new Slot.Text(
                            template, texts.stream().map(Value::type).toList());
                }
                case JavaValue.Null _ -> new Slot.Nothing();
            };
        }

        private ObjectForm form(JavaObject object, String key) {
            return switch (object) {
                case JavaObject.Elements(var content, boolean constant) -> {
                    value(content, key);
                    yield new ObjectForm.Elements(content.type(), constant);
                }
                case JavaObject.Fields(var type, var fields) -> {
                    var slots = new TreeMap<String, Slot>();
                    fields.forEach((name, value) -> slots.put(name, slot(value, key + "." + name)));
                    yield new ObjectForm.Fields(type, slots);
                }
                case JavaObject.Derivative(var called) -> new ObjectForm.Derivative(called);
            };
        }
    }

    /// The state of this form with other values.
    State with(List<Value> values) {
        var next = values.iterator();
        var names = new ArrayList<ObjectName>();
        objects.forEach(_ -> names.add(new ObjectName()));
        var state = new State(names.subList(0, roots));
        for (int f = 0; f < locals.size(); f++) {
            state.enter();
            locals.get(f).forEach((slot, form) -> state.setLocal(slot, value(form, names, next)));
            operands.get(f).forEach(form -> state.push(value(form, names, next)));
        }
        for (int n = 0; n < names.size(); n++) {
            state.set(
                    names.get(n),
                    switch (objects.get(n)) {
                        case ObjectForm.Elements(var _, boolean constant) ->
                            new JavaObject.Elements(next.next(), constant);
                        case ObjectForm.Fields(var type, var slots) -> {
                            var fields = new TreeMap<String, JavaValue>();
                            slots.forEach((name, form) -> fields.put(name, value(form, names, next)));
                            yield new JavaObject.Fields(type, fields);
                        }
                        case ObjectForm.Derivative(var called) -> new JavaObject.Derivative(called);
                    });
        }
        return state;
    }

    private static JavaValue value(Slot slot, List<ObjectName> names, Iterator<Value> next) {
        return switch (slot) {
            case Slot.Scalar _ -> new JavaValue.Scalar(next.next());
            case Slot.Reference(int object) -> new JavaValue.Reference(names.get(object));
            case Slot.Row(int object) -> new JavaValue.Row(names.get(object), next.next());
            case Slot.Text(var template, var types) ->
                new JavaValue.Text(
                        template, types.stream().map(_ -> next.next()).toList());
            case Slot.Nothing _ -> new JavaValue.Null();
        };
    }
}
