package fluxion.tests.samples;

import fluxion.tests.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/// A Maven repository in a temporary folder, with what this build has made. What others have made is there through
/// links into the repository of this build.
///
/// @param folder where it is
record LocalRepository(Path folder) implements AutoCloseable {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    private static final List<String> MODULES = List.of("ir", "runtime", "compiler", "processor");

    static LocalRepository in(Path folder) throws IOException {
        var repository = new LocalRepository(folder);
        for (var module : MODULES) {
            repository.install("fluxion-" + module, module, jar(module));
        }
        repository.install("fluxion", ".", null);
        repository.linkOthers(Path.of(System.getProperty("maven.repository", "")));
        return repository;
    }

    /// The jar of a module of this build.
    static Path jar(String module) {
        var jar = Repository.ROOT.resolve(module + "/target/fluxion-" + module + "-" + VERSION + ".jar");
        Assumptions.assumeTrue(Files.exists(jar), () -> jar + " is not there: the phase `verify` packages it");
        return jar;
    }

    /// The jars that a program with derivatives runs with, but for those of others.
    static List<Path> runtimeJars() {
        return MODULES.subList(0, 3).stream().map(LocalRepository::jar).toList();
    }

    private void install(String artifact, String module, @Nullable Path jar) throws IOException {
        var place = Files.createDirectories(folder.resolve("dev/fluxion/" + artifact + "/" + VERSION));
        var name = artifact + "-" + VERSION;
        Files.copy(Repository.ROOT.resolve(module).resolve("pom.xml"), place.resolve(name + ".pom"));
        if (jar != null) {
            Files.copy(jar, place.resolve(name + ".jar"));
        }
    }

    /// Takes the links away, before the temporary folder is deleted.
    @Override
    public void close() throws IOException {
        try (var groups = Files.list(folder)) {
            for (var link : groups.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    private void linkOthers(Path others) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(others), "Maven says where its repository is");
        try (var groups = Files.list(others)) {
            for (var group : groups.filter(Files::isDirectory).toList()) {
                if (!group.endsWith("dev")) {
                    Files.createSymbolicLink(folder.resolve(group.getFileName()), group);
                }
            }
        }
    }
}
