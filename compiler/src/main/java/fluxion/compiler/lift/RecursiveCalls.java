package fluxion.compiler.lift;

import fluxion.ir.ControlOp;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Procedure;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.MethodNode;

/// Lifts methods that call themselves, each to a procedure for each form of its arguments.
///
/// The signature of a procedure is needed before its body is known, as the body invokes it. What only the body shows,
/// which arrays it writes and which static arrays it reads, is assumed to be nothing at first; where that turns out to
/// be wrong the body is lifted again with what was found. Of a method that returns arrays it is assumed at first that
/// no call comes back, so that the ways out without one show what arrays it returns.
final class RecursiveCalls {
    /// How many forms of one method may need each other.
    private static final int MOST_FORMS = 8;

    private final CallCycles cycles;
    private final Map<Form, Assumption> assumptions = new HashMap<>();
    private final Map<Form, Procedure> procedures = new LinkedHashMap<>();
    private final List<Form> underWay = new ArrayList<>();
    /// Forms under way, in the place of which come others, of more lengths.
    private final Set<Form> superseded = new HashSet<>();

    RecursiveCalls(ClassFiles files) {
        this.cycles = new CallCycles(files);
    }

    /// A method and the form of what it is called with: lengths are in symbols of the procedure.
    private record Form(MethodNode method, Layout arguments) {
        Lengths lengths() {
            return new Lengths(arguments.lengths());
        }

        Form with(Lengths lengths) {
            return new Form(method, arguments.withLengths(lengths.dims()));
        }

        /// The values of the symbols for which this is the form of `given`; nothing if it is none of it.
        Optional<List<Dim>> values(Layout given) {
            return hasOtherLengths(given) ? lengths().values(given.lengths()) : Optional.empty();
        }

        /// Whether `given` differs at most in lengths.
        boolean hasOtherLengths(Layout given) {
            var lengths = given.lengths();
            return lengths.size() == arguments.lengths().size()
                    && arguments.withLengths(lengths).equals(given);
        }
    }

    /// What the body of a form does, as far as is known.
    ///
    /// @param written the numbers of the arrays that it writes
    /// @param statics the static arrays that it reads
    /// @param returned the arrays that it returns; null if it does not come back
    private record Assumption(
            Set<Integer> written, Map<Field, TensorType> statics, ReturnedArrays.@Nullable Known returned) {

        /// The lengths of the static arrays, which are called the same everywhere.
        Stream<String> symbols() {
            return statics.values().stream().flatMap(type -> type.symbols().stream());
        }
    }

    /// Whether `method` calls itself.
    boolean isRecursive(ClassFiles.Declared method) {
        return cycles.isRecursive(method);
    }

    /// Invokes `method`.
    ///
    /// @param arguments what it is given; objects are those of `state`, which gets what the method writes into
    /// arrays
    /// @return whether it comes back, as far as is known: then what it returns is on the stack
    boolean invoke(
            Lifting lifting, ClassFiles.Declared method, List<JavaValue> arguments, State state, GraphBuilder g) {
        var names = new LinkedHashSet<ObjectName>();
        arguments.forEach(argument -> collect(argument, state, names));
        var inside = new State(List.copyOf(names));
        names.forEach(name -> inside.set(name, state.object(name)));
        inside.enter();
        int slot = 0;
        for (var argument : arguments) {
            inside.setLocal(slot, argument);
            slot += argument.isWide() ? 2 : 1;
        }
        var taken = Layout.of(inside, _ -> true);
        Form form;
        do {
            form = form(lifting, method.method(), taken.layout());
            if (!procedures.containsKey(form)) {
                lift(lifting, method, form, taken);
            }
        } while (superseded.contains(form));
        var procedure = Objects.requireNonNull(procedures.get(form));
        var assumed = assumed(lifting, form);
        var known = assumed.returned();
        if (known == null) {
            return false;
        }
        var extents = new ArrayList<>(form.values(taken.layout()).orElseThrow());
        assumed.symbols().map(Dim::symbol).forEach(extents::add);
        var operands = new ArrayList<>(taken.values());
        assumed.statics().forEach((field, type) -> operands.add(lifting.array(field, type)));
        var results = g.append(new ControlOp.Invoke(procedure, extents, operands));
        int returned = results.size() - assumed.written().size();
        int next = returned;
        var objects = List.copyOf(names);
        for (int number : assumed.written()) {
            state.set(objects.get(number), new JavaObject.Elements(results.get(next++), false));
        }
        for (int number : known.given()) {
            state.set(objects.get(number), new JavaObject.Elements(state.elements(objects.get(number)), true));
        }
        if (!method.method().desc.endsWith(")V")) {
            boolean isShared = !known.given().isEmpty();
            state.push(new Parts(lifting.files(), state, g)
                    .made(
                            returnType(method.method()),
                            results.subList(0, returned).iterator(),
                            content -> new JavaObject.Elements(content, isShared)));
        }
        return true;
    }

