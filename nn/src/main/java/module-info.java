/// Layers, losses, optimisers, metrics and data sets: plain functions over records of tensors.
@org.jspecify.annotations.NullMarked
module fluxion.nn {
    requires transitive fluxion.runtime;
    requires static transitive org.jspecify;

    exports fluxion.nn.data;
    exports fluxion.nn.init;
    exports fluxion.nn.optim;
}
