package fluxion.compiler.companion;

import fluxion.compiler.lift.ObjectFields;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import fluxion.tensor.ShapeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Records as what they are made of: a record stands for its components, in order, those of records in it in their
/// place. So does an object of another final class for its fields; but no object is made of them.
final class Records {
    private Records() {}

    /// Whether values of `type` stand for several others.
    static boolean isRecord(Class<?> type) {
        return type.isRecord() || isObject(type);
    }

    /// Whether values of `type` are objects that are read, and never made.
    static boolean isObject(Class<?> type) {
        return ObjectFields.of(type).isPresent();
    }

    /// Whether `type` is that of an object, or of a record with one inside.
    static boolean holdsObject(Class<?> type) {
        return isObject(type)
                || (type.isRecord()
                        && components(type).stream().map(Component::type).anyMatch(Records::holdsObject));
    }

    /// A component of a record, or a field of another class.
    ///
    /// @param name its name
    /// @param type its type
    /// @param member what reads it
    private record Component(String name, Class<?> type, Member member) {}

    private static List<Component> components(Class<?> type) {
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents())
                    .map(each -> new Component(each.getName(), each.getType(), each.getAccessor()))
                    .toList();
        }
        return ObjectFields.of(type).orElseThrow().stream()
                .map(field -> new Component(field.getName(), field.getType(), field))
                .toList();
    }

    /// The types of the numbers and arrays that a value of `type` stands for.
    ///
    /// @throws NotDifferentiableException if it is a record inside of itself
    static List<Class<?>> leaves(Class<?> type) {
        return leaves(type, Set.of());
    }

    private static List<Class<?>> leaves(Class<?> type, Set<Class<?>> around) {
        if (!isRecord(type)) {
            return List.of(type);
        }
        var inside = new HashSet<>(around);
        if (!inside.add(type)) {
            throw new NotDifferentiableException("the " + (type.isRecord() ? "record " : "class ") + type.getName()
                    + " has a component of its own type; only records of a fixed number of numbers and arrays have"
                    + " derivatives");
        }
        return components(type).stream()
                .flatMap(component -> leaves(component.type(), inside).stream())
                .toList();
    }

    private static List<Class<?>> leaves(List<Class<?>> types) {
        return types.stream().flatMap(type -> leaves(type).stream()).toList();
    }

    /// `method` as one of numbers and arrays alone.
    static DifferentiableMethod flat(DifferentiableMethod method) {
        var types = method.parameterTypes();
        if (types.stream().noneMatch(Records::isRecord)) {
            return method;
        }
        return new DifferentiableMethod(
                method.owner(),
                method.name(),
                leaves(types),
                numbers(method.inputs(), types),
                numbers(method.outputs(), types),
                numbers(method.rows(), types),
                method.math());
    }

    /// The numbers that the leaves of the parameters `chosen` have.
    private static List<Integer> numbers(List<Integer> chosen, List<Class<?>> types) {
        var numbers = new ArrayList<Integer>();
        for (int parameter : chosen) {
            int first = leaves(types.subList(0, parameter)).size();
            for (int i = 0; i < leaves(types.get(parameter)).size(); i++) {
                numbers.add(first + i);
            }
        }
        return numbers;
    }

    // ---------------------------------------------------------------- values

    /// The numbers and arrays that `values` of `types` stand for.
    static List<@Nullable Object> exploded(List<Class<?>> types, List<? extends @Nullable Object> values) {
        var exploded = new ArrayList<@Nullable Object>();
        for (int i = 0; i < types.size(); i++) {
            explode(types.get(i), values.get(i), exploded);
        }
        return exploded;
    }

    private static void explode(Class<?> type, @Nullable Object value, List<@Nullable Object> into) {
        if (!isRecord(type)) {
            into.add(value);
            return;
        }
        if (!type.isInstance(value)) {
            throw new ShapeException("an argument is " + value + " where a " + type.getSimpleName() + " is needed");
        }
        for (var component : components(type)) {
            try {
                explode(component.type(), read(component.member(), value), into);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw inaccessible(type, e);
            }
        }
    }

    private static @Nullable Object read(Member member, @Nullable Object from)
            throws IllegalAccessException, InvocationTargetException {
        if (member instanceof Method accessor) {
            accessor.setAccessible(true);
            return accessor.invoke(from);
        }
        var field = (Field) member;
        field.setAccessible(true);
        return field.get(from);
    }

    /// Values of `types` made of numbers and arrays.
    static Object[] packed(List<Class<?>> types, Object[] leaves) {
        var next = Arrays.asList(leaves).iterator();
        return types.stream().map(type -> pack(type, next)).toArray();
    }

    private static Object pack(Class<?> type, Iterator<Object> leaves) {
        if (!isRecord(type)) {
            return leaves.next();
        }
        var components = type.getRecordComponents();
        var values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pack(components[i].getType(), leaves);
        }
        try {
            var constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new NotDifferentiableException(
                    "the constructor of " + type.getSimpleName() + " does not take the derivative "
                            + Arrays.toString(values) + ": " + e.getCause(),
                    e);
        } catch (ReflectiveOperationException e) {
            throw inaccessible(type, e);
        }
    }

    private static NotDifferentiableException inaccessible(Class<?> type, Exception e) {
        return new NotDifferentiableException(
                "the class " + type.getName() + " cannot be used: " + e + "; open its package to fluxion.compiler", e);
    }

    // ---------------------------------------------------------------- handles

    /// `handle`, which begins with the leaves of `types`, as one that begins with `types`.
    static MethodHandle gathered(MethodHandle handle, List<Class<?>> types) {
        for (int i = 0; i < types.size(); i++) {
            if (isRecord(types.get(i))) {
                handle = gathered(handle, i, types.get(i));
            }
        }
        return handle;
    }

    /// `handle` with a record as argument `at`, in place of its leaves.
    private static MethodHandle gathered(MethodHandle handle, int at, Class<?> type) {
        var components = components(type);
        int count = components.size();
        if (count == 0) {
            return MethodHandles.dropArguments(handle, at, type);
        }
        for (int i = 0; i < count; i++) {
            if (isRecord(components.get(i).type())) {
                handle = gathered(handle, at + i, components.get(i).type());
            }
        }
        for (int i = 0; i < count; i++) {
            handle = MethodHandles.filterArguments(handle, at + i, accessor(type, components.get(i)));
        }
        var parameters = new ArrayList<>(handle.type().parameterList());
        parameters.subList(at + 1, at + count).clear();
        var order = new int[handle.type().parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < at ? i : Math.max(at, i - count + 1);
        }
        return MethodHandles.permuteArguments(
                handle, MethodType.methodType(handle.type().returnType(), parameters), order);
    }

    private static MethodHandle accessor(Class<?> type, Component component) {
        try {
            if (component.member() instanceof Method accessor) {
                accessor.setAccessible(true);
                return MethodHandles.lookup().unreflect(accessor);
            }
            var field = (Field) component.member();
            field.setAccessible(true);
            return MethodHandles.lookup().unreflectGetter(field);
        } catch (IllegalAccessException | RuntimeException e) {
            throw inaccessible(type, e);
        }
    }
}