    private static org.objectweb.asm.Type returnType(MethodNode method) {
        return org.objectweb.asm.Type.getReturnType(method.desc);
    }

    /// What is known of `form` so far.
    private Assumption assumed(Lifting lifting, Form form) {
        boolean hasArrays =
                new Parts(lifting.files(), new State(List.of()), lifting.top()).hasArrays(returnType(form.method()));
        return assumptions.getOrDefault(
                form, new Assumption(Set.of(), Map.of(), hasArrays ? null : ReturnedArrays.Known.NONE));
    }

    private static void collect(JavaValue value, State state, Set<ObjectName> names) {
        switch (value) {
            case JavaValue.Reference(var name) -> {
                if (names.add(name) && state.object(name) instanceof JavaObject.Fields(var _, var fields)) {
                    fields.values().forEach(field -> collect(field, state, names));
                }
            }
            case JavaValue.Row(var matrix, var _) -> names.add(matrix);
            case JavaValue.Scalar _, JavaValue.Comparison _, JavaValue.Text _, JavaValue.Null _ -> {}
        }
    }

    /// The form as which `method` is called with `arguments`: one that there is, one that takes the place of such a one
    /// that is under way and has other lengths, or else a new one.
    private Form form(Lifting lifting, MethodNode method, Layout arguments) {
        for (var known : procedures.keySet()) {
            if (known.method() == method
                    && !superseded.contains(known)
                    && known.values(arguments).isPresent()) {
                return known;
            }
        }
        for (var known : underWay.reversed()) {
            if (known.method() == method && !superseded.contains(known) && known.hasOtherLengths(arguments)) {
                superseded.add(known);
                return known.with(known.lengths().widened(arguments.lengths(), lifting::symbol));
            }
        }
        var form = new Form(method, arguments);
        return form.with(Lengths.of(arguments.lengths(), lifting::symbol));
    }

    /// Lifts the procedure for `form`, unless another takes its place.
    private void lift(Lifting lifting, ClassFiles.Declared method, Form form, Layout.Taken taken) {
        if (underWay.stream().filter(f -> f.method() == form.method()).count() >= MOST_FORMS) {
            throw lifting.problems()
                    .stop(
                            "a method that calls itself with ever other arguments: " + name(method),
                            "pass the same arrays in each call, or copies of them");
        }
        underWay.add(form);
        while (true) {
            var before = List.copyOf(procedures.keySet());
            var assumed = assumed(lifting, form);
            var found = new Body(lifting, method, form, taken, assumed).lift();
            if (superseded.contains(form)) {
                underWay.removeLast();
                procedures.remove(form);
                return;
            }
            if (found.equals(assumed)) {
                underWay.removeLast();
                return;
            }
            assumptions.put(form, found);
            // what was lifted on the way invokes a procedure that is given up
            procedures.keySet().retainAll(before);
        }
    }

    private static String name(ClassFiles.Declared method) {
        return method.owner().name.replace('/', '.') + "." + method.method().name;
    }

    /// One attempt at a body.
    private final class Body {
        private final Lifting lifting;
        private final ClassFiles.Declared method;
        private final Form form;
        private final Layout.Taken taken;
        private final Assumption assumed;
        private final boolean hasResult;

        Body(Lifting outer, ClassFiles.Declared method, Form form, Layout.Taken taken, Assumption assumed) {
            this.lifting = outer.inside();
            this.method = method;
            this.form = form;
            this.taken = taken;
            this.assumed = assumed;
            this.hasResult = !method.method().desc.endsWith(")V");
        }

        /// The content of object `number` among what the procedure is given.
        private int parameter(int number) {
            return taken.keys().indexOf(Layout.OBJECT + number);
        }

