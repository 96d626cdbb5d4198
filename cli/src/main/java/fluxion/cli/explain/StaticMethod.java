package fluxion.cli.explain;

import fluxion.cli.failure.CommandFailure;
import fluxion.ir.FluxionException;
import fluxion.tensor.Structure;
import fluxion.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A static method as a function of tensors.
final class StaticMethod {
    private final Method method;
    private final List<Part> parameters;

    private StaticMethod(Method method) {
        this.method = method;
        this.parameters = Arrays.stream(method.getParameters())
                .map(p -> Part.of(p.getName(), p.getParameterizedType()))
                .toList();
    }

    /// `method`, which is static.
    ///
    /// @throws IllegalArgumentException if it is no function of tensors
    static StaticMethod of(Method method) {
        return new StaticMethod(method);
    }

    /// The static method that `function`, written CLASS#METHOD, names.
    ///
    /// @throws IllegalArgumentException if there is not exactly one
    /// @throws CommandFailure if its class cannot be loaded
    static Method declared(String function, ClassLoader loader) {
        int at = function.indexOf('#');
        var type = type(function.substring(0, at), loader);
        var name = function.substring(at + 1);
        var found = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name) && Modifier.isStatic(method.getModifiers()))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("class " + type.getName() + " has " + found.size()
                    + " static methods called '" + name + "'; explain needs exactly one");
        }
        found.getFirst().setAccessible(true);
        return found.getFirst();
    }

    /// The class called `name`, where a nested one may be written with a dot too.
    private static Class<?> type(String name, ClassLoader loader) {
        var written = name;
        while (true) {
            try {
                return Class.forName(written, true, loader);
            } catch (ClassNotFoundException e) {
                int dot = written.lastIndexOf('.');
                if (dot < 0) {
                    throw new IllegalArgumentException(
                            "there is no class " + name + " on the class path; --class-path adds folders and jars", e);
                }
                written = written.substring(0, dot) + "$" + written.substring(dot + 1);
            } catch (LinkageError e) {
                throw new CommandFailure("class " + name + " cannot be loaded: " + e, e);
            }
        }
    }

    String name() {
        return method.getName();
    }

    /// The paths of the tensors that the method takes, in order.
    List<String> leaves() {
        return parameters.stream().flatMap(part -> part.paths().stream()).toList();
    }

    /// The numbers of the tensors of the first parameter.
    List<Integer> firstLeaves() {
        int count = parameters.isEmpty() ? 0 : parameters.getFirst().paths().size();
        return IntStream.range(0, count).boxed().toList();
    }

    /// The tensors of the result at `arguments`.
    ///
    /// @throws FluxionException if an operation does not take what it is given
    /// @throws CommandFailure if the method fails otherwise, or gives back no tensor
    List<Tensor> apply(List<Tensor> arguments) {
        try {
            var leaves = arguments.iterator();
            var values = new Object[parameters.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = parameters.get(i).build(leaves);
            }
            var result = method.invoke(null, values);
            var tensors = Structure.of(result).leaves(result);
            if (tensors.isEmpty()) {
                throw new CommandFailure(method.getName() + " gives back no tensor, but " + result);
            }
            return tensors;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof FluxionException cause) {
                throw cause;
            }
            throw new CommandFailure(method.getName() + " failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new CommandFailure(method.getName() + " cannot be called: " + e, e);
        }
    }
}
