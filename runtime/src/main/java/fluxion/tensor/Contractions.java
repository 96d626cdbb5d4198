package fluxion.tensor;

import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ReduceFn;
import fluxion.ir.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Sums of products: each is brought to the general contraction of two tensors.
final class Contractions {
    private Contractions() {}

    /// NumPy's `matmul`: the last two axes are matrices, axes before them broadcast; a vector is a row on the left
    /// and a column on the right, and its axis is dropped again.
    static Tensor matmul(Tensor x, Tensor y) {
        Broadcasting.check("matmul", x, dtype -> dtype != DType.BOOL);
        Broadcasting.sameDType("matmul", x, y);
        if (x.rank() == 0 || y.rank() == 0) {
            throw new ShapeException(
                    "matmul: " + x.type() + " and " + y.type() + "; a scalar has no axis to contract, use mul");
        }
        int contractX = x.rank() - 1;
        int contractY = Math.max(y.rank() - 2, 0);
        if (!x.shape().dim(contractX).equals(y.shape().dim(contractY))) {
            throw new ShapeException(
                    "matmul: " + x.type() + " and " + y.type() + ": axis " + contractX + " of the left, extent "
                            + x.shape().dim(contractX) + ", must equal axis " + contractY + " of the right, extent "
                            + y.shape().dim(contractY));
        }
        int batchX = Math.max(x.rank() - 2, 0);
        int batchY = Math.max(y.rank() - 2, 0);
        if (batchY == 0 || batchX == 0) {
            // one side has no batch: its free axes come where the result needs them without any broadcast
            var product = Recorder.dot(x, y, List.of(), List.of(), List.of(contractX), List.of(contractY));
            return batchY == 0 ? product : matrixTimesBatch(product, x.rank() - 1, batchY);
        }
        var batch = commonBatch(x, y, batchX, batchY);
        var bx = withBatch(x, batch, batchX);
        var by = withBatch(y, batch, batchY);
        var axes = IntStream.range(0, batch.size()).boxed().toList();
        return Recorder.dot(bx, by, axes, axes, List.of(bx.rank() - 1), List.of(by.rank() - 2));
    }

    /// From the axes (free of x, batch of y, columns) to (batch, free of x, columns).
    private static Tensor matrixTimesBatch(Tensor product, int freeX, int batchY) {
        var order = new ArrayList<Integer>();
        IntStream.range(freeX, freeX + batchY).forEach(order::add);
        IntStream.range(0, freeX).forEach(order::add);
        IntStream.range(freeX + batchY, product.rank()).forEach(order::add);
        return Recorder.transpose(product, order);
    }

    private static List<Dim> commonBatch(Tensor x, Tensor y, int batchX, int batchY) {
        int rank = Math.max(batchX, batchY);
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            var dx = i < rank - batchX ? Dim.ONE : x.shape().dim(i - rank + batchX);
            var dy = i < rank - batchY ? Dim.ONE : y.shape().dim(i - rank + batchY);
            if (!dx.equals(dy) && !dx.is(1) && !dy.is(1)) {
                throw new ShapeException("matmul: the axes before the last two of " + x.type() + " and " + y.type()
                        + " do not broadcast");
            }
            dims.add(dx.is(1) ? dy : dx);
        }
        return dims;
    }

    private static Tensor withBatch(Tensor x, List<Dim> batch, int from) {
        var dims = new ArrayList<>(batch);
        dims.addAll(x.shape().dims().subList(from, x.rank()));
        return Broadcasting.to(x, new Shape(dims));
    }

    /// NumPy's `dot`: the last axis of `x` with the last but one of `y` (or its only one); a scalar multiplies.
    static Tensor dot(Tensor x, Tensor y) {
        if (x.rank() == 0 || y.rank() == 0) {
            return Broadcasting.binary("dot", fluxion.ir.BinaryFn.MUL, x, y);
        }
        Broadcasting.check("dot", x, dtype -> dtype != DType.BOOL);
        Broadcasting.sameDType("dot", x, y);
        int contractX = x.rank() - 1;
        int contractY = Math.max(y.rank() - 2, 0);
        if (!x.shape().dim(contractX).equals(y.shape().dim(contractY))) {
            throw new ShapeException("dot: " + x.type() + " and " + y.type() + ": axis " + contractX
                    + " of the left must have the" + " extent of axis " + contractY + " of the right");
        }
        return Recorder.dot(x, y, List.of(), List.of(), List.of(contractX), List.of(contractY));
    }

    static Tensor outer(Tensor x, Tensor y) {
        Broadcasting.check("outer", x, dtype -> dtype != DType.BOOL);
        Broadcasting.sameDType("outer", x, y);
        return Recorder.dot(x, y, List.of(), List.of(), List.of(), List.of());
    }

    /// Einstein's notation: operands are contracted from left to right.
    static Tensor einsum(String formula, List<Tensor> operands) {
        var parsed = Einsum.parse(formula, operands);
        var x = single(parsed, 0, parsed.operand(0), parsed.inputs().get(0));
        for (int i = 1; i < operands.size(); i++) {
            x = pair(
                    parsed,
                    x,
                    single(parsed, i, parsed.operand(i), parsed.inputs().get(i)),
                    i);
        }
        return Recorder.transpose(
                x.tensor(),
                parsed.output().chars().mapToObj(x.letters()::indexOf).toList());
    }

    /// A tensor whose axes have letters.
    private record Lettered(Tensor tensor, String letters) {}

    /// Takes diagonals of repeated letters, and sums the letters that nothing else has.
    private static Lettered single(Einsum parsed, int index, Tensor x, String letters) {
        for (int i = 0; i < letters.length(); i++) {
            int other;
            while ((other = letters.indexOf(letters.charAt(i), i + 1)) >= 0) {
                x = Indexing.diagonal(x, i, other);
                letters = letters.substring(0, other) + letters.substring(other + 1);
            }
        }
        return summed(new Lettered(x, letters), letter -> !parsed.neededBeside(letter, index));
    }

    private static Lettered summed(Lettered x, java.util.function.IntPredicate drop) {
        var axes = new ArrayList<Integer>();
        var kept = new StringBuilder();
        for (int i = 0; i < x.letters().length(); i++) {
            char letter = x.letters().charAt(i);
            if (drop.test(letter)) {
                axes.add(i);
            } else {
                kept.append(letter);
            }
        }
        return new Lettered(Recorder.reduce(ReduceFn.SUM, x.tensor(), axes), kept.toString());
    }

    private static Lettered pair(Einsum parsed, Lettered x, Lettered y, int index) {
        var batchX = new ArrayList<Integer>();
        var batchY = new ArrayList<Integer>();
        var contractX = new ArrayList<Integer>();
        var contractY = new ArrayList<Integer>();
        var batch = new StringBuilder();
        var freeX = new StringBuilder();
        for (int i = 0; i < x.letters().length(); i++) {
            char letter = x.letters().charAt(i);
            int j = y.letters().indexOf(letter);
            if (j < 0) {
                freeX.append(letter);
            } else if (parsed.neededAfter(letter, index)) {
                batchX.add(i);
                batchY.add(j);
                batch.append(letter);
            } else {
                contractX.add(i);
                contractY.add(j);
            }
        }
        var freeY = new StringBuilder();
        y.letters().chars().filter(c -> x.letters().indexOf(c) < 0).forEach(c -> freeY.append((char) c));
        return new Lettered(
                Recorder.dot(x.tensor(), y.tensor(), batchX, batchY, contractX, contractY),
                batch.append(freeX).append(freeY).toString());
    }
}
