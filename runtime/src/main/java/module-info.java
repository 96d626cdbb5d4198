/// What a compiled program needs when it runs: tensors, storage, kernels, the worker pool and the backend interface.
@org.jspecify.annotations.NullMarked
module fluxion.runtime {
    requires transitive fluxion.ir;
    requires static transitive org.jspecify;
    // Static: without --add-modules jdk.incubator.vector the scalar variants run.
    requires static jdk.incubator.vector;

    exports fluxion.annotation;
    exports fluxion.runtime;
    exports fluxion.runtime.companion;
    exports fluxion.runtime.npy;
    exports fluxion.runtime.kernel;
    exports fluxion.runtime.generated;
    exports fluxion.tensor;

    uses fluxion.runtime.companion.DerivativeLinker;
    uses fluxion.tensor.Tracer;
}
