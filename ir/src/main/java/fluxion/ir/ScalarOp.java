package fluxion.ir;

import static fluxion.ir.TypeRules.expect;
import static fluxion.ir.TypeRules.one;
import static fluxion.ir.TypeRules.same;

import java.util.List;

/// Operations on elements. In a graph the operands are tensors of one shape and the operation is elementwise; in a
/// program they are scalars.
public sealed interface ScalarOp extends GraphOp, ProgramOp {
    /// A scalar.
    ///
    /// @param dtype its dtype
    /// @param bits the raw bits: of the `float` or `double`, the sign-extended integer, or 0 and 1 for a bool
    record Constant(DType dtype, long bits) implements ScalarOp {
        /// A number, rounded to `dtype`; a bool is `value != 0`.
        public static Constant of(DType dtype, double value) {
            return new Constant(
                    dtype,
                    switch (dtype) {
                        case BOOL -> value != 0 ? 1 : 0;
                        case I32 -> (int) value;
                        case I64 -> (long) value;
                        case F32 -> Float.floatToRawIntBits((float) value);
                        case F64 -> Double.doubleToRawLongBits(value);
                    });
        }

        /// An integer, wrapped or rounded to `dtype`; a bool is `value != 0`.
        public static Constant of(DType dtype, long value) {
            return new Constant(
                    dtype,
                    switch (dtype) {
                        case BOOL -> value != 0 ? 1 : 0;
                        case I32 -> (int) value;
                        case I64 -> value;
                        case F32 -> Float.floatToRawIntBits((float) value);
                        case F64 -> Double.doubleToRawLongBits((double) value);
                    });
        }

        /// A truth value.
        public static Constant of(boolean value) {
            return new Constant(DType.BOOL, value ? 1 : 0);
        }

        /// The number, for a dtype that a double holds exactly; a bool is 0 or 1.
        public double toDouble() {
            return switch (dtype) {
                case BOOL, I32, I64 -> (double) bits;
                case F32 -> Float.intBitsToFloat((int) bits);
                case F64 -> Double.longBitsToDouble(bits);
            };
        }

        /// Whether this is the number `value`, compared bit for bit (so `0.0` is not `-0.0`).
        public boolean is(double value) {
            return equals(of(dtype, value));
        }

        @Override
        public List<Type> types() {
            return one(TensorType.scalar(dtype));
        }
    }

    /// The extent `dim` as an `i64` scalar.
    record Size(Dim dim) implements ScalarOp {
        @Override
        public List<Type> types() {
            return one(TensorType.scalar(DType.I64));
        }
    }

    /// `fn(x)`
    record Unary(UnaryFn fn, Value x) implements ScalarOp {
        @Override
        public List<Type> types() {
            var dtype = x.tensorType().dtype();
            expect(
                    this,
                    switch (fn) {
                        case NEG, ABS -> dtype != DType.BOOL;
                        case SQRT -> dtype.isFloat();
                        case NOT -> !dtype.isFloat();
                    },
                    () -> fn + " of " + x.type());
            return one(x.type());
        }
    }

    /// `fn(x, y)`
    record Binary(BinaryFn fn, Value x, Value y) implements ScalarOp {
        @Override
        public List<Type> types() {
            expect(this, fn.accepts(same(this, x, y).dtype()), () -> fn + " of " + x.type());
            return one(x.type());
        }

        @Override
        public boolean hasEffect() {
            return (fn == BinaryFn.DIV || fn == BinaryFn.REM) && x.dtype().isInteger() && !isNonZero(y);
        }

        private static boolean isNonZero(Value y) {
            var constant = y.constant();
            return constant != null && constant.bits() != 0;
        }
    }

    /// `x * y + z` with one rounding, for floats.
    record Fma(Value x, Value y, Value z) implements ScalarOp {
        @Override
        public List<Type> types() {
            expect(this, same(this, x, y, z).dtype().isFloat(), () -> "fma of " + x.type());
            return one(x.type());
        }
    }

    /// A function of `java.lang.Math`, with the bits that the JVM gives it.
    ///
    /// @param strict whether it is the function of `StrictMath`
    record JavaMath(JavaFn fn, boolean strict, List<Value> operands) implements ScalarOp {
        /// Copies the list.
        public JavaMath {
            operands = List.copyOf(operands);
        }

        @Override
        public List<Type> types() {
            expect(this, operands.size() == fn.arity(), () -> fn + " of " + operands.size() + " operands");
            var type = same(this, operands.toArray(Value[]::new));
            expect(this, fn.accepts(type.dtype()), () -> fn + " of " + type);
            return one(type);
        }
    }

    /// `fn(x, y)`, a bool. For bools only `eq` and `ne`.
    record Compare(CompareFn fn, Value x, Value y) implements ScalarOp {
        @Override
        public List<Type> types() {
            var type = same(this, x, y);
            expect(
                    this,
                    type.dtype() != DType.BOOL || fn == CompareFn.EQ || fn == CompareFn.NE,
                    () -> fn + " of " + x.type());
            return one(type.with(DType.BOOL));
        }
    }

    /// `condition ? whenTrue : whenFalse`; both sides are evaluated.
    record Select(Value condition, Value whenTrue, Value whenFalse) implements ScalarOp {
        @Override
        public List<Type> types() {
            var type = same(this, whenTrue, whenFalse);
            expect(
                    this,
                    condition.type().equals(type.with(DType.BOOL)),
                    () -> "a condition of type " + condition.type() + " where " + type.with(DType.BOOL) + " is needed");
            return one(type);
        }
    }

    /// `x` as another dtype, with the rules of Java's casts (float to integer truncates and saturates, NaN gives
    /// 0); a number is true if it is not zero (NaN is), true is 1.
    record Convert(Value x, DType dtype) implements ScalarOp {
        @Override
        public List<Type> types() {
            return one(x.tensorType().with(dtype));
        }
    }

    /// The bits of `x` as another dtype of the same width.
    record Bitcast(Value x, DType dtype) implements ScalarOp {
        @Override
        public List<Type> types() {
            var type = x.tensorType();
            expect(
                    this,
                    type.dtype() != DType.BOOL
                            && dtype != DType.BOOL
                            && type.dtype().bytes() == dtype.bytes(),
                    () -> type + " has no " + dtype + " of the same width");
            return one(type.with(dtype));
        }
    }
}
