package fluxion.compiler.jvm;

import fluxion.ir.Program;
import fluxion.runtime.Backend;
import fluxion.runtime.Executable;
import fluxion.runtime.generated.GeneratedClasses;
import fluxion.runtime.generated.Instructions;
import java.util.List;
import java.util.stream.Stream;

/// Compiles programs to JVM bytecode and loads it.
public final class JvmBackend implements Backend {
    /// Creates the backend.
    public JvmBackend() {}

    @Override
    public String name() {
        return "jvm";
    }

    @Override
    public Executable compile(Program program) {
        var variants = Stream.of(0, Instructions.vectorBits()).distinct().toList();
        var emitted = ProgramEmitter.emit(program, "fluxion/generated/Program", variants);
        return GeneratedClasses.instantiate(emitted.classes(), emitted.entry());
    }

    /// The class files of `program` for all instruction sets, to be kept: they need `fluxion.runtime` and
    /// `fluxion.ir` alone.
    ///
    /// @param internalName the name of the entry class, with slashes; the others have it as a prefix
    public static EmittedProgram emit(Program program, String internalName) {
        return ProgramEmitter.emit(program, internalName, List.of(0, 128, 256, 512));
    }
}
