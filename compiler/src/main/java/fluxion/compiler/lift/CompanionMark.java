package fluxion.compiler.lift;

import fluxion.annotation.Companion;
import fluxion.annotation.DerivativeKind;
import fluxion.compiler.lift.ClassFiles.Declared;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;

/// What a generated class says of the derivatives that it computes.
record CompanionMark(ClassNode owner, AnnotationNode mark, AnnotationNode operation) {
    private static final String COMPANION = Type.getDescriptor(Companion.class);
    private static final String OPERATION = Type.getDescriptor(Companion.Operation.class);

    /// Whether `owner` is a generated companion.
    static boolean isCompanion(ClassNode owner) {
        return find(owner.invisibleAnnotations, COMPANION).isPresent();
    }

    /// The mark of `method`, if it runs a compiled derivative. Those that make arrays for another that does are
    /// Java like any other.
    static Optional<CompanionMark> of(Declared method) {
        if (Stream.of(method.method().instructions.toArray())
                .noneMatch(node -> node instanceof MethodInsnNode call && call.name.equals("invokeExact"))) {
            return Optional.empty();
        }
        return find(method.owner().invisibleAnnotations, COMPANION)
                .flatMap(mark -> find(method.method().invisibleAnnotations, OPERATION)
                        .map(operation -> new CompanionMark(method.owner(), mark, operation)));
    }

    private static Optional<AnnotationNode> find(@Nullable List<AnnotationNode> annotations, String type) {
        return annotations == null
                ? Optional.empty()
                : annotations.stream().filter(a -> a.desc.equals(type)).findFirst();
    }

    /// What it computes of the method.
    DerivativeKind kind() {
        return DerivativeKind.valueOf(((String[]) value(operation, "value"))[1]);
    }

    /// The method of which it computes a derivative.
    ///
    /// @throws ClassNotFoundException if a class is not there
    DifferentiableMethod method(ClassFiles files) throws ClassNotFoundException {
        var types = ((List<?>) value(mark, "parameters"));
        var parameters = new Class<?>[types.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = type((Type) types.get(i), files);
        }
        return DifferentiableMethod.of(
                        files.load(((Type) value(mark, "owner")).getInternalName()),
                        (String) value(mark, "method"),
                        parameters)
                .inputs(numbers("inputs"))
                .outputs(numbers("outputs"));
    }

    private Integer[] numbers(String name) {
        return ((List<?>) value(mark, name)).stream().map(Integer.class::cast).toArray(Integer[]::new);
    }

    private static Object value(AnnotationNode annotation, String name) {
        for (int i = 0; i < annotation.values.size(); i += 2) {
            if (annotation.values.get(i).equals(name)) {
                return annotation.values.get(i + 1);
            }
        }
        throw new IllegalStateException("no " + name + " in " + annotation.desc);
    }

    private static Class<?> type(Type type, ClassFiles files) throws ClassNotFoundException {
        return switch (type.getSort()) {
            case Type.BOOLEAN -> boolean.class;
            case Type.INT -> int.class;
            case Type.LONG -> long.class;
            case Type.FLOAT -> float.class;
            case Type.DOUBLE -> double.class;
            case Type.ARRAY -> {
                var array = type(type.getElementType(), files);
                for (int i = 0; i < type.getDimensions(); i++) {
                    array = array.arrayType();
                }
                yield array;
            }
            default -> files.load(type.getInternalName());
        };
    }
}
