/// Lowered programs as CUDA C.
@org.jspecify.annotations.NullMarked
module fluxion.cuda {
    requires transitive fluxion.ir;
    requires fluxion.runtime;
    requires static transitive org.jspecify;

    exports fluxion.cuda.emit;
}
