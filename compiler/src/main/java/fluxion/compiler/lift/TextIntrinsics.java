package fluxion.compiler.lift;

import fluxion.ir.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What takes the place of the library's methods on strings, which serve for messages of exceptions.
final class TextIntrinsics {
    static final String BUILDER = "java/lang/StringBuilder";

    /// The field of a `StringBuilder` that holds its text.
    static final String TEXT = "text";

    private static final String STRING = "Ljava/lang/String;";

    private TextIntrinsics() {}

    /// One row a method.
    static Map<String, Intrinsics.Intrinsic> rows() {
        var rows = new LinkedHashMap<String, Intrinsics.Intrinsic>();
        rows.put(BUILDER + ".<init>()V", _ -> Optional.empty());
        rows.put(BUILDER + ".<init>(" + STRING + ")V", a -> append(a, STRING, false));
        rows.put(BUILDER + ".toString()" + STRING, a -> Optional.of(text(a)));
        for (var type : List.of("D", "F", "I", "J", "Z", STRING)) {
            rows.put(BUILDER + ".append(" + type + ")L" + BUILDER + ";", a -> append(a, type, true));
            rows.put(
                    "java/lang/String.valueOf(" + type + ")" + STRING,
                    a -> Optional.of(append(new JavaValue.Text("", List.of()), a.get(0), type, a.at())));
        }
        return rows;
    }

    private static JavaValue.Text text(Intrinsics.Arguments arguments) {
        if (arguments.get(0) instanceof JavaValue.Reference(var name)
                && arguments.at().state().object(name) instanceof JavaObject.Fields fields
                && fields.values().get(TEXT) instanceof JavaValue.Text text) {
            return text;
        }
        throw new IllegalStateException("a StringBuilder is expected");
    }

    private static Optional<JavaValue> append(Intrinsics.Arguments arguments, String type, boolean hasResult) {
        var builder = (JavaValue.Reference) arguments.get(0);
        var fields = (JavaObject.Fields) arguments.at().state().object(builder.name());
        var text = append(text(arguments), arguments.get(1), type, arguments.at());
        arguments.at().state().set(builder.name(), fields.with(TEXT, text));
        return hasResult ? Optional.of(builder) : Optional.empty();
    }

    /// `text` and then `value`, of the type that `descriptor` says, as Java prints it.
    static JavaValue.Text append(JavaValue.Text text, JavaValue value, String descriptor, Instructions at) {
        return switch (value) {
            case JavaValue.Scalar(var number) -> {
                var shown = switch (descriptor) {
                    case "Z" -> Arithmetic.toBool(number, at.g());
                    case "C" -> throw at.problems().stop("a char in a message", "put numbers and text into messages");
                    default -> number;
                };
                yield text.plus(new JavaValue.Text(String.valueOf(Failure.PLACE), List.of(shown)));
            }
            case JavaValue.Comparison comparison ->
                append(text, new JavaValue.Scalar(Arithmetic.number(comparison, at.g())), descriptor, at);
            case JavaValue.Text more -> text.plus(more);
            case JavaValue.Null _ -> text.plus("null");
            case JavaValue.Reference _, JavaValue.Row _ ->
                throw at.problems().stop("an object in a message", "put numbers and text into messages");
        };
    }
}
