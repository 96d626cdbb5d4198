package fluxion.tests.methods;

import fluxion.GradientTape;
import fluxion.ir.DType;
import fluxion.tensor.RandomKey;
import fluxion.tensor.Tensor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The part of `docs/ops.md` on tensors: what their methods say of themselves, and what they do when they are called.
final class MethodTables {
    private MethodTables() {}

    static String text() {
        return "## Operations of tensors and variables\n\n"
                + "Methods of `TensorLike`, so of `Tensor` and `Variable`. Operands of arithmetic broadcast as in NumPy; dtypes are\n"
                + "not promoted. The third column is the type of the result for a receiver of shape `[3, 3]`, or of more axes of\n"
                + "extent 3 where it must have them, and the arguments of the test. Where a derivative stands, pull-back, push-forward and batching are tested at ranks 0 to 4 and without\n"
                + "elements, against each other and against differences (`MethodsTest`).\n\n"
                + operations()
                + "\n## Tensors in and out\n\n"
                + "Methods of `Tensor` that make one, take several, or read one.\n\n"
                + table("Tensor", Tensor.class)
                + "\n## Random numbers\n\n"
                + "Methods of `RandomKey`.\n\n"
                + table("RandomKey", RandomKey.class);
    }

    private static String operations() {
        var docs = new Javadoc("runtime/src/main/java/fluxion/tensor/TensorLike.java");
        var table = new StringBuilder(Javadoc.head("method", "dtypes", "gives", "derivative", "what it does"));
        for (var method : Method.all().toList()) {
            table.append(Javadoc.row(
                    "`" + method + "`", dtypes(method), gives(method), derivative(method), docs.of(method.toString())));
        }
        return table.toString();
    }

    private static Tensor sample(Method method, DType dtype) {
        return Method.sample(dtype, 1, method.usual());
    }

    private static String dtypes(Method method) {
        return Arrays.stream(DType.values())
                .filter(dtype -> method.call(sample(method, dtype)).isPresent())
                .map(DType::toString)
                .collect(Collectors.joining(" "));
    }

    private static String gives(Method method) {
        return Arrays.stream(DType.values())
                .flatMap(dtype -> method.call(sample(method, dtype)).stream())
                .map(results -> results.stream()
                        .map(result -> "`" + result.type() + "`")
                        .collect(Collectors.joining(", ")))
                .reduce("", (_, last) -> last);
    }

    private static String derivative(Method method) {
        var x = sample(method, DType.F64);
        try (var tape = GradientTape.open()) {
            tape.watch(x);
            var results = method.call(x);
            if (results.isEmpty()) {
                return "none: the receiver is no float";
            }
            var said = tape.explain(results.get().getFirst(), x);
            return said.startsWith("path: ") ? "yes" : "none: " + said.substring(said.indexOf(": ", 10) + 2);
        }
    }

    private static String table(String file, Class<?> type) {
        var docs = new Javadoc("runtime/src/main/java/fluxion/tensor/" + file + ".java");
        var shown = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(java.lang.reflect.Method::getName)
                .collect(Collectors.toSet());
        var table = new StringBuilder(Javadoc.head("method", "what it does"));
        for (var method : docs.methods()) {
            if (shown.contains(method.substring(0, method.indexOf('(')))) {
                table.append(Javadoc.row("`" + method + "`", docs.of(method)));
            }
        }
        return table.toString();
    }
}
