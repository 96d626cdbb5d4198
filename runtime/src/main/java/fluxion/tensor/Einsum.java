package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/// A formula of `einsum` with the tensors it is about.
///
/// @param operands the tensors
/// @param inputs the letters of the axes of each tensor
/// @param output the letters of the result
record Einsum(List<Tensor> operands, List<String> inputs, String output) {
    /// Reads `ij,jk->ik`; without an arrow the result has the letters that occur once, in alphabetic order.
    static Einsum parse(String formula, List<Tensor> operands) {
        var text = formula.replace(" ", "");
        int arrow = text.indexOf("->");
        var inputs = List.of((arrow < 0 ? text : text.substring(0, arrow)).split(",", -1));
        if (inputs.size() != operands.size() || operands.isEmpty()) {
            throw new ShapeException("einsum: '" + formula + "' is about " + inputs.size() + " tensors, but there are "
                    + operands.size());
        }
        var extents = new HashMap<Character, Dim>();
        for (int i = 0; i < inputs.size(); i++) {
            bind(formula, inputs.get(i), operands.get(i), extents);
            Broadcasting.check("einsum", operands.get(i), dtype -> dtype != DType.BOOL);
            Broadcasting.sameDType("einsum", operands.getFirst(), operands.get(i));
        }
        var output = arrow < 0 ? implied(inputs) : text.substring(arrow + 2);
        for (int i = 0; i < output.length(); i++) {
            if (!extents.containsKey(output.charAt(i)) || output.indexOf(output.charAt(i)) != i) {
                throw new ShapeException("einsum: the result of '" + formula + "' has the letter '" + output.charAt(i)
                        + "', which must occur once there and in some operand");
            }
        }
        return new Einsum(List.copyOf(operands), inputs, output);
    }

    private static void bind(String formula, String letters, Tensor x, HashMap<Character, Dim> extents) {
        if (letters.length() != x.rank() || !letters.chars().allMatch(Character::isLetter)) {
            throw new ShapeException("einsum: '" + letters + "' of '" + formula + "' does not fit " + x.type()
                    + "; it needs a letter an axis");
        }
        for (int axis = 0; axis < letters.length(); axis++) {
            var dim = x.shape().dim(axis);
            var known = extents.putIfAbsent(letters.charAt(axis), dim);
            if (known != null && !known.equals(dim)) {
                throw new ShapeException("einsum: letter '" + letters.charAt(axis) + "' of '" + formula
                        + "' has extent " + known + ", but axis " + axis + " of " + x.type() + " has " + dim);
            }
        }
    }

    private static String implied(List<String> inputs) {
        var all = String.join("", inputs);
        return all.chars()
                .sorted()
                .filter(c -> all.indexOf(c) == all.lastIndexOf(c))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    Tensor operand(int index) {
        return operands.get(index);
    }

    /// Whether the result or an operand other than `index` has `letter`.
    boolean neededBeside(int letter, int index) {
        var others = new ArrayList<>(inputs);
        others.set(index, output);
        return others.stream().anyMatch(letters -> letters.indexOf(letter) >= 0);
    }

    /// Whether the result or an operand after `index` has `letter`.
    boolean neededAfter(int letter, int index) {
        return output.indexOf(letter) >= 0
                || inputs.subList(index + 1, inputs.size()).stream().anyMatch(letters -> letters.indexOf(letter) >= 0);
    }
}
