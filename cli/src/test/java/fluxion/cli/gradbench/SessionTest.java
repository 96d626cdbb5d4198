package fluxion.cli.gradbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fluxion.cli.failure.CommandFailure;
import fluxion.cli.gradbench.eval.Evals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SessionTest {
    private final Session session = new Session(Evals.all());

    private JsonNode answer(String message) throws IOException {
        return new ObjectMapper().readTree(session.answer(1, message));
    }

    @Test
    void anEvalTalksToTheCommandLineByLine() throws IOException {
        var messages = """
                {"id": 0, "kind": "start", "eval": "hello", "config": {"any": [1]}}
                {"id": 1, "kind": "define", "module": "hello"}

                {"id": 2, "kind": "evaluate", "module": "hello", "function": "square", "input": 3, "description": "3"}
                {"id": 3, "kind": "analysis", "of": 2, "valid": false, "error": "no"}
                {"id": 4, "kind": "something of a later version"}
                """;
        var out = new StringWriter();
        var command = new GradbenchCommand(new ByteArrayInputStream(messages.getBytes(StandardCharsets.UTF_8)));
        assertEquals(0, new CommandLine(command).setOut(new PrintWriter(out)).execute());
        var lines = out.toString().lines().toList();
        assertEquals(5, lines.size(), out::toString);
        assertEquals("{\"id\":0,\"tool\":\"fluxion\"}", lines.get(0));
        assertEquals("{\"id\":1,\"success\":true}", lines.get(1));
        var evaluated = new ObjectMapper().readTree(lines.get(2));
        assertEquals(2, evaluated.get("id").intValue());
        assertTrue(evaluated.get("success").booleanValue());
        assertEquals(9, evaluated.get("output").doubleValue());
        assertEquals(1, evaluated.get("timings").size());
        assertEquals("evaluate", evaluated.get("timings").get(0).get("name").textValue());
        assertTrue(evaluated.get("timings").get(0).get("nanoseconds").isIntegralNumber());
        assertEquals("{\"id\":3}", lines.get(3));
        assertEquals("{\"id\":4}", lines.get(4));
    }

    @Test
    void runsAsOftenAndAsLongAsAsked() throws IOException {
        var often = answer("""
                {"id": 1, "kind": "evaluate", "module": "lse", "function": "primal",
                 "input": {"x": [0, 0], "min_runs": 7, "min_seconds": 0}}""");
        assertEquals(Math.log(2), often.get("output").doubleValue(), 1e-15);
        assertEquals(7, often.get("timings").size());
        var longer = answer("""
                {"id": 1, "kind": "evaluate", "module": "llsq", "function": "primal",
                 "input": {"x": [1, 2], "n": 5000, "min_runs": 1, "min_seconds": 0.02}}""");
        long spent = 0;
        for (var timing : longer.get("timings")) {
            spent += timing.get("nanoseconds").longValue();
        }
        assertTrue(spent >= 20_000_000, longer::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ba", "det", "gmm", "hello", "ht", "kmeans", "llsq", "lse", "lstm", "ode", "particle", "saddle"})
    void modulesAreKnown(String module) throws IOException {
        assertTrue(answer("{\"id\": 1, \"kind\": \"define\", \"module\": \"" + module + "\"}")
                .get("success")
                .booleanValue());
    }

    /// The forms of answers that are more than a number.
    @Test
    void derivativesAreAnswered() throws IOException {
        var gmm = answer("""
                {"id": 1, "kind": "evaluate", "module": "gmm", "function": "jacobian", "input": {"d": 2, "k": 1, "n": 1,
                 "alpha": [1], "mu": [[0, 0]], "q": [[0, 0]], "l": [[0]], "x": [[1, 2]], "m": 0, "gamma": 1}}""");
        assertEquals(2, gmm.get("output").get("mu").get(0).get(1).doubleValue(), 1e-12, gmm::toString);
        assertEquals(-4, gmm.get("output").get("q").get(0).get(1).doubleValue(), 1e-12, gmm::toString);
        var ba = answer("""
                {"id": 1, "kind": "evaluate", "module": "ba", "function": "jacobian", "input": {"n": 2, "m": 3, "p": 4,
                 "cam": [0.1, 0.2, 0.3, 0, 0, 1, 4, 0.1, 0.2, 0.01, 0.02], "x": [1, 2, 9], "w": 0.5, "feat": [1, 2]}}""");
        for (var part : new String[] {"rows", "cols", "vals"}) {
            assertEquals(31, ba.get("output").get(part).size(), ba::toString);
        }
        assertEquals(31 * 4, ba.get("output").get("rows").get(30).intValue());
        assertEquals(22 + 9 + 3, ba.get("output").get("cols").get(30).intValue());
        assertEquals(-1, ba.get("output").get("vals").get(30).doubleValue());
        var kmeans = answer("""
                {"id": 1, "kind": "evaluate", "module": "kmeans", "function": "dir",
                 "input": {"points": [[0, 0], [2, 2]], "centroids": [[0.5, 0]]}}""");
        assertEquals("[[-0.5,-1.0]]", kmeans.get("output").toString());
    }

    /// What GradBench's evals expect, in all pairs of modes.
    @ParameterizedTest
    @ValueSource(strings = {"ff", "fr", "rf", "rr"})
    void derivativesOfDerivatives(String modes) throws IOException {
        double y = 8.246324826140356e-06;
        var saddle = answer("{\"id\": 1, \"kind\": \"evaluate\", \"module\": \"saddle\", \"function\": \"" + modes
                + "\", \"input\": {\"start\": [1, 1]}}");
        for (int i = 0; i < 4; i++) {
            assertEquals(y, saddle.get("output").get(i).doubleValue(), 1e-12, saddle::toString);
        }
        var particle = answer("{\"id\": 1, \"kind\": \"evaluate\", \"module\": \"particle\", \"function\": \"" + modes
                + "\", \"input\": {\"w\": 0}}");
        assertEquals(0.2071918746486116, particle.get("output").doubleValue(), 1e-8, particle::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            define   | none  | -      | {}                          | there is no module 'none'; known are ba, det, gmm
            evaluate | none  | f      | {}                          | there is no module 'none'; known are ba, det, gmm
            evaluate | hello | cube   | 1                           | eval hello has no function 'cube'; it has
            evaluate | hello | square | "1"                         | hello square: the input must be a number, but is "1"
            evaluate | llsq  | primal | {"x": [1]}                  | llsq primal: field 'n' is missing
            evaluate | llsq  | primal | {"x": [1], "n": 1}          | field 'n' is 1; it must be at least 2
            evaluate | llsq  | primal | {"x": [1], "n": 2.5}        | field 'n' must be a whole number, but is 2.5
            evaluate | llsq  | primal | {"x": [1, true], "n": 5}    | field 'x' must be a number, but is true
            evaluate | llsq  | primal | {"x": {}, "n": 5}           | field 'x' must be numbers in arrays of equal length
            evaluate | det   | primal | {"A": [1, 2, 3], "ell": 2}  | field 'A' has 3 numbers; the other fields ask for 4
            evaluate | kmeans | cost  | {"points": [[1, 2], [3]], "centroids": [[1, 2]]} | arrays of equal length
            evaluate | kmeans | cost  | {"points": [[1, 2]], "centroids": [[1]]}         | the same dimension
            """)
    void whatCannotBeDoneIsSaid(String kind, String module, String function, String input, String says)
            throws IOException {
        var answer = answer("{\"id\": 8, \"kind\": \"" + kind + "\", \"module\": \"" + module + "\", \"function\": \""
                + function + "\", \"input\": " + input + "}");
        assertEquals(8, answer.get("id").intValue());
        assertEquals(false, answer.get("success").booleanValue());
        assertTrue(answer.get("error").textValue().contains(says), answer::toString);
        assertEquals(false, answer.has("output"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"id": 1, "kind" | line 1 is not JSON
            [1, 2]           | line 1 is no message of the protocol
            {"kind": "start"} | line 1 is no message of the protocol
            """)
    void whatIsNoMessageEndsTheSession(String line, String says) {
        var failure = assertThrows(CommandFailure.class, () -> session.answer(1, line));
        assertTrue(String.valueOf(failure.getMessage()).contains(says), failure::toString);
    }
}
