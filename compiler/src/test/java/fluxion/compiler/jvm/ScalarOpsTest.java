package fluxion.compiler.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.IrException;
import fluxion.ir.JavaFn;
import fluxion.ir.OpSchema;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import fluxion.ir.interp.TensorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every scalar operation, function and dtype, at special values: the same bits as the interpreter, scalar and vector.
class ScalarOpsTest {
    private static final int N = 31 * 3 + 2; // several vectors and a tail

    private record Case(String name, List<DType> arguments, BiFunction<GraphBuilder, List<Value>, ScalarOp> op) {}

    private static List<Case> cases() {
        var cases = new ArrayList<Case>();
        for (var a : DType.values()) {
            for (var fn : UnaryFn.values()) {
                cases.add(new Case(fn + " " + a, List.of(a), (_, x) -> new ScalarOp.Unary(fn, x.get(0))));
            }
            for (var fn : BinaryFn.values()) {
                cases.add(new Case(
                        fn + " " + a,
                        List.of(a, a),
                        (g, x) -> new ScalarOp.Binary(fn, x.get(0), mayFail(fn, a) ? nonZero(g, x.get(1)) : x.get(1))));
            }
            for (var fn : JavaFn.values()) {
                for (boolean strict : new boolean[] {false, true}) {
                    cases.add(new Case(
                            "java " + fn + " " + a + (strict ? " strict" : ""),
                            Collections.nCopies(fn.arity(), a),
                            (_, x) -> new ScalarOp.JavaMath(fn, strict, x)));
                }
            }
            for (var fn : CompareFn.values()) {
                cases.add(
                        new Case(fn + " " + a, List.of(a, a), (_, x) -> new ScalarOp.Compare(fn, x.get(0), x.get(1))));
            }
            cases.add(new Case("fma " + a, List.of(a, a, a), (_, x) -> new ScalarOp.Fma(x.get(0), x.get(1), x.get(2))));
            cases.add(new Case(
                    "select " + a,
                    List.of(DType.BOOL, a, a),
                    (_, x) -> new ScalarOp.Select(x.get(0), x.get(1), x.get(2))));
            for (var b : DType.values()) {
                cases.add(new Case("convert " + a + " " + b, List.of(a), (_, x) -> new ScalarOp.Convert(x.get(0), b)));
                cases.add(new Case("bitcast " + a + " " + b, List.of(a), (_, x) -> new ScalarOp.Bitcast(x.get(0), b)));
            }
        }
        return cases;
    }

    private static boolean mayFail(BinaryFn fn, DType dtype) {
        return dtype.isInteger() && (fn == BinaryFn.DIV || fn == BinaryFn.REM);
    }

    private static Value nonZero(GraphBuilder g, Value x) {
        return g.binary(BinaryFn.OR, x, g.constant(x.dtype(), 1L));
    }

    @TestFactory
    Stream<DynamicTest> sameBitsAsTheInterpreter() {
        return cases().stream()
                .filter(ScalarOpsTest::isWellTyped)
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
    }

    @Test
    void everyScalarOperationHasACase() {
        var g = new GraphBuilder();
        var seen = new HashSet<Class<?>>();
        for (var c : cases()) {
            seen.add(c.op().apply(g, parameters(g, c)).getClass());
        }
        var missing = new ArrayList<>(List.of(ScalarOp.class.getPermittedSubclasses()));
        missing.removeAll(seen);
        missing.removeAll(List.of(ScalarOp.Constant.class, ScalarOp.Size.class)); // leaves, in every other program
        assertEquals(List.of(), missing);
    }

    private static List<Value> parameters(GraphBuilder g, Case c) {
        return c.arguments().stream()
                .map(d -> g.parameter(TensorType.scalar(d)))
                .toList();
    }

    private static boolean isWellTyped(Case c) {
        var g = new GraphBuilder();
        try {
            var op = c.op().apply(g, parameters(g, c));
            return !op.types().isEmpty() && OpSchema.mnemonic(op) != null;
        } catch (IrException e) {
            return false;
        }
    }

    private static void check(Case c) {
        var g = new GraphBuilder();
        var result = c.op().apply(g, parameters(g, c)).types().getFirst();
        var program = Programs.elementwise(
                c.arguments(), ((TensorType) result).dtype(), N, (b, x) -> b.add(c.op().apply(b, x)));
        int[] steps = {1, 3, 7};
        var arguments = new ArrayList<TensorValue>();
        for (int i = 0; i < c.arguments().size(); i++) {
            arguments.add(Programs.special(c.arguments().get(i), N, steps[i]));
        }
        var expected = Programs.interpret(program, arguments);
        for (int bits : Programs.widths()) {
            assertEquals(expected, Programs.run(program, bits, arguments), "vectors of " + bits + " bits");
        }
    }
}
