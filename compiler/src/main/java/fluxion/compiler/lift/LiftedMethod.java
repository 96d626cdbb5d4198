package fluxion.compiler.lift;

import fluxion.ir.Graph;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;

/// A method as a graph.
///
/// The parameters of the graph are those of the method, in order, then hidden ones. A
/// record is a parameter for each of its components, in turn. The results are the return value, or its components, if
/// the method has one, then the final contents of each array parameter that it writes.
///
/// @param method the method
/// @param graph what it computes
/// @param parameters the parameters of the method
/// @param hasResult whether the method returns a value
/// @param written the numbers of the graph's parameters whose final contents are results, in order
/// @param hidden what the last parameters of the graph are, which the method does not have
public record LiftedMethod(
        Method method,
        Graph graph,
        List<Parameter> parameters,
        boolean hasResult,
        List<Integer> written,
        List<Hidden> hidden) {
    /// Copies the lists.
    public LiftedMethod {
        parameters = List.copyOf(parameters);
        written = List.copyOf(written);
        hidden = List.copyOf(hidden);
    }

    /// A parameter of the method.
    ///
    /// @param name its name in the source, or `p0`, `p1`, ... where the class file does not say
    /// @param type its type
    /// @param first the number of the first parameter of the graph that belongs to it
    /// @param count the number of parameters of the graph that belong to it
    /// @param constant whether it is annotated as not to be differentiated for
    public record Parameter(String name, Class<?> type, int first, int count, boolean constant) {}

    /// A parameter that the caller of the graph has to provide without being asked.
    public sealed interface Hidden {
        /// The array that a static field holds at the time of the call.
        record StaticArray(Field field) implements Hidden {}

        /// A tensor without elements, of type `bool[0, n]`, where n is the value of parameter `parameter` of
        /// the graph, an `i32`, or 0 if that is negative: what makes an extent of a number.
        record Length(int parameter) implements Hidden {}
    }
}
