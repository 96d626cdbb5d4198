package fluxion.compiler.lift;

import fluxion.annotation.DerivativeKind;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.FluxionException;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.companion.DifferentiableMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.LocalVariableNode;

/// Lifts a static method from its bytecode to a graph that computes the same bits.
public final class Lifter {
    private final Method method;
    private final ClassFiles files;
    private final ClassFiles.Declared declared;
    private final Problems problems;
    private final GraphBuilder g = new GraphBuilder();
    private final Lifting lifting;
    private final List<LiftedMethod.Parameter> parameters = new ArrayList<>();
    private final List<JavaValue> arguments = new ArrayList<>();
    /// The objects that arguments are made of, until there is a state to hold them.
    private final List<ObjectName> names = new ArrayList<>();

    private final List<JavaObject> objects = new ArrayList<>();
    private final List<ObjectName> roots = new ArrayList<>();
    private final List<Integer> rootParameters = new ArrayList<>();
    /// The objects among the roots that are no records, by number, as they are given.
    private final Map<Integer, JavaObject.Fields> unchanged = new TreeMap<>();

    private Lifter(Method method, Derivation derivation) {
        this.method = method;
        this.files = new ClassFiles(method.getDeclaringClass());
        var owner = Type.getInternalName(method.getDeclaringClass());
        if (files.find(owner).isEmpty()) {
            throw new FluxionException(
                    "there is no class file of " + method.getDeclaringClass().getName()
                            + " to lift " + method.getName()
                            + " from; methods of classes that were defined at run time, as in JShell, "
                            + "cannot be lifted: compile the class to a file");
        }
        this.declared = files.method(owner, method.getName(), Type.getMethodDescriptor(method))
                .orElseThrow(() -> new FluxionException("the class file of "
                        + method.getDeclaringClass().getName() + " has no method " + method.getName()));
        this.problems = new Problems(text(method));
        this.lifting = new Lifting(files, problems, g, derivation);
    }

    /// Lifts `owner.name(parameterTypes...)`.
    ///
    /// @throws FluxionException if there is no such method, or no class file of it
    /// @throws LiftException if it cannot be lifted, with all that stands in the way
    public static LiftedMethod lift(Class<?> owner, String name, Class<?>... parameterTypes) {
        return lift(Lifter::none, owner, name, parameterTypes);
    }

    private static Derivation.Derived none(DifferentiableMethod method, DerivativeKind kind) {
        throw new FluxionException("no " + kind.title() + " of " + method + " is known here");
    }

    /// The same, with derivatives that it may call.
    ///
    /// @throws FluxionException if there is no such method, or no class file of it
    /// @throws LiftException if it cannot be lifted, with all that stands in the way
    public static LiftedMethod lift(Derivation derivation, Class<?> owner, String name, Class<?>... parameterTypes) {
        try {
            return lift(derivation, owner.getDeclaredMethod(name, parameterTypes));
        } catch (NoSuchMethodException e) {
            throw new FluxionException(
                    owner.getName() + " has no method " + name
                            + Arrays.stream(parameterTypes)
                                    .map(Class::getTypeName)
                                    .collect(Collectors.joining(", ", "(", ")"))
                            + "; its methods are "
                            + Arrays.stream(owner.getDeclaredMethods())
                                    .filter(m -> !m.isSynthetic())
                                    .map(Lifter::text)
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                    e);
        }
    }

    /// Lifts `method`.
    ///
    /// @throws FluxionException if there is no class file of it
    /// @throws LiftException if it cannot be lifted, with all that stands in the way
    public static LiftedMethod lift(Method method) {
        return lift(Lifter::none, method);
    }

    private static LiftedMethod lift(Derivation derivation, Method method) {
        return new Lifter(method, derivation).run();
    }

