package fluxion.tests.methods;

import fluxion.tests.Repository;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a source file says of its members: the first paragraph above each.
final class Javadoc {
    private static final Pattern METHOD =
            Pattern.compile("\\s+(?:public |default |static )*[\\w<>\\[\\], ]+ (\\w+)\\((.*)\\) .*\\{");
    private static final Pattern RECORD = Pattern.compile("\\s+(?:public )?record (\\w+)\\(.*");
    private static final Pattern CONSTANT = Pattern.compile("\\s+([A-Z][A-Z0-9]+)[,;]?");
    private static final Pattern LINK =
            Pattern.compile("\\[((?:fluxion\\.[a-z.]*)?(?:#|[A-Z])[\\w#.]*(?:\\([^)]*\\))?)]");
    private static final Pattern PARAMETER = Pattern.compile("((?:[^,<]|<[^>]*>)+) \\w+(?:, |$)");

    private final Map<String, String> texts = new LinkedHashMap<>();

    /// Of `file`, a path from the root of the repository.
    Javadoc(String file) {
        var paragraph = new ArrayList<String>();
        boolean ended = false;
        for (var line : Repository.read(file).lines().toList()) {
            var text = line.strip();
            if (text.startsWith("///")) {
                var said = text.substring(3).strip();
                ended |= said.isEmpty() || said.startsWith("@");
                if (!ended) {
                    paragraph.add(said);
                }
            } else if (!text.startsWith("@")) {
                var member = member(line);
                if (member != null && !paragraph.isEmpty()) {
                    texts.put(member, String.join(" ", paragraph));
                }
                paragraph.clear();
                ended = false;
            }
        }
    }

    private static @Nullable String member(String line) {
        for (var pattern : List.of(RECORD, CONSTANT, METHOD)) {
            var matcher = pattern.matcher(line);
            if (matcher.matches()) {
                return matcher.group(1) + (pattern == METHOD ? "(" + types(matcher.group(2)) + ")" : "");
            }
        }
        return null;
    }

    private static String types(String parameters) {
        return PARAMETER
                .matcher(parameters)
                .results()
                .map(parameter -> parameter.group(1).strip())
                .collect(Collectors.joining(", "));
    }

    /// The methods in the order of the file, as `name(types)`.
    List<String> methods() {
        return texts.keySet().stream().filter(member -> member.endsWith(")")).toList();
    }

    /// What the file says of `member`, a method with the types of its parameters, a record or an enum constant, for
    /// a cell of a table.
    String of(String member) {
        var text = Objects.requireNonNull(texts.get(member), () -> member + " is not among " + texts.keySet());
        return LINK.matcher(text)
                .replaceAll(link -> "`" + link.group(1).replaceFirst("^#", "").replace('#', '.') + "`")
                .replace("|", "\\|");
    }

    /// The cells of a row of a table.
    static String row(String... cells) {
        return Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /// The head of a table.
    static String head(String... cells) {
        return row(cells) + "|" + "---|".repeat(cells.length) + "\n";
    }
}
