package fluxion.compiler.jvm;

import java.lang.invoke.MethodHandle;
import java.util.List;

/// A program as one static Java method on primitives and arrays.
///
/// The method takes the arguments of the program, each of rank 0 by value and all others as a row-major array of
/// exactly their size; then the values of `extents`, as ints; then an array for each result that is
/// [Place.InParameter]. All arrays that it writes are distinct from all others. It allocates nothing once warm, and any
/// number of threads may call it at once.
///
/// @param handle the method; its frames are in stack traces
/// @param extents the symbols that no argument of rank 1 shows
/// @param results where each result goes
/// @param inLanes whether it has loops, and those that are in no other run in lanes of vectors
public record DirectMethod(MethodHandle handle, List<String> extents, List<Place> results, boolean inLanes) {
    /// The name of the method in its class.
    public static final String NAME = "call";

    /// Copies the lists.
    public DirectMethod {
        extents = List.copyOf(extents);
        results = List.copyOf(results);
    }

    /// Where a result goes.
    public sealed interface Place {
        /// The method returns it: the first result, if that is a scalar.
        record Returned() implements Place {}

        /// Into the array that is parameter number `parameter` of the method; a scalar into an array of one
        /// element.
        record InParameter(int parameter) implements Place {}

        /// Into the array of argument number `argument`, in place of what that holds.
        record InArgument(int argument) implements Place {}
    }
}
