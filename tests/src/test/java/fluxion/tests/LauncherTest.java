package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The launcher finds a JDK that is new enough, and the one that it is told first; what it has the JVM keep.
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final Path LAUNCHER = Repository.ROOT.resolve("fluxion");

    @TempDir
    private Path folder;

    private Path jdk(String name, String version) throws IOException {
        var home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        var javac = Files.createFile(home.resolve("bin/javac"));
        assertTrue(javac.toFile().setExecutable(true));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String found(Path javaHome, Path script) throws IOException, InterruptedException {
        var builder = new ProcessBuilder("bash", script.toString(), "--jdk").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome.toString());
        var process = builder.start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + text.strip();
    }

    @Test
    void javaHomeIsFirstIfItIsNewEnough() throws IOException, InterruptedException {
        var newer = jdk("a newer one", "26.0.1");
        assertEquals("0 " + newer, found(newer, LAUNCHER));
    }

    @Test
    void anOlderOneIsPassedOver() throws IOException, InterruptedException {
        for (var version : new String[] {"17.0.2", "1.8.0_402"}) {
            var older = jdk(version, version);
            var other = found(older, LAUNCHER);
            assertTrue(other.startsWith("0 /") && !other.contains(older.toString()), other);
        }
    }

    @Test
    void whereThereIsNoneItSaysWhatToInstall() throws IOException, InterruptedException {
        var demanding = folder.resolve("fluxion");
        Files.writeString(demanding, Files.readString(LAUNCHER).replace("needed=25", "needed=99"));
        assertEquals(
                "1 fluxion: no JDK 99 or newer found in JAVA_HOME, PATH or the usual folders; install one, for example"
                        + " Eclipse Temurin 99 (https://adoptium.net), or set JAVA_HOME to it",
                found(folder, demanding));
    }

    /// A clone that is built, and a JDK in it that prints what the JVM is given.
    private Path built() throws IOException {
        var clone = folder.resolve("a clone");
        for (var module : new String[] {"", "cli", "tests/benchmarks"}) {
            Files.createDirectories(clone.resolve(module).resolve("src/main"));
            Files.createFile(clone.resolve(module).resolve("pom.xml"));
        }
        Files.createDirectories(clone.resolve("target"));
        Files.createFile(clone.resolve("target/built-cli"));
        Files.createFile(clone.resolve("target/built-bench"));
        var java = jdk("a clone/jdk", "25.0.3").resolve("bin/java");
        Files.writeString(java, "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\"\n");
        assertTrue(java.toFile().setExecutable(true));
        return Files.copy(LAUNCHER, clone.resolve("fluxion"));
    }

    @ParameterizedTest
    @CsvSource({
        "demo sin, cli, true",
        "train mnist, cli, true",
        "bench scalar, bench, true",
        "bench scalar --help, bench, false",
        "explain a.B#c, cli, false",
        "--help, cli, false"
    })
    void theFirstRunThatComputesSomethingMakesTheArchiveThatAllUse(String command, String name, boolean makes)
            throws IOException, InterruptedException {
        var launcher = built();
        var line = new ArrayList<>(List.of("bash", launcher.toString()));
        line.addAll(List.of(command.split(" ")));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", launcher.resolveSibling("jdk").toString());
        var process = builder.start();
        var given = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), given.toString());
        var archive = launcher.resolveSibling("target").resolve(name + ".jsa");
        assertTrue(given.contains("-XX:SharedArchiveFile=" + archive), given.toString());
        assertEquals(makes, given.contains("-XX:+AutoCreateSharedArchive"), given.toString());
    }
}