        /// Adds the types of the numbers and arrays that a result of `type` is made of.
        private void returned(org.objectweb.asm.Type type, Iterator<TensorType> arrays, List<Type> into) {
            var dtype = JavaTypes.computed(type);
            var parts = new Parts(lifting.files(), new State(List.of()), lifting.top());
            if (dtype != null) {
                into.add(TensorType.scalar(dtype));
            } else if (type.getSort() == org.objectweb.asm.Type.ARRAY
                    && type.getDimensions() <= 2
                    && JavaTypes.dtype(type.getElementType()) != null) {
                into.add(arrays.next());
            } else if (parts.isRecord(type)) {
                parts.components(type)
                        .forEach(component -> returned(org.objectweb.asm.Type.getType(component.desc), arrays, into));
            } else {
                throw lifting.problems()
                        .stop(
                                "a method that calls itself and returns a " + type.getClassName() + ": " + name(method),
                                "return a number, an array, or a record of these");
            }
        }

        private List<String> symbols() {
            var symbols = new ArrayList<>(form.lengths().symbols());
            assumed.symbols().forEach(symbols::add);
            return symbols;
        }

        private Procedure declare() {
            var parameters = new ArrayList<>(form.arguments().types(taken.values()));
            parameters.addAll(assumed.statics().values());
            var results = new ArrayList<Type>();
            var inPlace = new ArrayList<Integer>();
            var known = assumed.returned();
            if (hasResult && known != null) {
                returned(returnType(method.method()), known.types().iterator(), results);
                results.forEach(_ -> inPlace.add(-1));
            }
            for (int number : assumed.written()) {
                results.add(parameters.get(parameter(number)));
                inPlace.add(parameter(number));
            }
            return Procedure.declare(method.method().name, symbols(), parameters, results, inPlace);
        }

        /// Lifts the body.
        ///
        /// @return what it does
        Assumption lift() {
            var procedure = declare();
            procedures.put(form, procedure);
            var g = lifting.top();
            var parameters = new ArrayList<Value>();
            var types = form.arguments().types(taken.values());
            for (int i = 0; i < types.size(); i++) {
                parameters.add(g.parameter(types.get(i), taken.values().get(i).position()));
            }
            assumed.statics().forEach(lifting::array);
            var state = taken.layout().with(parameters);
            var arrays = new ReturnedArrays(lifting, name(method), symbols(), form.arguments(), assumed.returned());
            var outcome = hasResult
                    ? new Regions(lifting, method, null, arrays).run(state, g)
                    : new Regions(lifting, method, null).run(state, g);
            if (!outcome.targets().containsKey(Outcome.RETURN)) {
                if (assumed.returned() == null && underWay.size() > 1) {
                    return assumed; // what it calls may show more of it
                }
                throw lifting.problems()
                        .stop(
                                "a method that calls itself on every path: " + name(method),
                                "let it return a value on some path");
            }
            var end = outcome.at(Outcome.RETURN);
            var results = new ArrayList<Value>();
            if (hasResult) {
                for (var part : new Parts(lifting.files(), end, g).of(List.of(end.pop()))) {
                    results.add(
                            part instanceof JavaValue.Reference(var name)
                                    ? end.elements(name)
                                    : ((JavaValue.Scalar) part).value());
                }
            }
            var written = new TreeSet<>(assumed.written());
            for (int n = 0; n < end.roots().size(); n++) {
                switch (end.object(end.roots().get(n))) {
                    case JavaObject.Elements(var content, var _) -> {
                        if (content != parameters.get(parameter(n))) {
                            written.add(n);
                        }
                        if (assumed.written().contains(n)) {
                            results.add(content);
                        }
                    }
                    case JavaObject.Fields(var type, var fields) -> unchanged(n, type, fields, parameters);
                    case JavaObject.Derivative _ -> {}
                }
            }
            var found = new Assumption(Collections.unmodifiableSet(written), lifting.statics(), arrays.found());
            if (found.equals(assumed)) {
                procedure.define(g.finish(results));
            }
            return found;
        }

        private void unchanged(int number, String type, Map<String, JavaValue> fields, List<Value> parameters) {
            fields.forEach((field, value) -> {
                int parameter = taken.keys().indexOf(Layout.OBJECT + number + "." + field);
                if (value instanceof JavaValue.Scalar(var now) && parameter >= 0 && now != parameters.get(parameter)) {
                    throw lifting.problems()
                            .stop(
                                    "an assignment to field " + field + " of " + type.replace('/', '.')
                                            + " in a method that calls itself",
                                    "return the value instead");
                }
            });
        }
    }
}
