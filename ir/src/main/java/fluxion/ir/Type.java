package fluxion.ir;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;

/// The type of a [Value]. Every value has exactly one.
///
/// [TensorType], [ListType] and [FrameType] are the types of graphs; lowered programs have rank-0 tensors (scalars),
/// [BufferType], lists of scalars or buffers, and frames.
public sealed interface Type permits TensorType, ListType, FrameType, BufferType {
    /// The names of the symbols in it, in order of appearance.
    default SequencedSet<String> symbols() {
        return switch (this) {
            case TensorType(var _, var shape) -> {
                var symbols = new LinkedHashSet<String>();
                shape.dims().forEach(dim -> symbols.addAll(dim.symbols()));
                yield symbols;
            }
            case BufferType(var _, var size) -> size.symbols();
            case ListType(var element) -> element.symbols();
            case FrameType _ -> new LinkedHashSet<>();
        };
    }

    /// The same with `extents` in place of the symbols that it has one for.
    default Type substitute(Map<String, Dim> extents) {
        return switch (this) {
            case TensorType tensor -> tensor.with(tensor.shape().substitute(extents));
            case BufferType(var dtype, var size) -> new BufferType(dtype, size.substitute(extents));
            case ListType(var element) -> new ListType(element.substitute(extents));
            case FrameType frame -> frame;
        };
    }
}
