package fluxion.tests.compose;

import fluxion.F1;
import fluxion.Fluxion;
import fluxion.tensor.Tensor;

/// The transformations, each as one that takes a function of a vector to a scalar and gives another such function, so
/// that they can follow each other in any order.
enum Transformation {
    GRAD {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return x -> Fluxion.grad(f).apply(x).dot(DIRECTION);
        }

        @Override
        double expected(Numbers f, double[] x) {
            return Numbers.slope(f, x);
        }
    },
    JVP {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return x -> Fluxion.jvp(f, x, DIRECTION).tangent();
        }

        @Override
        double expected(Numbers f, double[] x) {
            return Numbers.slope(f, x);
        }
    },
    VJP {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return x -> Fluxion.vjp(f, x).apply(Tensor.of(2.0)).dot(DIRECTION).mul(0.5);
        }

        @Override
        double expected(Numbers f, double[] x) {
            return Numbers.slope(f, x);
        }
    },
    VMAP {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return x -> Fluxion.vmap(f)
                    .apply(Tensor.stack(0, x, x.mul(1.01), x.sub(0.02)))
                    .dot(Tensor.of(new double[] {1, -2, 4}));
        }

        @Override
        double expected(Numbers f, double[] x) {
            return f.at(x)
                    - 2 * f.at(new double[] {x[0] * 1.01, x[1] * 1.01})
                    + 4 * f.at(new double[] {x[0] - 0.02, x[1] - 0.02});
        }
    },
    HESSIAN {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return x -> DIRECTION.dot(Fluxion.hessian(f).apply(x)).dot(DIRECTION);
        }

        @Override
        double expected(Numbers f, double[] x) {
            return Numbers.curvature(f, x);
        }
    },
    COMPILE {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return Fluxion.compile(f);
        }

        @Override
        double expected(Numbers f, double[] x) {
            return f.at(x);
        }
    },
    /// With three times the true derivative as the rule, so that it shows whether the rule was used.
    CUSTOM_GRADIENT {
        @Override
        F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f) {
            return Fluxion.customGradient(
                    f, (x, _, ct) -> Fluxion.grad(f).apply(x).mul(ct).mul(RULE));
        }

        @Override
        double expected(Numbers f, double[] x) {
            return f.at(x);
        }
    };

    /// What the rule of [#CUSTOM_GRADIENT] multiplies the true derivative with.
    static final double RULE = 3;

    private static final Tensor DIRECTION = Tensor.of(new double[] {Numbers.ALONG_X, Numbers.ALONG_Y});

    abstract F1<Tensor, Tensor> apply(F1<Tensor, Tensor> f);

    /// The value of the transformed function at `x`, by evaluations of `f`.
    abstract double expected(Numbers f, double[] x);

    boolean differentiates() {
        return switch (this) {
            case GRAD, JVP, VJP, HESSIAN -> true;
            case VMAP, COMPILE, CUSTOM_GRADIENT -> false;
        };
    }
}
