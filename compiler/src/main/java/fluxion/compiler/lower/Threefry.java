package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.DType;
import fluxion.ir.Value;

/// The counter-based generator Threefry-2x32 with 20 rounds, as scalar operations
/// [Salmon et al. 2011, Parallel random numbers].
record Threefry(Elements elements) {
    private static final int[] ROTATIONS = {13, 15, 26, 6, 17, 29, 16, 24};
    private static final int PARITY = 0x1BD11BDA;
    private static final int ROUNDS = 20;

    /// The bits at `counter` under `key`, an `i64`: the first word of the block as `i32`, or both words as `i64`.
    ///
    /// @param counter an `i32`, the low word; the high word is 0, since a tensor has less than 2^31 elements
    Value bits(Value key, Value counter, DType dtype) {
        var k0 = low(key);
        var k1 = high(key);
        var schedule = new Value[] {k0, k1, xor(xor(k0, k1), i32(PARITY))};
        var x0 = add(counter, schedule[0]);
        var x1 = schedule[1];
        for (int round = 0; round < ROUNDS; round++) {
            x0 = add(x0, x1);
            x1 = xor(rotate(x1, ROTATIONS[round % 8]), x0);
            if (round % 4 == 3) {
                int s = round / 4 + 1;
                x0 = add(x0, schedule[s % 3]);
                x1 = add(add(x1, schedule[(s + 1) % 3]), i32(s));
            }
        }
        if (dtype == DType.I32) {
            return x0;
        }
        var highHalf = elements.binary(BinaryFn.SHL, elements.convert(x0, DType.I64), i64(32));
        var lowHalf = elements.binary(BinaryFn.AND, elements.convert(x1, DType.I64), i64(0xFFFFFFFFL));
        return elements.binary(BinaryFn.OR, highHalf, lowHalf);
    }

    private Value low(Value word) {
        return elements.convert(word, DType.I32);
    }

    private Value high(Value word) {
        return elements.convert(elements.binary(BinaryFn.USHR, word, i64(32)), DType.I32);
    }

    private Value rotate(Value word, int distance) {
        return elements.binary(
                BinaryFn.OR,
                elements.binary(BinaryFn.SHL, word, i32(distance)),
                elements.binary(BinaryFn.USHR, word, i32(32 - distance)));
    }

    private Value add(Value x, Value y) {
        return elements.binary(BinaryFn.ADD, x, y);
    }

    private Value xor(Value x, Value y) {
        return elements.binary(BinaryFn.XOR, x, y);
    }

    private Value i32(int value) {
        return elements.constant(DType.I32, value);
    }

    private Value i64(long value) {
        return elements.constant(DType.I64, value);
    }
}
