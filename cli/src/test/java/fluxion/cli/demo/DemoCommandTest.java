package fluxion.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fluxion.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    @Test
    void theDemoPrintsTheWorkedExamplesTrainsANetworkAndWritesPlots(@TempDir Path folder) throws IOException {
        var out = new StringWriter();
        var err = new StringWriter();
        int status =
                Main.run(new PrintWriter(out, true), new PrintWriter(err, true), "demo", "--out", folder.toString());
        assertEquals(0, status, err::toString);
        var lines = out.toString().lines().toList();
        assertEquals("   x =   -5.832   z =     68.02", lines.get(6), out::toString);
        for (var start : new String[] {"1. ", "2. w^2 after 10,000 steps: 3.323e-176", "3. ", "4. ", "5. "}) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), () -> start + " in\n" + out);
        }
        var accuracy = lines.get(lines.size() - 2);
        assertTrue(accuracy.matches("test accuracy \\d\\d\\.\\d\\d %"), out::toString);
        assertTrue(Double.parseDouble(accuracy.split(" ", -1)[2]) > 85, out::toString);
        assertEquals("plots are in " + folder, lines.getLast());
        for (var plot : new String[] {"regression.png", "regression-loss.png", "digits-loss.png"}) {
            assertArrayEquals(PNG, Arrays.copyOf(Files.readAllBytes(folder.resolve(plot)), PNG.length), plot);
        }
    }
}
