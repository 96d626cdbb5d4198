package fluxion.ir;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The functions of `java.lang.Math` that are not compositions of Java's operators. A [ScalarOp.JavaMath] has the bits
/// that the JVM's own implementation gives (which, where the specification leaves room, may differ from JDK to JDK),
/// where an [ElementaryFn] of the same name has those of this project's definition.
public enum JavaFn {
    /// `Math.sin`
    SIN(ElementaryFn.SIN),
    /// `Math.cos`
    COS(ElementaryFn.COS),
    /// `Math.tan`
    TAN(ElementaryFn.TAN),
    /// `Math.asin`
    ASIN(ElementaryFn.ASIN),
    /// `Math.acos`
    ACOS(ElementaryFn.ACOS),
    /// `Math.atan`
    ATAN(ElementaryFn.ATAN),
    /// `Math.atan2`
    ATAN2(ElementaryFn.ATAN2),
    /// `Math.sinh`
    SINH(ElementaryFn.SINH),
    /// `Math.cosh`
    COSH(ElementaryFn.COSH),
    /// `Math.tanh`
    TANH(ElementaryFn.TANH),
    /// `Math.exp`
    EXP(ElementaryFn.EXP),
    /// `Math.expm1`
    EXPM1(ElementaryFn.EXPM1),
    /// `Math.log`
    LOG(ElementaryFn.LOG),
    /// `Math.log1p`
    LOG1P(ElementaryFn.LOG1P),
    /// `Math.log10`
    LOG10(null),
    /// `Math.pow`
    POW(ElementaryFn.POW),
    /// `Math.cbrt`
    CBRT(null),
    /// `Math.hypot`
    HYPOT(null),
    /// `Math.floor`
    FLOOR(ElementaryFn.FLOOR),
    /// `Math.ceil`
    CEIL(ElementaryFn.CEIL),
    /// `Math.rint`
    RINT(ElementaryFn.ROUND),
    /// `Math.max`, of `f32` too: `-0` is below `0`, and a NaN wins.
    MAX(null),
    /// `Math.min`, of `f32` too: `-0` is below `0`, and a NaN wins.
    MIN(null);

    private final @Nullable ElementaryFn elementary;

    JavaFn(@Nullable ElementaryFn elementary) {
        this.elementary = elementary;
    }

    /// The function of the same meaning that this project defines.
    public Optional<ElementaryFn> elementary() {
        return Optional.ofNullable(elementary);
    }

    /// The function whose meaning is that of `fn`.
    ///
    /// @throws IrException if Java has none
    public static JavaFn of(ElementaryFn fn) {
        for (var java : values()) {
            if (java.elementary == fn) {
                return java;
            }
        }
        throw new IrException("java.lang.Math has no " + fn);
    }

    /// The name of the method.
    public String method() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The number of operands.
    public int arity() {
        return switch (this) {
            case ATAN2, POW, HYPOT, MAX, MIN -> 2;
            case SIN,
                    COS,
                    TAN,
                    ASIN,
                    ACOS,
                    ATAN,
                    SINH,
                    COSH,
                    TANH,
                    EXP,
                    EXPM1,
                    LOG,
                    LOG1P,
                    LOG10,
                    CBRT,
                    FLOOR,
                    CEIL,
                    RINT -> 1;
        };
    }

    /// Whether operands may have `dtype`.
    public boolean accepts(DType dtype) {
        return dtype == DType.F64 || (dtype == DType.F32 && (this == MAX || this == MIN));
    }

    /// The result for `x`; floats are exact in doubles.
    ///
    /// @param strict whether it is the function of `StrictMath`
    public double apply(boolean strict, List<Double> x) {
        double a = x.getFirst();
        double b = x.getLast();
        return switch (this) {
            case SIN -> strict ? StrictMath.sin(a) : Math.sin(a);
            case COS -> strict ? StrictMath.cos(a) : Math.cos(a);
            case TAN -> strict ? StrictMath.tan(a) : Math.tan(a);
            case ASIN -> strict ? StrictMath.asin(a) : Math.asin(a);
            case ACOS -> strict ? StrictMath.acos(a) : Math.acos(a);
            case ATAN -> strict ? StrictMath.atan(a) : Math.atan(a);
            case ATAN2 -> strict ? StrictMath.atan2(a, b) : Math.atan2(a, b);
            case SINH -> strict ? StrictMath.sinh(a) : Math.sinh(a);
            case COSH -> strict ? StrictMath.cosh(a) : Math.cosh(a);
            case TANH -> strict ? StrictMath.tanh(a) : Math.tanh(a);
            case EXP -> strict ? StrictMath.exp(a) : Math.exp(a);
            case EXPM1 -> strict ? StrictMath.expm1(a) : Math.expm1(a);
            case LOG -> strict ? StrictMath.log(a) : Math.log(a);
            case LOG1P -> strict ? StrictMath.log1p(a) : Math.log1p(a);
            case LOG10 -> strict ? StrictMath.log10(a) : Math.log10(a);
            case POW -> strict ? StrictMath.pow(a, b) : Math.pow(a, b);
            case CBRT -> strict ? StrictMath.cbrt(a) : Math.cbrt(a);
            case HYPOT -> strict ? StrictMath.hypot(a, b) : Math.hypot(a, b);
            case FLOOR -> Math.floor(a);
            case CEIL -> Math.ceil(a);
            case RINT -> Math.rint(a);
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }
}
