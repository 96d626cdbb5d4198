package fluxion.compiler.jvm;

import java.util.Map;

/// The class files of a program.
///
/// @param entry the binary name of the class to instantiate, a `fluxion.runtime.Executable` with a public constructor
/// @param classes class files by binary name
public record EmittedProgram(String entry, Map<String, byte[]> classes) {}
