package fluxion.ir.math;

import fluxion.ir.ElementaryFn;
import java.util.List;

/// Which definition each [ElementaryFn] has.
public final class Elementary {
    private Elementary() {}

    /// `fn` of `operands`, as many as its arity says, composed from the operations of `a`.
    public static <V, M, I> V apply(ElementaryFn fn, Algebra<V, M, I> a, List<? extends V> operands) {
        V x = operands.getFirst();
        return switch (fn) {
            case EXP -> ExpFamily.exp(a, x);
            case EXPM1 -> ExpFamily.expm1(a, x);
            case LOG -> LogFamily.log(a, x);
            case LOG1P -> LogFamily.log1p(a, x);
            case SIN -> TrigFamily.sin(a, x);
            case COS -> TrigFamily.cos(a, x);
            case TAN -> TrigFamily.tan(a, x);
            case ASIN -> ArcFamily.asin(a, x);
            case ACOS -> ArcFamily.acos(a, x);
            case ATAN -> ArcFamily.atan(a, x);
            case ATAN2 -> ArcFamily.atan2(a, x, operands.get(1));
            case SINH -> HyperbolicFamily.sinh(a, x);
            case COSH -> HyperbolicFamily.cosh(a, x);
            case TANH -> HyperbolicFamily.tanh(a, x);
            case SIGMOID -> ExpFamily.sigmoid(a, x);
            case FLOOR -> RoundFamily.floor(a, x);
            case CEIL -> RoundFamily.ceil(a, x);
            case ROUND -> RoundFamily.round(a, x);
            case ERF -> ErfFamily.erf(a, x);
            case LGAMMA -> GammaFamily.lgamma(a, x);
            case DIGAMMA -> GammaFamily.digamma(a, x);
            case POLYGAMMA -> GammaFamily.polygamma(a, x, operands.get(1));
            case POW -> PowFamily.pow(a, x, operands.get(1));
        };
    }
}
