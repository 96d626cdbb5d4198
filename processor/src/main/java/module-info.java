/// The annotation processor that generates companions of differentiable methods.
@org.jspecify.annotations.NullMarked
module fluxion.processor {
    requires com.palantir.javapoet;
    requires fluxion.runtime;
    requires java.compiler;
    requires static org.jspecify;

    provides javax.annotation.processing.Processor with
            fluxion.processor.DifferentiableProcessor;
}
