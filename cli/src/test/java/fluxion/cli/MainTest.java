package fluxion.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String line) {
        var args = line.isEmpty() ? new String[0] : line.split(" ", -1);
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "demo --help",
                "train --help",
                "explain --help",
                "bench --help",
                "gradbench --help",
                "--version"
            })
    void helpGoesToTheStandardOutput(String line) {
        assertEquals(0, run(line));
        assertTrue(out.toString().contains("fluxion"), out::toString);
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                              | Missing required subcommand
                    unknown                         | 'unknown'
                    demo --size                     | '--size'
                    train                           | '--data=DIR', 'DATASET'
                    train cats --data .             | 'cats'
                    train mnist --data . --epochs 0 | --epochs is 0; it must be at least 1
                    train mnist --data . --batch x  | 'x' is not an int
                    explain Model                   | write CLASS#METHOD
                    explain Model#                  | write CLASS#METHOD
                    explain A#b --stage early       | 'early'
                    bench                           | name a benchmark
                    bench missing --peers           | there is no benchmark 'missing'
                    """)
    void badUseIsOneSentenceAndExitCodeTwo(String line, String says) {
        assertEquals(2, run(line));
        assertEquals("", out.toString());
        assertTrue(err.toString().contains(says), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
    }
}
