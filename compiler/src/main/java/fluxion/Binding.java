package fluxion;

import fluxion.annotation.DerivativeKind;
import fluxion.compiler.companion.LinkedMethod;
import fluxion.compiler.companion.Target;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/// A compiled derivative behind a functional interface of the user.
///
/// @param linked the derivative
/// @param title what to call it
record Binding(LinkedMethod linked, String title) {
    private static final MethodHandle CALL = call();

    static Binding of(LinkedMethod linked, DerivativeKind kind, Target target) {
        return new Binding(linked, kind.title() + " of " + target.method());
    }

    <I> I as(Class<I> type) {
        var method = single(type);
        var wanted = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        var given = linked.handle().type();
        MethodHandle handle;
        if (wanted.equals(given)) {
            handle = linked.handle();
        } else if (wanted.parameterList().equals(linked.signature().arguments())) {
            handle = fresh(wanted, type);
        } else {
            throw mismatch(type, wanted);
        }
        try {
            return MethodHandleProxies.asInterfaceInstance(type, handle);
        } catch (IllegalArgumentException e) {
            throw new DerivativeException(
                    type.getName() + " cannot be implemented: " + e.getMessage()
                            + "; it must be a public interface with one abstract method",
                    e);
        }
    }

    private static Method single(Class<?> type) {
        var abstracts = Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .toList();
        if (!type.isInterface() || abstracts.size() != 1) {
            throw new DerivativeException(type.getName() + " is not an interface with one abstract method");
        }
        return abstracts.getFirst();
    }

    /// What returns the results, in new arrays: the only one, or a record of them.
    private MethodHandle fresh(MethodType wanted, Class<?> type) {
        var results = linked.signature().results();
        var result = wanted.returnType();
        MethodHandle finish;
        if (results.equals(List.of(result))) {
            finish = MethodHandles.arrayElementGetter(Object[].class);
            finish = MethodHandles.insertArguments(finish, 1, 0);
        } else if (result.isRecord() && results.equals(components(result))) {
            finish = constructor(result).asSpreader(Object[].class, results.size());
        } else {
            throw mismatch(type, wanted);
        }
        return MethodHandles.filterReturnValue(CALL.bindTo(linked), finish)
                .asCollector(Object[].class, wanted.parameterCount())
                .asType(wanted);
    }

    private static List<Class<?>> components(Class<?> result) {
        return Arrays.stream(result.getRecordComponents())
                .<Class<?>>map(RecordComponent::getType)
                .toList();
    }

    private static MethodHandle constructor(Class<?> result) {
        var types = components(result);
        try {
            return MethodHandles.publicLookup().findConstructor(result, MethodType.methodType(void.class, types));
        } catch (ReflectiveOperationException e) {
            throw new DerivativeException(
                    "the record " + result.getName() + " cannot be made: " + e.getMessage()
                            + "; make it public, in an exported package",
                    e);
        }
    }

    private DerivativeException mismatch(Class<?> type, MethodType wanted) {
        var results = linked.signature().results();
        var fresh = MethodType.methodType(
                results.size() == 1 ? results.getFirst() : Record.class,
                linked.signature().arguments());
        return new DerivativeException("the " + title + " has type "
                + linked.handle().type() + " or " + fresh
                + (results.size() == 1 ? "" : " with a record of " + results) + "; the method of " + type.getName()
                + " has type " + wanted);
    }

    private static MethodHandle call() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(LinkedMethod.class, "call", MethodType.methodType(Object[].class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("call", e);
        }
    }
}
