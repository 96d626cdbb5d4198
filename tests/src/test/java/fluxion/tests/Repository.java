package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The files of the repository, for tests of its shape.
public final class Repository {
    /// The root folder; Surefire runs tests in the folder of their module.
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /// The modules that make the product.
    static final List<String> MODULES = List.of("ir", "runtime", "compiler", "cuda-codegen", "nn", "processor", "cli");

    private Repository() {}

    /// The Java files of the product, without module descriptors, sorted.
    static List<Path> productSources() {
        var files = MODULES.stream()
                .flatMap(module -> javaFiles(ROOT.resolve(module).resolve("src/main/java")).stream())
                .toList();
        assertTrue(files.size() > 50, () -> "only " + files.size() + " source files under " + ROOT);
        return files;
    }

    /// The Java files under `folder`, without module descriptors, sorted.
    static List<Path> javaFiles(Path folder) {
        return files(folder)
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> !file.endsWith("module-info.java"))
                .toList();
    }

    /// The regular files under `folder`, sorted.
    static Stream<Path> files(Path folder) {
        try (var found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of `file`, a path from the root.
    public static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `file` as a path from the root, with slashes.
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
