package fluxion.processor;

import fluxion.annotation.Differentiable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Generated;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;

/// Generates the class `ModelDerivatives` for each class `Model` with [Differentiable] methods. Each file depends on
/// one class alone, so that a build tool need not run it for what has not changed.
public final class DifferentiableProcessor extends AbstractProcessor {
    /// Creates a processor.
    public DifferentiableProcessor() {}

    @Override
    public Set<String> getSupportedAnnotationTypes() {
        return Set.of(Differentiable.class.getCanonicalName());
    }

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        var byOwner = new LinkedHashMap<TypeElement, List<ExecutableElement>>();
        for (var method : ElementFilter.methodsIn(round.getElementsAnnotatedWith(Differentiable.class))) {
            byOwner.computeIfAbsent((TypeElement) method.getEnclosingElement(), _ -> new ArrayList<>())
                    .add(method);
        }
        byOwner.forEach(this::generate);
        return false;
    }

    private void generate(TypeElement owner, List<ExecutableElement> elements) {
        var reader = new MethodReader(processingEnv.getElementUtils(), processingEnv.getMessager());
        var methods = new ArrayList<DifferentiableMethodModel>();
        var names = new LinkedHashMap<String, DifferentiableMethodModel>();
        int errors = 0;
        for (var element : elements) {
            var method = reader.read(element);
            if (method == null) {
                errors++;
                continue;
            }
            // a file system may not tell the class of `f` from that of `F`
            var other = names.putIfAbsent(method.companion().toLowerCase(Locale.ROOT), method);
            if (other != null) {
                errors += reader.error(
                        element,
                        "would have the same companion as '" + other.element()
                                + "'; give one of them another with @Differentiable(name = \"...\")");
            }
            methods.add(method);
        }
        if (errors == 0) {
            write(owner, methods);
        }
    }

    private void write(TypeElement owner, List<DifferentiableMethodModel> methods) {
        var elements = processingEnv.getElementUtils();
        var generated = elements.getTypeElement(elements.getModuleOf(owner), Generated.class.getCanonicalName());
        try {
            new CompanionWriter(owner, methods, generated != null).write().writeTo(processingEnv.getFiler());
        } catch (IOException e) {
            processingEnv
                    .getMessager()
                    .printMessage(Diagnostic.Kind.ERROR, "@Differentiable: no companion was written: " + e, owner);
        }
    }
}
