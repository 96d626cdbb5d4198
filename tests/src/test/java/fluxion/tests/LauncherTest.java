package fluxion.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher finds a JDK that is new enough, and the one that it is told first.
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
}
