package fluxion.ir;

import fluxion.ir.text.GraphParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The examples of operations, one file each, in `src/test/resources/ops`: graphs and programs with what they give.
/// Sections are set apart by `// ----`; `// run: arguments => results` and `// fails: arguments => message` are the
/// expectations.
public final class Examples {
    private Examples() {}

    /// One graph or program.
    ///
    /// @param file the operation that the file is about
    /// @param number the number of the section in the file
    /// @param text the graph or program with its expectations
    public record Example(String file, int number, String text) {
        /// Whether this is a program.
        public boolean isProgram() {
            return text.lines().anyMatch(line -> line.startsWith("program"));
        }

        /// The graph, or that of the program.
        public Graph graph() {
            return isProgram() ? program().graph() : GraphParser.parse(text);
        }

        /// The program.
        public Program program() {
            return GraphParser.parseProgram(text);
        }

        /// The text after `keyword` in each line that begins with it.
        public List<String> lines(String keyword) {
            return text.lines()
                    .filter(line -> line.startsWith("// " + keyword + ":"))
                    .map(line -> line.substring(keyword.length() + 4).strip())
                    .toList();
        }

        @Override
        public String toString() {
            return file + " " + number;
        }
    }

    /// All examples.
    public static Stream<Example> all() {
        return OpSchema.all().flatMap(schema -> of(schema.mnemonic()).stream());
    }

    /// The examples of one operation.
    public static List<Example> of(String mnemonic) {
        var sections = new ArrayList<Example>();
        for (var section : read(mnemonic).split("(?m)^// ----.*$\n", -1)) {
            sections.add(new Example(mnemonic, sections.size() + 1, section));
        }
        return sections;
    }

    private static String read(String mnemonic) {
        try {
            return Files.readString(Path.of("src/test/resources/ops", mnemonic + ".graph"));
        } catch (IOException e) {
            throw new UncheckedIOException("the operation '" + mnemonic + "' has no examples", e);
        }
    }
}
