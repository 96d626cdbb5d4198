package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import fluxion.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Documents say what is so: the code of README.md runs and prints what stands under it, commands and files exist.
class DocumentsTest {
    private static final MarkdownFile README = MarkdownFile.read("README.md");

    /// A file or folder in backticks: with a slash, or with an ending that files of this repository have.
    private static final Pattern PATH =
            Pattern.compile("`((?:[\\w.-]+/)+[\\w.-]*|[\\w.-]+\\.(?:md|java|xml|cmd|graph))`|\\]\\(([^)#:]+)\\)");

    private static final List<String> STAGES = List.of("trace", "vjp", "simplify", "lower", "bytecode", "cuda");

    private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z]\\w*Test)`");

    /// Documents that are kept by people.
    private static List<MarkdownFile> documents() {
        return Stream.concat(
                        Stream.of("README.md", "CONTRIBUTING.md"),
                        Repository.files(Repository.ROOT.resolve("docs"))
                                .map(Repository::name)
                                .filter(name -> name.endsWith(".md")))
                .map(MarkdownFile::read)
                .toList();
    }

    @Test
    void theReadmeShowsCodeAndCommands() {
        var languages =
                README.blocks().stream().map(MarkdownFile.Block::language).collect(Collectors.toSet());
        assertTrue(languages.containsAll(Set.of("java", "sh")), languages::toString);
        assertTrue(README.lines().size() < 250, "README.md stays under 250 lines");
    }

    @TestFactory
    Stream<DynamicTest> javaBlocksOfTheReadmeRunAndPrintWhatStandsUnderThem(@TempDir Path folder) {
        var blocks = README.blocks();
        return blocks.stream()
                .filter(block -> block.language().equals("java"))
                .map(block -> dynamicTest("README.md:" + block.line(), () -> {
                    var printed = runJava(block, folder);
                    var expected = MarkdownFile.outputAfter(block, blocks);
                    if (!expected.isEmpty()) {
                        assertEquals(
                                expected,
                                printed.lines().map(String::stripTrailing).toList());
                    }
                }));
    }

    /// Runs a block as a Java source file of its own. One without a `main` method is the body of one.
    private static String runJava(MarkdownFile.Block block, Path folder) throws IOException, InterruptedException {
        var file = folder.resolve("Readme" + block.line() + ".java");
        Files.writeString(file, block.text().contains("main(") ? block.text() : asMain(block));
        var output = folder.resolve("output" + block.line());
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        file.toString())
                .redirectOutput(output.toFile())
                .redirectError(folder.resolve("errors" + block.line()).toFile())
                .start();
        int status = process.waitFor();
        var errors = Files.readString(folder.resolve("errors" + block.line()), StandardCharsets.UTF_8);
        assertEquals(0, status, () -> "README.md:" + block.line() + " fails:\n" + errors);
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /// A block whose language is a stage of `explain` shows what the command above it prints at that stage, for a
    /// class of this document. A line `...` stands for any lines.
    @TestFactory
    Stream<DynamicTest> stagesOfTheReadmeAreWhatExplainPrints(@TempDir Path folder) throws IOException {
        var blocks = README.blocks();
        for (var block : blocks) {
            var name = Pattern.compile("^class (\\w+)", Pattern.MULTILINE).matcher(block.text());
            if (block.language().equals("java") && name.find()) {
                var file = Files.writeString(folder.resolve(name.group(1) + ".java"), block.text());
                compile(file, folder);
            }
        }
        var shown = blocks.stream()
                .filter(block -> STAGES.contains(block.language()))
                .toList();
        assertEquals(STAGES, shown.stream().map(MarkdownFile.Block::language).toList());
        return shown.stream()
                .map(block -> dynamicTest(
                        "README.md:" + block.line() + " " + block.language(),
                        () -> assertShows(block, explained(commandAbove(block), block.language(), folder))));
    }

    /// The last call of `explain` above `block`.
    private static String commandAbove(MarkdownFile.Block block) {
        return README.blocks().stream()
                .takeWhile(other -> other.line() < block.line())
                .filter(other -> other.language().equals("sh"))
                .flatMap(other -> other.lines().stream())
                .filter(line -> line.startsWith("./fluxion explain "))
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static void compile(Path file, Path folder) {
        var errors = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-g",
                        "-proc:none",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertEquals(0, status, () -> errors.toString(StandardCharsets.UTF_8));
    }

    private static List<String> explained(String command, String stage, Path folder) {
        var words = new ArrayList<>(words(command));
        words.removeFirst();
        words.set(words.indexOf("--class-path") + 1, folder.toString());
        words.set(words.indexOf("--stage") + 1, stage);
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Main.run(new PrintWriter(out), new PrintWriter(err, true), words.toArray(String[]::new));
        assertEquals(0, status, err::toString);
        return out.toString().lines().toList();
    }

    /// Checks that the lines of `block` stand in `printed` in this order: all of them, but for lines `...`, each of
    /// which stands for any lines.
    private static void assertShows(MarkdownFile.Block block, List<String> printed) {
        var runs = Stream.of(String.join("\n", block.lines()).split("(?m)^\\.\\.\\.$", -1))
                .map(run -> run.lines().filter(line -> !line.isEmpty()).toList())
                .toList();
        int from = 0;
        for (int i = 0; i < runs.size(); i++) {
            var rest = printed.subList(from, printed.size());
            boolean last = i == runs.size() - 1;
            int at = last
                    ? Collections.lastIndexOfSubList(rest, runs.get(i))
                    : Collections.indexOfSubList(rest, runs.get(i));
            var message = "README.md:" + block.line() + " shows what explain does not print here:\n"
                    + String.join("\n", runs.get(i)) + "\nIt prints:\n" + String.join("\n", printed);
            assertTrue(at >= 0 && (i > 0 || at == 0), message);
            from += at + runs.get(i).size();
            assertTrue(!last || from == printed.size(), message);
        }
    }

    private static String asMain(MarkdownFile.Block block) {
        var imports = block.lines().stream()
                .filter(line -> line.startsWith("import "))
                .collect(Collectors.joining("\n"));
        var body = block.lines().stream()
                .filter(line -> !line.startsWith("import "))
                .collect(Collectors.joining("\n"));
        return imports + "\nvoid main() throws Exception {\n" + body + "\n}\n";
    }

    @Test
    void commandsOfTheDocumentsExist() {
        var problems = new ArrayList<String>();
        int commands = 0;
        for (var document : documents()) {
            for (var block : document.blocks()) {
                if (block.language().equals("sh")) {
                    for (var line : block.lines()) {
                        var command = line.replaceAll("(^|\\s)#.*", "").strip();
                        if (!command.isEmpty()) {
                            commands++;
                            problem(command).forEach(p -> problems.add(document.name() + ": '" + line + "': " + p));
                        }
                    }
                }
            }
        }
        assertEquals(List.of(), problems);
        assertTrue(commands >= 2, "README.md names the two commands that set everything up");
    }

    /// What is wrong with a command line of a document.
    private static List<String> problem(String command) {
        var words = words(command);
        return switch (words.getFirst()) {
            case "./fluxion", "fluxion.cmd" -> fluxionProblems(words.subList(1, words.size()));
            case "mvn", "git", "cd", "java" -> List.of();
            default -> List.of("no known command");
        };
    }

    /// The words of a command line, of which some stand in single quotes.
    private static List<String> words(String command) {
        return Pattern.compile("'([^']*)'|\\S+")
                .matcher(command)
                .results()
                .map(match -> match.group(1) == null ? match.group() : match.group(1))
                .toList();
    }

    private static List<String> fluxionProblems(List<String> words) {
        var problems = new ArrayList<String>();
        var command = words.isEmpty() ? "--help" : words.getFirst();
        var help = new StringWriter();
        var writer = new PrintWriter(help);
        if (Main.run(writer, writer, command, "--help") != 0) {
            problems.add("fluxion has no command " + command);
        }
        boolean benchmark = command.equals("bench");
        if (benchmark
                && words.size() > 1
                && !words.get(1).startsWith("-")
                && !benchmarkNames().contains(words.get(1))) {
            problems.add("there is no benchmark " + words.get(1));
        }
        for (var word : words) {
            // The options of benchmarks are theirs; they are not on the class path of this test.
            if (word.startsWith("--") && !benchmark && !help.toString().contains(word)) {
                problems.add("fluxion " + command + " has no option " + word);
            }
        }
        return problems;
    }

    /// Names in the sources of the benchmarks: `return "gemm";`.
    private static Set<String> benchmarkNames() {
        var name = Pattern.compile("return \"([a-z0-9-]+)\";");
        return Repository.javaFiles(Repository.ROOT.resolve("tests/benchmarks/src/main/java")).stream()
                .flatMap(file ->
                        name.matcher(Repository.read(Repository.name(file))).results())
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void filesNamedInDocumentsExist() {
        var missing = new ArrayList<String>();
        var found = new ArrayList<String>();
        var tests = Stream.concat(Repository.MODULES.stream(), Stream.of("tests"))
                .flatMap(module ->
                        Repository.javaFiles(Repository.ROOT.resolve(module).resolve("src")).stream())
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
        for (var document : documents()) {
            for (var line : document.lines()) {
                PATH.matcher(line).results().forEach(match -> {
                    var path = match.group(1) != null ? match.group(1) : match.group(2);
                    (exists(document, path) ? found : missing).add(document.name() + ": " + path);
                });
                TEST_CLASS
                        .matcher(line)
                        .results()
                        .map(match -> match.group(1))
                        .filter(test -> !tests.contains(test + ".java"))
                        .forEach(test -> missing.add(document.name() + ": " + test));
            }
        }
        assertEquals(List.of(), missing);
        assertFalse(found.isEmpty());
    }

    /// Whether a path exists from the root or from the document's folder. `fluxion/ir` is a package, not a path.
    private static boolean exists(MarkdownFile document, String path) {
        var folder = Repository.ROOT.resolve(document.name()).getParent();
        return Stream.of(Repository.ROOT, folder).anyMatch(from -> Files.exists(from.resolve(path)));
    }
}
