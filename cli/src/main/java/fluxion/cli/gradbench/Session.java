package fluxion.cli.gradbench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fluxion.cli.failure.CommandFailure;
import fluxion.cli.gradbench.eval.BadInputException;
import fluxion.cli.gradbench.eval.Computation;
import fluxion.cli.gradbench.eval.Eval;
import fluxion.cli.gradbench.eval.Fields;
import fluxion.ir.FluxionException;
import java.util.Map;
import java.util.TreeMap;

/// Answers the messages of one eval.
///
/// [GradBench, CONTRIBUTING.md, Protocol]
final class Session {
    private static final double NANOSECONDS = 1e9;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, Eval> evals = new TreeMap<>();

    Session(Iterable<Eval> evals) {
        evals.forEach(eval -> this.evals.put(eval.name(), eval));
    }

    /// The answer to a message, on one line.
    ///
    /// @param number the number of the line, for errors
    /// @throws CommandFailure if the line has no message that could be answered
    String answer(int number, String line) {
        JsonNode message;
        try {
            message = json.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("line " + number + " is not JSON: " + e.getOriginalMessage(), e);
        }
        var id = message.path("id");
        if (!id.isIntegralNumber()) {
            throw new CommandFailure(
                    "line " + number + " is no message of the protocol: it needs a whole number \"id\"");
        }
        var answer = json.createObjectNode();
        answer.set("id", id);
        switch (message.path("kind").asText()) {
            case "start" -> answer.put("tool", "fluxion");
            case "define" -> define(message, answer);
            case "evaluate" -> evaluate(message, answer);
            // The protocol: any other kind is answered by its number alone.
            default -> {}
        }
        try {
            return json.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("line " + number + " cannot be answered: " + e.getOriginalMessage(), e);
        }
    }

    private void define(JsonNode message, ObjectNode answer) {
        try {
            eval(message);
            answer.put("success", true);
        } catch (BadInputException e) {
            refuse(answer, e);
        }
    }

    private void evaluate(JsonNode message, ObjectNode answer) {
        try {
            var eval = eval(message);
            var function = message.path("function").asText();
            var computation = computation(eval, function, message.path("input"));
            var timings = answer.putArray("timings");
            repeat(
                    computation,
                    message.path("input"),
                    nanoseconds -> timings.addObject().put("name", "evaluate").put("nanoseconds", nanoseconds));
            answer.put("success", true);
            answer.set("output", json.valueToTree(computation.output().get()));
        } catch (BadInputException | FluxionException | IndexOutOfBoundsException | ArithmeticException e) {
            answer.remove("timings");
            refuse(answer, e);
        }
    }

    private static Computation computation(Eval eval, String function, JsonNode input) {
        var prepare = eval.functions().get(function);
        if (prepare == null) {
            throw new BadInputException("eval " + eval.name() + " has no function '" + function + "'; it has "
                    + String.join(", ", eval.functions().keySet()));
        }
        return prepare.apply(new Fields(eval.name() + " " + function, input));
    }

    private interface Timings {
        void add(long nanoseconds);
    }

    /// Runs as often and as long as the input asks for: once unless it says otherwise.
    private static void repeat(Computation computation, JsonNode input, Timings timings) {
        int runs = input.path("min_runs").asInt(1);
        double total = input.path("min_seconds").asDouble(0) * NANOSECONDS;
        double spent = 0;
        for (int i = 0; i < Math.max(1, runs) || spent < total; i++) {
            long start = System.nanoTime();
            computation.run().run();
            long taken = System.nanoTime() - start;
            timings.add(taken);
            spent += taken;
        }
    }

    private Eval eval(JsonNode message) {
        var name = message.path("module").asText();
        var eval = evals.get(name);
        if (eval == null) {
            throw new BadInputException(
                    "there is no module '" + name + "'; known are " + String.join(", ", evals.keySet()));
        }
        return eval;
    }

    private static void refuse(ObjectNode answer, RuntimeException e) {
        answer.put("success", false);
        answer.put("error", e instanceof BadInputException ? e.getMessage() : e.toString());
    }
}
