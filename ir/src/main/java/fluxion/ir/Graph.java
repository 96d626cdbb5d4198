package fluxion.ir;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// A named, closed region: the unit of differentiation and compilation. A graph whose operations are graph ops works on
/// whole tensors; a *program* is a graph of program ops whose parameters are buffers.
///
/// @param name what the text form and generated code call it
/// @param region the parameters, body and results
public record Graph(String name, Region region) {
    /// The parameters.
    public List<Value> parameters() {
        return region.parameters();
    }

    /// The results.
    public List<Value> results() {
        return region.yields();
    }

    /// The symbols that the types of the parameters name, in order: the symbol table.
    public SequencedSet<String> symbols() {
        var symbols = new LinkedHashSet<String>();
        region.parameterTypes().forEach(type -> symbols.addAll(type.symbols()));
        return symbols;
    }
}
