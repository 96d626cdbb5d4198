package fluxion.nn.layer;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Shape;
import fluxion.nn.structure.Leaves;
import fluxion.tensor.DTypeException;
import fluxion.tensor.RandomKey;
import fluxion.tensor.ShapeException;
import fluxion.tensor.Tensor;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Small examples of all layers of this module, found by reflection: each public class that is a layer, made by each of
/// its factories, and as each method without arguments changes it.
final class LayerCases {
    /// What examples may look like; a layer is given the first that it takes.
    private static final List<Shape> INPUTS =
            List.of(Shape.of(3, 4), Shape.of(4, 5, 2), Shape.of(5), Shape.of(3, 4, 3, 2));

    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            long.class,
            2L,
            int.class,
            2,
            double.class,
            0.25,
            long[].class,
            new long[] {2, 6},
            Layer[].class,
            new Layer<?, ?>[] {Dense.of(3).tanh(), BatchNorm.of(), Dense.of(2)});

    private LayerCases() {}

    /// A layer and examples for it.
    record Case<P, S>(String name, Layer<P, S> layer, Shape input, boolean integers) {
        Weights<P, S> weights(DType dtype) {
            return Leaves.map(
                    layer.init(RandomKey.of(3), input.constants()),
                    x -> x.cast(dtype)
                            .add(RandomKey.of(x.rank())
                                    .normal(dtype, x.shape().constants())
                                    .abs()
                                    .mul(0.1))
                            .evaluate());
        }

        Tensor batch(DType dtype, long size) {
            long[] shape = input.insert(0, Dim.of(size)).constants();
            return integers
                    ? RandomKey.of(5).integers(DType.I32, 0, 2, shape)
                    : RandomKey.of(5).normal(dtype, shape);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case<?, ?>> all() {
        var cases = new ArrayList<Case<?, ?>>();
        for (var type : types()) {
            int before = cases.size();
            if (type.isEnum()) {
                for (var constant : type.getEnumConstants()) {
                    cases.add(of(constant.toString(), (Layer<?, ?>) constant));
                }
            }
            Stream.of(type.getMethods())
                    .filter(method -> Modifier.isStatic(method.getModifiers()))
                    .filter(method -> method.getReturnType() == type)
                    .sorted(Comparator.comparing(Method::toString))
                    .forEach(factory -> add(type, factory, cases));
            if (cases.size() == before) {
                throw new AssertionError(type + " has no factory whose arguments this test has values for");
            }
        }
        return cases;
    }

    private static void add(Class<?> type, Method factory, List<Case<?, ?>> cases) {
        var arguments =
                Stream.of(factory.getParameterTypes()).map(ARGUMENTS::get).toList();
        if (arguments.contains(null)) {
            return;
        }
        var name = type.getSimpleName() + "." + factory.getName() + Arrays.toString(factory.getParameterTypes());
        var layer = (Layer<?, ?>) invoke(factory, null, arguments.toArray());
        cases.add(of(name, layer));
        for (var method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isBridge()
                    && method.getParameterCount() == 0
                    && method.getReturnType() == type) {
                cases.add(of(name + "." + method.getName(), (Layer<?, ?>) invoke(method, layer)));
            }
        }
    }

    private static Object invoke(Method method, @Nullable Object on, Object... arguments) {
        try {
            return method.invoke(on, arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.toString(), e);
        }
    }

    private static <P, S> Case<P, S> of(String name, Layer<P, S> layer) {
        for (var input : INPUTS) {
            var accepted = accepted(name, layer, input);
            if (accepted.isPresent()) {
                return accepted.get();
            }
        }
        throw new AssertionError(name + " takes none of " + INPUTS);
    }

    private static <P, S> Optional<Case<P, S>> accepted(String name, Layer<P, S> layer, Shape input) {
        try {
            layer.output(input);
        } catch (ShapeException e) {
            return Optional.empty();
        }
        var floats = new Case<>(name, layer, input, false);
        try {
            layer.infer(floats.weights(DType.F32), floats.batch(DType.F32, 1));
            return Optional.of(floats);
        } catch (DTypeException e) {
            return Optional.of(new Case<>(name, layer, input, true));
        }
    }

    private static List<Class<?>> types() {
        try {
            var root = Path.of(Layer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (var files = Files.walk(root.resolve("fluxion/nn"))) {
                return files.map(file -> root.relativize(file).toString())
                        .filter(file -> file.endsWith(".class"))
                        .map(file -> file.substring(0, file.length() - ".class".length())
                                .replace('/', '.'))
                        .sorted()
                        .<Class<?>>map(LayerCases::load)
                        .filter(type -> Layer.class.isAssignableFrom(type)
                                && !type.isInterface()
                                && Modifier.isPublic(type.getModifiers()))
                        .toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
