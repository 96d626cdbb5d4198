package fluxion.ir.text;

import fluxion.ir.DType;
import fluxion.ir.Function;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Attributes as text.
final class Attributes {
    /// The component that holds raw bits of the dtype that a component before it holds, and its name in the text.
    static final String BITS = "bits";

    static final String BITS_TEXT = "value";

    /// The components that have this value where the text does not name them.
    static final Map<String, Boolean> DEFAULTS = Map.of("checked", true, "winograd", false);

    private Attributes() {}

    /// The attributes of `op`, in braces; nothing if there are none.
    static String print(Op op, FunctionNames functions) {
        var parts = OpSchema.of(op).parts();
        var components = OpSchema.components(op);
        var texts = new LinkedHashMap<String, String>();
        var dtype = DType.I64;
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.kind() != OpSchema.Kind.ATTRIBUTE) {
                continue;
            }
            switch (components.get(i)) {
                case Long bits when part.name().equals(BITS) -> texts.put(BITS_TEXT, Literals.print(dtype, bits));
                case Boolean flag when flag.equals(DEFAULTS.get(part.name())) -> {}
                case Function function -> texts.put(part.name(), functions.of(function));
                case Procedure procedure -> texts.put(part.name(), functions.of(procedure));
                case Object value -> {
                    texts.put(part.name(), print(value));
                    dtype = value instanceof DType d ? d : dtype;
                }
            }
        }
        return print(texts);
    }

    /// Names and texts of attributes in braces; nothing if there are none.
    static String print(Map<String, String> attributes) {
        return attributes.isEmpty()
                ? ""
                : attributes.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    /// The text of one attribute.
    static String print(Object value) {
        return switch (value) {
            case String string -> quote(string);
            case List<?> list -> list.stream().map(Attributes::print).collect(Collectors.joining(", ", "[", "]"));
            case Object other -> other.toString();
        };
    }

    /// `string` in quotes; what could break a line or end the quotes is escaped.
    static String quote(String string) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
