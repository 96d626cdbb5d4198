package fluxion.cli.gradbench.eval;

import com.fasterxml.jackson.databind.JsonNode;

/// The fields of an input, read as what an eval says they are.
public final class Fields {
    private final String where;
    private final JsonNode input;

    /// Fields of `input`.
    ///
    /// @param where eval and function, for errors
    public Fields(String where, JsonNode input) {
        this.where = where;
        this.input = input;
    }

    /// The input itself, which is a number.
    double asNumber() {
        return number("the input", input);
    }

    double number(String name) {
        return number("field '" + name + "'", field(name));
    }

    int integer(String name) {
        var node = field(name);
        if (!node.isNumber() || node.doubleValue() != node.intValue()) {
            throw bad("field '" + name + "'", "a whole number", node);
        }
        return node.intValue();
    }

    /// A whole number of at least `least`.
    int atLeast(int least, String name) {
        int value = integer(name);
        if (value < least) {
            throw new BadInputException(
                    where + ": field '" + name + "' is " + value + "; it must be at least " + least);
        }
        return value;
    }

    boolean flag(String name) {
        var node = field(name);
        if (!node.isBoolean()) {
            throw bad("field '" + name + "'", "true or false", node);
        }
        return node.booleanValue();
    }

    /// The fields of the object that a field holds.
    Fields object(String name) {
        var node = field(name);
        if (!node.isObject()) {
            throw bad("field '" + name + "'", "an object", node);
        }
        return new Fields(where + " " + name, node);
    }

    /// The numbers of an array.
    double[] vector(String name) {
        return vector(name, 1);
    }

    /// The numbers of arrays in arrays, `depth` of them, one after the other; rows must be equally long.
    double[] vector(String name, int depth) {
        var shape = new int[depth];
        int count = 1;
        var first = field(name);
        for (int level = 0; level < depth; level++) {
            shape[level] = first.size();
            count *= first.size();
            first = first.path(0);
        }
        var result = new double[count];
        fill("field '" + name + "'", field(name), shape, 0, result, 0);
        return result;
    }

    /// How many numbers the rows of a matrix have; at least one.
    int columns(String name) {
        var row = field(name).path(0);
        if (row.isEmpty()) {
            throw bad("field '" + name + "'", "arrays of numbers in an array, and not empty", field(name));
        }
        return row.size();
    }

    /// The whole numbers of arrays in arrays, as [#vector(String, int)].
    int[] integers(String name, int depth) {
        var numbers = vector(name, depth);
        var result = new int[numbers.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) numbers[i];
            if (result[i] != numbers[i]) {
                throw new BadInputException(
                        where + ": field '" + name + "' must hold whole numbers, but has " + numbers[i]);
            }
        }
        return result;
    }

    /// Checks that a field has as many numbers as others say.
    void size(String name, int found, int expected) {
        if (found != expected) {
            throw new BadInputException(
                    where + ": field '" + name + "' has " + found + " numbers; the other fields ask for " + expected);
        }
    }

    private JsonNode field(String name) {
        var node = input.get(name);
        if (node == null) {
            throw new BadInputException(where + ": field '" + name + "' is missing");
        }
        return node;
    }

    private double number(String what, JsonNode node) {
        if (!node.isNumber()) {
            throw bad(what, "a number", node);
        }
        return node.doubleValue();
    }

    /// Writes the numbers below `node` to `result` from `at` on, and tells where they end.
    private int fill(String what, JsonNode node, int[] shape, int level, double[] result, int at) {
        boolean numbers = level == shape.length - 1;
        if (!node.isArray() || node.size() != shape[level]) {
            throw bad(what, (numbers ? "numbers" : "arrays") + " in arrays of equal length", node);
        }
        int end = at;
        for (var element : node) {
            if (numbers) {
                result[end] = number(what, element);
                end++;
            } else {
                end = fill(what, element, shape, level + 1, result, end);
            }
        }
        return end;
    }

    private BadInputException bad(String what, String expected, JsonNode found) {
        var text = found.toString();
        var shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return new BadInputException(where + ": " + what + " must be " + expected + ", but is " + shown);
    }
}
