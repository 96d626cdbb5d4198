package fluxion.runtime;

import fluxion.ir.Program;

/// Turns programs into executables. A service of the module that has it.
public interface Backend {
    /// What the user calls it: `jvm`, `cuda`.
    String name();

    /// Compiles `program`.
    Executable compile(Program program);
}
