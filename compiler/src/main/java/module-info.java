/// From a Java function to bytecode: tracing, differentiation, simplification, fusion, lowering, class generation, and
/// the entry points that a user calls.
@org.jspecify.annotations.NullMarked
module fluxion.compiler {
    requires transitive fluxion.runtime;
    requires static transitive org.jspecify;
    requires org.objectweb.asm;
    requires org.objectweb.asm.tree;

    exports fluxion;

    provides fluxion.runtime.companion.DerivativeLinker with
            fluxion.compiler.companion.MethodLinker.Service;
    provides fluxion.tensor.Tracer with
            fluxion.compiler.pipeline.CompilerTracer;
    provides fluxion.runtime.Backend with
            fluxion.compiler.jvm.JvmBackend;
}
