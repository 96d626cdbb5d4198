package fluxion.compiler.lift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random Java programs are lifted and compute the same bits; `-Dlift.programs=100000` for more of them,
/// `-Dlift.seed=N` to begin elsewhere.
class RandomJavaTest {
    private static final int PROGRAMS = Integer.getInteger("lift.programs", 2000);
    private static final long SEED = Long.getLong("lift.seed", 1);
    private static final int PER_CLASS = 100;
    private static final int CALLS = 8;

    @TempDir
    private Path folder;

    @Test
    void aRandomProgramComputesTheSameBits() throws Exception {
        var refused = new ArrayList<String>();
        try (var loader =
                URLClassLoader.newInstance(new java.net.URL[] {folder.toUri().toURL()})) {
            for (int done = 0; done < PROGRAMS; done += PER_CLASS) {
                var name = "Random" + done;
                var source = RandomJava.source(name, SEED + done, Math.min(PER_CLASS, PROGRAMS - done));
                compile(name, source);
                var methods = Arrays.stream(loader.loadClass(name).getDeclaredMethods())
                        .filter(m -> m.getName().matches("m[0-9]+"))
                        .sorted((m, n) -> number(m) - number(n))
                        .toList();
                for (var method : methods) {
                    check(method, SEED + done + number(method), refused);
                }
            }
        }
        assertTrue(refused.size() * 100 < PROGRAMS, () -> refused.size() + " refused:\n" + String.join("\n", refused));
    }

    private static int number(Method method) {
        return Integer.parseInt(method.getName().substring(1));
    }

    private static void check(Method method, long seed, List<String> refused) {
        LiftedMethod lifted;
        try {
            lifted = Lifter.lift(method);
        } catch (LiftException e) {
            refused.add("seed " + seed + ": " + e.getMessage());
            return;
        }
        Verifier.verify(lifted.graph());
        // the passes take longer than the rest
        var forms = seed % 4 == 0 ? List.of(lifted, Calling.optimised(lifted)) : List.of(lifted);
        var random = new Random(seed);
        if (seed % 8 == 0) {
            LiftedDerivativeTest.check(forms.getLast(), 5, random);
        }
        for (int i = 0; i < CALLS; i++) {
            var arguments = Calling.arguments(method, random);
            var expected = Calling.byJava(method, arguments);
            for (var form : forms) {
                assertEquals(
                        expected,
                        Calling.byGraph(form, arguments),
                        () -> String.format(
                                Locale.ROOT,
                                "seed %d, arguments %s%n%s%n%s",
                                seed,
                                Arrays.deepToString(arguments),
                                RandomJava.source("R", seed, 1),
                                GraphPrinter.print(form.graph())));
            }
        }
    }

    private void compile(String name, String source) throws IOException {
        var file = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        var messages = new StringWriter();
        var compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", folder.toString(), "-g", "-proc:none", "-Xlint:none"),
                        null,
                        List.of(file))
                .call();
        assertTrue(compiled, messages::toString);
    }
}
