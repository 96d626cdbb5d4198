package fluxion.compiler.jvm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The class files of a program.
///
/// @param entry the binary name of the class to instantiate, a `fluxion.runtime.Executable` with a public constructor
/// @param makers what makes each class file, by binary name, in order
public record EmittedProgram(String entry, Map<String, Supplier<byte[]>> makers) {
    /// All class files, by binary name.
    public Map<String, byte[]> classes() {
        var classes = new LinkedHashMap<String, byte[]>();
        makers.forEach((name, maker) -> classes.put(name, maker.get()));
        return classes;
    }
}
