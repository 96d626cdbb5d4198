package fluxion.compiler.companion;

import fluxion.compiler.lift.LiftedMethod;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.ir.Graph;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;

/// Where the graph of a method comes from.
@FunctionalInterface
public interface Lifting {
    /// The graph of `method`: a parameter for each of its parameters; the value that it returns, if any, then the
    /// final contents of each array parameter that it writes.
    Lifted lift(DifferentiableMethod method);

    /// A lifted method.
    ///
    /// @param graph the graph
    /// @param written the numbers of the parameters whose final contents are results of it, in their order
    /// @param names the names of the parameters of the method
    /// @param hidden what the last parameters of the graph are, which the method does not have
    record Lifted(Graph graph, List<Integer> written, List<String> names, List<Hidden> hidden) {
        /// Copies the lists.
        public Lifted {
            written = List.copyOf(written);
            names = List.copyOf(names);
            hidden = List.copyOf(hidden);
        }
    }

    /// A parameter of the graph that is not one of the method.
    sealed interface Hidden {
        /// The Java type that stands for it.
        Class<?> type();

        /// Always the same array.
        record Array(Object array) implements Hidden {
            @Override
            public Class<?> type() {
                return array.getClass();
            }
        }

        /// A tensor of type `bool[0, n]`, where n is the value of parameter `parameter` of the method, an
        /// `int`, or 0 if that is negative. That number stands for it.
        record Length(int parameter) implements Hidden {
            @Override
            public Class<?> type() {
                return int.class;
            }
        }
    }

    /// From class files, with loops that count known as such.
    static Lifted fromClassFile(DifferentiableMethod method) {
        var lifted = Nested.of(method).lift();
        return new Lifted(
                Pipeline.run(Pipeline.LIFTED, lifted.graph(), new Stages()),
                lifted.written(),
                lifted.parameters().stream().map(LiftedMethod.Parameter::name).toList(),
                lifted.hidden().stream()
                        .map(hidden -> switch (hidden) {
                            case LiftedMethod.Hidden.StaticArray(var field) ->
                                (Hidden) new Hidden.Array(contents(field));
                            case LiftedMethod.Hidden.Length(var parameter) -> new Hidden.Length(parameter);
                        })
                        .toList());
    }

    private static Object contents(Field field) {
        try {
            field.setAccessible(true);
            return Objects.requireNonNull(field.get(null), "it is null");
        } catch (IllegalAccessException | RuntimeException e) {
            throw new NotDifferentiableException(
                    "the array " + field + " cannot be read: " + e.getMessage()
                            + "; pass it as a parameter marked @Constant",
                    e);
        }
    }
}
