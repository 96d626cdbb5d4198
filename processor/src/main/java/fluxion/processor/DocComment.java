package fluxion.processor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A documentation comment, in its parts.
///
/// @param text what stands before the first tag
/// @param parameters what is said of each parameter
record DocComment(String text, Map<String, String> parameters) {
    /// The comment of which `source` is the text, without the marks of a comment; null if there is none.
    static DocComment parse(@Nullable String source) {
        var text = new ArrayList<String>();
        var parameters = new LinkedHashMap<String, String>();
        List<String> part = text;
        var name = "";
        for (var line : source == null ? List.<String>of() : source.lines().toList()) {
            var stripped = line.strip();
            if (stripped.startsWith("@")) {
                keep(parameters, name, part, text);
                part = new ArrayList<>();
                var words = stripped.split("\\s+", 3);
                name = words[0].equals("@param") && words.length > 1 ? words[1] : "";
                part.add(words.length == 3 ? words[2] : "");
            } else {
                part.add(stripped);
            }
        }
        keep(parameters, name, part, text);
        return new DocComment(joined(text), parameters);
    }

    private static void keep(Map<String, String> parameters, String name, List<String> part, List<String> text) {
        if (part != text && !name.isEmpty()) {
            parameters.put(name, joined(part));
        }
    }

    /// The lines, in a comment of the traditional form, which must not end early.
    private static String joined(List<String> lines) {
        return String.join("\n", lines).strip().replace("*/", "*&#47;");
    }

    /// What is said of the parameter `name`, or `otherwise`.
    String parameter(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }
}
