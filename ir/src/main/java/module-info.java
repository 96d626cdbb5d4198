/// The IR: types, operations, graphs and lowered programs, their text form, verifier and reference semantics.
@org.jspecify.annotations.NullMarked
module fluxion.ir {
    requires static transitive org.jspecify;

    exports fluxion.ir;
    exports fluxion.ir.interp;
    exports fluxion.ir.math;
    exports fluxion.ir.text;
    exports fluxion.ir.verify;
}
