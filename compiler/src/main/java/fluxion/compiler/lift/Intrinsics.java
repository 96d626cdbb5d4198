package fluxion.compiler.lift;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.DType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.JavaFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The methods of the library that are operations rather than code to lift: one row each. What is not here is lifted
/// from the library's own bytecode, so `Math.floorMod` and `Math.clamp` need no row.
final class Intrinsics {
    private static final Map<String, Intrinsic> TABLE = new HashMap<>();
    private static final Map<String, String> REASONS = new HashMap<>();

    private Intrinsics() {}

    /// What takes the place of a call.
    @FunctionalInterface
    interface Intrinsic {
        /// The result, or nothing for a method without one.
        Optional<JavaValue> apply(Arguments arguments);
    }

    /// A function of numbers.
    @FunctionalInterface
    private interface Numeric {
        Value apply(GraphBuilder g, List<Value> arguments);
    }

    /// The arguments of a call, the receiver first.
    record Arguments(List<JavaValue> values, Instructions at) {
        GraphBuilder g() {
            return at.g();
        }

        JavaValue get(int i) {
            return values.get(i);
        }

        /// Argument `i`, a number.
        Value number(int i) {
            return switch (values.get(i)) {
                case JavaValue.Scalar(var value) -> value;
                case JavaValue.Comparison comparison -> Arithmetic.number(comparison, g());
                case JavaValue.Reference _, JavaValue.Row _, JavaValue.Text _, JavaValue.Null _ ->
                    throw new IllegalStateException("a number is expected");
            };
        }
    }

    static {
        for (var fn : JavaFn.values()) {
            for (boolean strict : new boolean[] {false, true}) {
                var owner = strict ? "java/lang/StrictMath" : "java/lang/Math";
                numeric(
                        owner,
                        fn.method(),
                        "D".repeat(fn.arity()),
                        "D",
                        (g, x) -> g.add(new ScalarOp.JavaMath(fn, strict, x)));
                if (fn.accepts(DType.F32)) {
                    numeric(owner, fn.method(), "FF", "F", (g, x) -> g.add(new ScalarOp.JavaMath(fn, strict, x)));
                }
            }
        }
        for (var owner : List.of("java/lang/Math", "java/lang/StrictMath")) {
            for (var type : List.of("D", "F", "I", "J")) {
                numeric(owner, "abs", type, type, (g, x) -> g.unary(UnaryFn.ABS, x.get(0)));
            }
            for (var type : List.of("I", "J")) {
                numeric(owner, "max", type + type, type, (g, x) -> g.binary(BinaryFn.MAX, x.get(0), x.get(1)));
                numeric(owner, "min", type + type, type, (g, x) -> g.binary(BinaryFn.MIN, x.get(0), x.get(1)));
            }
            for (var type : List.of("D", "F")) {
                numeric(owner, "copySign", type + type, type, (g, x) -> copySign(g, x.get(0), x.get(1)));
                numeric(
                        owner,
                        "fma",
                        type.repeat(3),
                        type,
                        (g, x) -> g.add(new ScalarOp.Fma(x.get(0), x.get(1), x.get(2))));
            }
            numeric(owner, "sqrt", "D", "D", (g, x) -> g.unary(UnaryFn.SQRT, x.get(0)));
            for (var name :
                    List.of("ulp", "nextUp", "nextDown", "nextAfter", "getExponent", "scalb", "IEEEremainder")) {
                REASONS.put(owner + "." + name, "it works on the bits of a number, which has no derivative");
            }
            REASONS.put(owner + ".random", "pass random numbers as arguments, so that calls can be repeated");
        }
        bits("java/lang/Double", "D", "J", "doubleToRawLongBits", "longBitsToDouble", DType.F64, DType.I64);
        bits("java/lang/Float", "F", "I", "floatToRawIntBits", "intBitsToFloat", DType.F32, DType.I32);
        ArrayIntrinsics.rows().forEach(TABLE::put);
        TextIntrinsics.rows().forEach(TABLE::put);
    }

    /// A function of numbers, which has no effect and does not fail.
    private record OfNumbers(int arity, Numeric fn) implements Intrinsic {
        @Override
        public Optional<JavaValue> apply(Arguments arguments) {
            var numbers = IntStream.range(0, arity).mapToObj(arguments::number).toList();
            return Optional.of(new JavaValue.Scalar(fn.apply(arguments.g(), numbers)));
        }
    }

    private static void numeric(String owner, String name, String types, String result, Numeric fn) {
        TABLE.put(owner + "." + name + "(" + types + ")" + result, new OfNumbers(types.length(), fn));
    }

    private static void bits(
            String owner, String type, String integer, String to, String from, DType dtype, DType wide) {
        numeric(owner, to, type, integer, (g, x) -> g.add(new ScalarOp.Bitcast(x.get(0), wide)));
        numeric(owner, from, integer, type, (g, x) -> g.add(new ScalarOp.Bitcast(x.get(0), dtype)));
    }

    /// The magnitude of `x` with the sign bit of `sign`, whose derivative in `x` is the quotient of the signs.
    private static Value copySign(GraphBuilder g, Value x, Value sign) {
        var integer = x.dtype() == DType.F64 ? DType.I64 : DType.I32;
        var zero = g.constant(integer, 0L);
        var bits = g.add(new ScalarOp.Bitcast(x, integer));
        var differ =
                g.compare(CompareFn.LT, g.binary(BinaryFn.XOR, bits, g.add(new ScalarOp.Bitcast(sign, integer))), zero);
        return g.select(differ, g.unary(UnaryFn.NEG, x), x);
    }

    /// What takes the place of a call of `owner.name`, if anything does.
    static Optional<Intrinsic> find(String owner, String name, String descriptor) {
        return Optional.ofNullable(TABLE.get(owner + "." + name + descriptor));
    }

    /// Whether `owner.name` is a function of numbers, which has no effect and does not fail.
    static boolean isFunction(String owner, String name, String descriptor) {
        return TABLE.get(owner + "." + name + descriptor) instanceof OfNumbers;
    }

    /// Why there is nothing that takes the place of `owner.name`, if that is known.
    static Optional<String> reason(String owner, String name) {
        return Optional.ofNullable(REASONS.get(owner + "." + name));
    }

    /// Whether `owner.name` is refused though it has bytecode.
    static boolean isRefused(String owner, String name) {
        return REASONS.containsKey(owner + "." + name);
    }
}
