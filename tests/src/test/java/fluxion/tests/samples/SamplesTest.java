package fluxion.tests.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.tests.Repository;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/// The projects of `tests/samples`, which are not part of this build, are built with what it makes, and run.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class SamplesTest {
    private static final Path SAMPLES = Repository.ROOT.resolve("tests/samples");

    private static final String MINIMUM = """
            gradient at (-1, 2): [396.0, 200.0]
            minimum at (0.998, 0.999)
            """;

    @TempDir
    private Path folder;

    private static String run(Path place, List<String> command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(place.toFile());
        // Maven and Gradle run on the JDK of this test
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var output = Files.createTempFile("sample", ".out");
        var errors = Files.createTempFile("sample", ".err");
        try {
            var process = builder.redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            var text = Files.readString(output);
            var problems = Files.readString(errors);
            assertTrue(ended && process.exitValue() == 0, () -> String.join(" ", command) + "\n" + text + problems);
            return text;
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private Path copied(String sample) throws IOException {
        var from = SAMPLES.resolve(sample);
        var to = folder.resolve(sample);
        try (var files = Files.walk(from)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = from.relativize(file);
                if (!name.startsWith("build") && !name.toString().contains("target")) {
                    var copy = to.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        return to;
    }

    private static Path codeOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }

    /// What a sample runs with.
    private static String libraries(Path classes) {
        var places = new ArrayList<Path>();
        places.add(classes);
        places.addAll(LocalRepository.runtimeJars());
        places.add(codeOf(ClassWriter.class));
        places.add(codeOf(ClassNode.class));
        return places.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static List<String> java(String... arguments) {
        return Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--sun-misc-unsafe-memory-access=allow"),
                        Stream.of(arguments))
                .toList();
    }

    @Test
    void theMavenProjectsAreBuiltAndRun() throws IOException, InterruptedException {
        var maven = Path.of(System.getProperty("maven.home", ""), "bin", "mvn");
        Assumptions.assumeTrue(Files.isExecutable(maven), "Maven says where it is");
        var project = copied("maven");
        try (var repository = LocalRepository.in(folder.resolve("repository"))) {
            run(project, List.of(maven.toString(), "-B", "-q", "-Dmaven.repo.local=" + repository.folder(), "compile"));
        }
        var plain = libraries(project.resolve("plain/target/classes"));
        assertEquals(MINIMUM, run(folder, java("-cp", plain, "demo.Rosenbrock")));
        var modular = libraries(project.resolve("modular/target/classes"));
        assertEquals("""
                module: demo
                angle -0.4996, for the length 0.0329, for the start -0.9951
                """, run(folder, java("-p", modular, "-m", "demo/demo.Pendulum")));
    }

    @Test
    void theGradleProjectIsBuiltAndRun() throws IOException, InterruptedException {
        var gradle = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(place -> Path.of(place, "gradle"))
                .filter(Files::isExecutable)
                .findFirst();
        Assumptions.assumeTrue(gradle.isPresent(), "Gradle is not installed");
        try (var repository = LocalRepository.in(folder.resolve("repository"))) {
            var output = run(
                    copied("gradle"),
                    List.of(
                            gradle.orElseThrow().toString(),
                            "--no-daemon",
                            "--quiet",
                            "-PfluxionRepository=" + repository.folder().toUri(),
                            "run"));
            assertTrue(output.contains(MINIMUM), output);
        }
    }
}
