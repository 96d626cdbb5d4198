package fluxion.runtime;

import java.util.List;

/// A compiled [fluxion.ir.Program]. May be called from any number of threads at once; scratch belongs to a call and is
/// pooled, so that a warm call allocates nothing.
public interface Executable {
    /// Runs the program.
    ///
    /// @param arguments the storage of the arguments, in order, each as large as its type at `symbols`
    /// @param results the storage of the results, likewise; what they held is overwritten. A result may share the
    /// storage of
    ///     the argument that [fluxion.ir.Program#inPlace()] names for it; nothing else may overlap
    /// @param symbols the values of [fluxion.ir.Program#symbols()], in order
    /// @throws fluxion.ir.FluxionException as the program's operations do
    void run(Storage[] arguments, Storage[] results, long[] symbols);

    /// The buffers that a run with these values of the symbols works on, for the message that one did not fit; none
    /// if that is not known.
    default List<MemoryException.Buffer> buffers(long[] symbols) {
        return List.of();
    }
}
