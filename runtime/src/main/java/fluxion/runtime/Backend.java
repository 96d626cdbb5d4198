package fluxion.runtime;

import fluxion.ir.Program;

/// Turns programs into executables. Found through [java.util.ServiceLoader].
public interface Backend {
    /// What the user calls it: `jvm`, `cuda`.
    String name();

    /// Compiles `program`.
    Executable compile(Program program);
}
