package fluxion.ir.interp;

import java.util.ArrayList;
import java.util.List;

/// A mutable list of the scalars, buffers or lists that a program keeps.
///
/// @param elements the elements
public record BufferList(List<Datum> elements) implements Datum {
    /// A new, empty list.
    public BufferList() {
        this(new ArrayList<>());
    }
}