    private static String text(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getTypeName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private LiftedMethod run() {
        if (!Modifier.isStatic(method.getModifiers())) {
            throw problems.stop("an instance method", "make it static");
        }
        new Survey(files, problems).check(declared);
        problems.check();
        parameters();
        var state = new State(roots);
        for (int i = 0; i < names.size(); i++) {
            state.set(names.get(i), objects.get(i));
        }
        state.enter();
        int slot = 0;
        for (var argument : arguments) {
            state.setLocal(slot, argument);
            slot += argument.isWide() ? 2 : 1;
        }
        var outcome = lifting.recursion().isRecursive(declared)
                ? recursive(state)
                : new Regions(lifting, declared, null).run(state, g);
        var results = new ArrayList<Value>();
        boolean hasResult = method.getReturnType() != void.class;
        var written = new ArrayList<Integer>();
        if (outcome.targets().containsKey(Outcome.RETURN)) {
            results(outcome.at(Outcome.RETURN), hasResult, results, written);
        } else {
            throw problems.stop("a method that always throws", "let it return a value on some path");
        }
        return new LiftedMethod(
                method,
                new Graph(method.getName(), g.finish(results)),
                parameters,
                hasResult,
                written,
                lifting.hidden());
    }

    /// A method that calls itself is a procedure, and its graph invokes that.
    private Outcome recursive(State state) {
        return lifting.recursion().invoke(lifting, declared, arguments, state, g)
                ? Outcome.to(Outcome.RETURN, Layout.of(state, _ -> false))
                : Outcome.NONE;
    }

    private void results(State end, boolean hasResult, List<Value> results, List<Integer> written) {
        if (hasResult) {
            result(end.pop(), end, Type.getReturnType(method), results);
        }
        unchanged.forEach((root, given) -> unchanged(given, root, end));
        for (int r = 0; r < end.roots().size(); r++) {
            if (unchanged.containsKey(r)) {
                continue;
            }
            var content = end.elements(end.roots().get(r));
            int parameter = rootParameters.get(r);
            if (content != g.parameters().get(parameter)) {
                results.add(content);
                written.add(parameter);
            }
        }
    }

    /// Fails if a field of an object that was given has another value now.
    private void unchanged(JavaObject.Fields given, int root, State end) {
        var now = ((JavaObject.Fields) end.object(end.roots().get(root))).values();
        given.values().forEach((field, before) -> {
            boolean same = before instanceof JavaValue.Reference(var name)
                    ? now.get(field) instanceof JavaValue.Reference(var other)
                            && (!roots.contains(name)
                                    || roots.indexOf(name) == end.roots().indexOf(other))
                    : before.equals(now.get(field));
            if (!same) {
                throw problems.stop(
                        "an assignment to field " + field + " of an argument, a "
                                + given.type().replace('/', '.'),
                        "return the value instead, or work on an object that the method makes");
            }
        });
    }

    private void result(JavaValue value, State end, Type type, List<Value> results) {
        switch (value) {
            case JavaValue.Scalar(var number) ->
                results.add(type.getSort() == Type.BOOLEAN ? Arithmetic.toBool(number, g) : number);
            case JavaValue.Reference(var name) -> {
                switch (end.object(name)) {
                    case JavaObject.Elements(var content, var _) -> {
                        if (lifting.isBound(content.type())) {
                            throw problems.stop(
                                    "a result that is an array of a length computed from data",
                                    "write into an array that is passed, and return how much of it is used");
                        }
                        results.add(content);
                    }
                    case JavaObject.Fields(var owner, var fields) -> {
                        for (var field : files.find(owner).orElseThrow().fields) {
                            var held = fields.get(field.name);
                            if (held != null) {
                                result(held, end, Type.getType(field.desc), results);
                            }
                        }
                    }
                    case JavaObject.Derivative _ ->
                        throw problems.stop("a derivative as a result", "return what it computes");
                }
            }
            case JavaValue.Comparison _, JavaValue.Row _, JavaValue.Text _, JavaValue.Null _ ->
                throw problems.stop("a result of type " + type.getClassName(), "return a number, an array or a record");
        }
    }

    // ---------------------------------------------------------------- parameters

    private void parameters() {
        var types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            int first = g.parameters().size();
            var name = name(i);
            arguments.add(argument(types[i], name));
            boolean constant = Arrays.stream(method.getParameterAnnotations()[i])
                    .anyMatch(a -> a.annotationType().getName().equals("fluxion.annotation.Constant"));
            parameters.add(new LiftedMethod.Parameter(
                    name, types[i], first, g.parameters().size() - first, constant));
        }
    }

    private JavaValue argument(Class<?> type, String name) {
        if (type.isRecord()) {
            var fields = new TreeMap<String, JavaValue>();
            for (RecordComponent component : type.getRecordComponents()) {
                fields.put(component.getName(), argument(component.getType(), name + "." + component.getName()));
            }
            return object(new JavaObject.Fields(Type.getInternalName(type), fields));
        }
        var held = ObjectFields.of(type);
        if (held.isPresent()) {
            var fields = new TreeMap<String, JavaValue>();
            held.get()
                    .forEach(field ->
                            fields.put(field.getName(), argument(field.getType(), name + "." + field.getName())));
            var given = new JavaObject.Fields(Type.getInternalName(type), fields);
            var reference = object(given);
            given(reference.name(), -1);
            unchanged.put(roots.size() - 1, given);
            return reference;
        }
        if (type.isArray()) {
            boolean matrix = type.getComponentType().isArray();
            var dtype = JavaTypes.dtype(
                    Type.getType(matrix ? type.getComponentType().getComponentType() : type.getComponentType()));
            if (dtype != null) {
                var length = Dim.symbol(name + ".length");
                var shape = matrix ? Shape.of(length, Dim.symbol(name + ".width")) : Shape.of(length);
                var reference = object(new JavaObject.Elements(g.parameter(new TensorType(dtype, shape)), false));
                given(reference.name(), g.parameters().size() - 1);
                return reference;
            }
        }
        var dtype = JavaTypes.dtype(Type.getType(type));
        if (dtype == null) {
            throw problems.stop(
                    "parameter " + name + " of type " + type.getTypeName(),
                    "use double, float, int, long, boolean, arrays of them, double[][], records or final classes of these");
        }
        var value = g.parameter(TensorType.scalar(dtype));
        return new JavaValue.Scalar(dtype == DType.BOOL ? g.convert(value, DType.I32) : value);
    }

    /// Notes what the caller sees after the call.
    private void given(ObjectName name, int parameter) {
        roots.add(name);
        rootParameters.add(parameter);
    }

    private JavaValue.Reference object(JavaObject object) {
        var name = new ObjectName();
        names.add(name);
        objects.add(object);
        return new JavaValue.Reference(name);
    }

    /// The name of parameter `index`: from the debug information, if there is any.
    private String name(int index) {
        var parameter = method.getParameters()[index];
        if (parameter.isNamePresent()) {
            return parameter.getName();
        }
        int slot = 0;
        for (int i = 0; i < index; i++) {
            slot += Type.getType(method.getParameterTypes()[i]).getSize();
        }
        if (declared.method().localVariables != null) {
            for (LocalVariableNode local : declared.method().localVariables) {
                if (local.index == slot
                        && local.name.matches("[A-Za-z][A-Za-z0-9_]*")
                        && declared.method().instructions.indexOf(local.start) == 0) {
                    return local.name;
                }
            }
        }
        return "p" + index;
    }
}
