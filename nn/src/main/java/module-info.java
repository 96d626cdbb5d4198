/// Layers, losses, optimisers, metrics and data sets: plain functions over records of tensors; and the training loop.
@org.jspecify.annotations.NullMarked
module fluxion.nn {
    requires transitive fluxion.runtime;
    requires static transitive org.jspecify;
    // Static: a program that was compiled ahead of time trains and infers without the compiler.
    requires static transitive fluxion.compiler;
    // Static: for the headers of safetensors alone.
    requires static com.fasterxml.jackson.core;
    requires static com.fasterxml.jackson.databind;

    exports fluxion.nn.data;
    exports fluxion.nn.init;
    exports fluxion.nn.layer;
    exports fluxion.nn.loss;
    exports fluxion.nn.metric;
    exports fluxion.nn.optim;
    exports fluxion.nn.recurrent;
    exports fluxion.nn.safetensors;
    exports fluxion.nn.schedule;
    exports fluxion.nn.structure;
    exports fluxion.nn.train;

    // records that only these packages use are structures too
    opens fluxion.nn.recurrent to
            fluxion.runtime;
    opens fluxion.nn.train to
            fluxion.runtime;
}
