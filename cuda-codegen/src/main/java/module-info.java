/// Lowered programs as CUDA C, compiled at run time by NVRTC and launched through the driver.
@org.jspecify.annotations.NullMarked
module fluxion.cuda {
    requires transitive fluxion.ir;
    requires fluxion.runtime;
    requires static transitive org.jspecify;
    // Static: JCuda is resolved only where it exists.
    requires static jcuda;

    exports fluxion.cuda.emit;
}
