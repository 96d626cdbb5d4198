package fluxion.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Text that a test expects: files under `src/test/resources/golden`.
///
/// `-Dgolden.update=true` writes them anew; read the difference before you keep it.
public final class Golden {
    private static final Path ROOT = Path.of("src/test/resources/golden");

    private Golden() {}

    /// The file `name`, a path from the folder of golden files.
    public static Path file(String name) {
        return ROOT.resolve(name);
    }

    /// The files under `folder`, a path from the folder of golden files, sorted, as such paths.
    public static List<String> names(String folder) {
        try (var files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Checks that the file `name` holds `text`.
    public static void check(String name, String text) {
        var file = file(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            var expected = Files.exists(file) ? Files.readString(file) : "no file";
            assertEquals(expected, text, () -> file + " differs; -Dgolden.update=true rewrites it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
