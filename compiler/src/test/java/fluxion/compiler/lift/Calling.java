package fluxion.compiler.lift;

import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.ir.EvaluationException;
import fluxion.ir.interp.Datum;
import fluxion.ir.interp.Interpreter;
import fluxion.ir.interp.TensorValue;
import fluxion.ir.verify.Verifier;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Calls a method, and evaluates its graph, on the same arguments.
final class Calling {
    private static final double[] SPECIAL = {
        0.0, -0.0, 1, -1, 0.5, 2, 1e-310, 1e300, -1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    private static final int[] SPECIAL_INTS = {0, 1, -1, 2, 31, 33, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private Calling() {}

    /// What came of a call: the result and the arrays afterwards as text with all bits, or the class of an
    /// exception.
    static String byJava(Method method, Object[] arguments) {
        var own = copies(arguments);
        try {
            method.setAccessible(true);
            var result = method.invoke(null, own);
            var text = new StringBuilder();
            if (method.getReturnType() != void.class) {
                append(result, text);
            }
            for (var argument : own) {
                appendArrays(argument, text);
            }
            return text.toString();
        } catch (InvocationTargetException e) {
            return Objects.requireNonNull(e.getCause()).getClass().getName();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /// The same from the graph.
    static String byGraph(LiftedMethod lifted, Object[] arguments) {
        var data = data(lifted, arguments);
        List<Datum> results;
        try {
            results = Interpreter.run(lifted.graph(), data);
        } catch (EvaluationException e) {
            return String.valueOf(e.getMessage()).contains("zero")
                    ? ArithmeticException.class.getName()
                    : ArrayIndexOutOfBoundsException.class.getName();
        } catch (RuntimeException | AssertionError e) {
            return e.getClass().getName();
        }
        var text = new StringBuilder();
        int own = results.size() - lifted.written().size();
        for (int i = 0; i < own; i++) {
            append(results.get(i), text);
        }
        var finals = new ArrayList<>(data);
        for (int w = 0; w < lifted.written().size(); w++) {
            finals.set(lifted.written().get(w), (TensorValue) results.get(own + w));
        }
        for (int i = 0; i < data.size() - lifted.hidden().size(); i++) {
            if (data.get(i).rank() > 0) {
                append(finals.get(i), text);
            }
        }
        return text.toString();
    }

    /// The same method, its graph as derivatives see it.
    static LiftedMethod optimised(LiftedMethod lifted) {
        var graph = Pipeline.run(Pipeline.LIFTED, lifted.graph(), new Stages());
        Verifier.verify(graph);
        return new LiftedMethod(
                lifted.method(), graph, lifted.parameters(), lifted.hasResult(), lifted.written(), lifted.hidden());
    }

    /// The arguments of the graph for those of the method.
    static List<TensorValue> data(LiftedMethod lifted, Object[] arguments) {
        var data = new ArrayList<TensorValue>();
        for (var argument : arguments) {
            flatten(argument, data);
        }
        for (var hidden : lifted.hidden()) {
            switch (hidden) {
                case LiftedMethod.Hidden.StaticArray(var field) -> {
                    try {
                        flatten(field.get(null), data);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
                case LiftedMethod.Hidden.Length(int parameter) ->
                    data.add(TensorValue.of(
                            new boolean[0], 0, Math.max(0, data.get(parameter).getLong(0))));
            }
        }
        return data;
    }

    private static void flatten(Object argument, List<TensorValue> data) {
        switch (argument) {
            case Double x -> data.add(TensorValue.scalar(x));
            case Float x -> data.add(TensorValue.scalar(x));
            case Integer x -> data.add(TensorValue.scalar(x));
            case Long x -> data.add(TensorValue.scalar(x));
            case Boolean x -> data.add(TensorValue.scalar(x));
            case double[][] x -> {
                int columns = x.length == 0 ? 0 : x[0].length;
                var flat = new double[x.length * columns];
                for (int i = 0; i < x.length; i++) {
                    System.arraycopy(x[i], 0, flat, i * columns, columns);
                }
                data.add(TensorValue.of(flat, x.length, columns));
            }
            case Record record -> {
                for (var component : record.getClass().getRecordComponents()) {
                    try {
                        component.getAccessor().setAccessible(true);
                        flatten(component.getAccessor().invoke(record), data);
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(e.toString(), e);
                    }
                }
            }
            case Object object
            when !object.getClass().isArray() -> fields(object).forEach(field -> flatten(get(field, object), data));
            case Object x -> data.add(TensorValue.of(x, Array.getLength(x)));
        }
    }

    /// The fields of an object that is given.
    private static List<Field> fields(Object object) {
        return ObjectFields.of(object.getClass()).orElseThrow();
    }

    private static Object get(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    private static void appendArrays(Object argument, StringBuilder text) {
        if (argument.getClass().isArray()) {
            append(argument, text);
        } else if (argument instanceof Record record) {
            for (var component : record.getClass().getRecordComponents()) {
                try {
                    component.getAccessor().setAccessible(true);
                    appendArrays(component.getAccessor().invoke(record), text);
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError(e.toString(), e);
                }
            }
        } else if (ObjectFields.of(argument.getClass()).isPresent()) {
            fields(argument).forEach(field -> appendArrays(get(field, argument), text));
        }
    }

    private static void append(@Nullable Object value, StringBuilder text) {
        switch (value) {
            case null -> text.append("null ");
            case Double x -> text.append(Double.isNaN(x) ? "NaN" : x.toString()).append(' ');
            case Float x -> text.append(Float.isNaN(x) ? "NaN" : x.toString()).append(' ');
            case Number x -> text.append(x).append(' ');
            case Boolean x -> text.append(x).append(' ');
            case TensorValue x -> {
                for (int i = 0; i < x.size(); i++) {
                    append(Array.get(x.toArray(), i), text);
                }
            }
            case Record record -> {
                for (var component : record.getClass().getRecordComponents()) {
                    try {
                        component.getAccessor().setAccessible(true);
                        append(component.getAccessor().invoke(record), text);
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(e.toString(), e);
                    }
                }
            }
            case Object x -> {
                for (int i = 0; i < Array.getLength(x); i++) {
                    append(Array.get(x, i), text);
                }
            }
        }
    }

    private static Object[] copies(Object[] arguments) {
        return Arrays.stream(arguments).map(Calling::copy).toArray();
    }

    private static Object copy(Object argument) {
        return switch (argument) {
            case double[] x -> x.clone();
            case float[] x -> x.clone();
            case int[] x -> x.clone();
            case long[] x -> x.clone();
            case boolean[] x -> x.clone();
            case double[][] x -> Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
            case Record record ->
                made(
                        record.getClass(),
                        Arrays.stream(record.getClass().getRecordComponents())
                                .map(component -> {
                                    try {
                                        component.getAccessor().setAccessible(true);
                                        return copy(component.getAccessor().invoke(record));
                                    } catch (ReflectiveOperationException e) {
                                        throw new LinkageError(e.toString(), e);
                                    }
                                })
                                .toArray());
            case Object object
            when ObjectFields.of(object.getClass()).isPresent() ->
                made(
                        object.getClass(),
                        fields(object).stream()
                                .map(field -> copy(get(field, object)))
                                .toArray());
            case Object x -> x;
        };
    }

    /// An object that the only constructor of `type` makes of `values`.
    private static Object made(Class<?> type, Object... values) {
        try {
            var constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.toString(), e);
        }
    }

    /// Arguments for `method`: mostly small numbers, now and then special ones.
    static Object[] arguments(Method method, Random random) {
        return arguments(method, new Numbers(random, true));
    }

    /// Arguments for `method`: small numbers, at which derivatives can be compared.
    static Object[] tameArguments(Method method, Random random) {
        return arguments(method, new Numbers(random, false));
    }

    /// Where numbers come from.
    private record Numbers(Random random, boolean special) {
        int nextInt(int bound) {
            return random.nextInt(bound);
        }

        boolean isSpecial() {
            return special && random.nextInt(10) == 0;
        }
    }

    private static Object[] arguments(Method method, Numbers random) {
        var types = method.getParameterTypes();
        var arguments = new Object[types.length];
        int length = random.nextInt(7);
        for (int i = 0; i < types.length; i++) {
            // arrays are of one length more often than not
            arguments[i] = argument(types[i], random.nextInt(8) == 0 ? random.nextInt(7) : length, random);
        }
        return arguments;
    }

    private static Object argument(Class<?> type, int length, Numbers random) {
        if (type == double.class) {
            return number(random);
        }
        if (type == float.class) {
            return (float) number(random);
        }
        if (type == int.class) {
            return random.isSpecial() ? SPECIAL_INTS[random.nextInt(SPECIAL_INTS.length)] : random.nextInt(10) - 2;
        }
        if (type == long.class) {
            return random.isSpecial() ? random.random.nextLong() : (long) random.nextInt(20) - 5;
        }
        if (type == boolean.class) {
            return random.nextInt(2) == 0;
        }
        if (type == double[][].class) {
            var matrix = new double[length][];
            int columns = random.nextInt(5);
            for (int k = 0; k < length; k++) {
                matrix[k] = (double[]) argument(double[].class, columns, random);
            }
            return matrix;
        }
        if (!type.isArray()) {
            var types = type.isRecord()
                    ? Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
                    : ObjectFields.of(type).orElseThrow().stream().<Class<?>>map(Field::getType);
            return made(
                    type, types.map(inner -> argument(inner, length, random)).toArray());
        }
        var array = Array.newInstance(type.getComponentType(), length);
        for (int k = 0; k < length; k++) {
            Array.set(array, k, argument(type.getComponentType(), length, random));
        }
        return array;
    }

    private static double number(Numbers random) {
        return random.isSpecial()
                ? SPECIAL[random.nextInt(SPECIAL.length)]
                : (random.nextInt(400) - 200) / 64.0 + random.nextInt(3) * random.random.nextGaussian();
    }
}
