package fluxion.compiler.jvm;

import fluxion.ir.FluxionException;
import fluxion.ir.Program;
import fluxion.runtime.Backend;
import fluxion.runtime.Executable;
import fluxion.runtime.generated.GeneratedClasses;
import fluxion.runtime.generated.Instructions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Set;

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
        return compile(program, widths());
    }

    /// Compiles `program` to code of certain kinds.
    ///
    /// @param widths widths of vectors; 0 is scalar code. Where there is scalar code and vector code, kernels begin
    ///     with the former and go over to the latter
    public Executable compile(Program program, Set<Integer> widths) {
        var emitted = emit(program, widths);
        return GeneratedClasses.instantiate(emitted.makers(), emitted.entry());
    }

    /// Compiles `program` to one static method on primitives and arrays, for calls that must cost no more than
    /// those of a method written by hand.
    ///
    /// @param budget the bytes that its lists may take
    public static DirectMethod direct(Program program, long budget) {
        return direct(program, budget, widths());
    }

    /// The same, with code of certain kinds.
    ///
    /// @param widths widths of vectors; 0 is scalar code. Where there is scalar code and vector code, loops begin
    ///     with the former and go over to the latter
    public static DirectMethod direct(Program program, long budget, Set<Integer> widths) {
        var className = "fluxion/generated/Direct";
        var emitted = DirectEmitter.emit(program, className, budget, widths);
        var signature = DirectSignature.of(program);
        var name = className.replace('/', '.');
        try {
            var type = GeneratedClasses.define(name, emitted.bytes());
            var handle = MethodHandles.publicLookup()
                    .findStatic(
                            type,
                            DirectMethod.NAME,
                            MethodType.fromMethodDescriptorString(signature.descriptor(), type.getClassLoader()));
            return new DirectMethod(handle, signature.extents(), signature.results(), emitted.inLanes());
        } catch (ReflectiveOperationException e) {
            throw new FluxionException("generated class " + name + " cannot be used: " + e, e);
        }
    }

    /// The class file with the method of [#direct], to be kept: it needs `fluxion.runtime` and `fluxion.ir` alone.
    ///
    /// @param internalName the name of the class, with slashes
    public static byte[] emitDirect(Program program, String internalName) {
        return DirectEmitter.emit(program, internalName, Long.MAX_VALUE, Set.of(0))
                .bytes();
    }

    /// The class files of `program` for the instruction set of this machine.
    public static EmittedProgram emit(Program program) {
        return emit(program, widths());
    }

    private static EmittedProgram emit(Program program, Set<Integer> widths) {
        return ProgramEmitter.emit(
                program, "fluxion/generated/Program", widths.stream().sorted().toList());
    }

    private static Set<Integer> widths() {
        return Set.copyOf(List.of(0, Instructions.vectorBits()));
    }

    /// The class files of `program` for all instruction sets, to be kept: they need `fluxion.runtime` and
    /// `fluxion.ir` alone.
    ///
    /// @param internalName the name of the entry class, with slashes; the others have it as a prefix
    public static EmittedProgram emit(Program program, String internalName) {
        return ProgramEmitter.emit(program, internalName, List.of(0, 128, 256, 512));
    }
}
