package fluxion;

import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.compiler.companion.MethodLinker;
import fluxion.compiler.companion.Target;
import fluxion.runtime.companion.DifferentiableMethod;
import java.util.Arrays;

/// Derivatives of a plain static Java method, lifted from its bytecode and compiled.
///
/// ```java
/// var f = Derivatives.of(Rosenbrock.class, "f", double[].class);
/// interface Gradient { double[] at(double[] x); }
/// Gradient gradient = f.gradient().as(Gradient.class);
/// ```
///
/// The *inputs* are the parameters that it is differentiated for: all floating-point ones that are not
/// [fluxion.annotation.Constant], unless [#wrt] chooses. The *outputs* are the value that the method returns or, where
/// it returns none, the final contents of the arrays that it writes, or of those marked
/// [fluxion.annotation.Output].
///
/// A description, immutable. What it describes is compiled when first called, once for each class, method, choice and
/// kind, and may be called from any number of threads at once. Derivatives leave their arguments as they are.
public final class Derivatives {
    private final MethodLinker linker;
    private final Target target;

    Derivatives(MethodLinker linker, Target target) {
        this.linker = linker;
        this.target = target;
    }

    /// The same, differentiated for other parameters.
    ///
    /// @param parameters their numbers, from 0, in the order in which derivatives are wanted
    /// @throws fluxion.runtime.companion.NotDifferentiableException if one has no derivative
    public Derivatives wrt(int... parameters) {
        return with(target.method().inputs(boxed(parameters)));
    }

    /// The same, computed as `mode` says.
    public Derivatives math(MathMode mode) {
        return with(target.method().math(mode));
    }

    /// The same for many rows at once, in parallel: each parameter that is not marked
    /// [fluxion.annotation.Constant], each tangent, cotangent and result gets one more dimension in front.
    ///
    /// @throws fluxion.runtime.companion.NotDifferentiableException if a parameter has two dimensions already
    public Derivatives batched() {
        return with(target.method().rows(target.variable()));
    }

    /// The same for many rows at once, in parallel, which share all parameters but `parameters`.
    ///
    /// @param parameters the numbers of those that have a value for each row
    /// @throws fluxion.runtime.companion.NotDifferentiableException if one has two dimensions already
    public Derivatives batched(int... parameters) {
        return with(target.method().rows(boxed(parameters)));
    }

    private static Integer[] boxed(int... numbers) {
        return Arrays.stream(numbers).boxed().toArray(Integer[]::new);
    }

    private Derivatives with(DifferentiableMethod method) {
        return new Derivatives(linker, Target.of(method));
    }

    /// What the method computes: its outputs.
    public Derivative value() {
        return of(DerivativeKind.VALUE);
    }

    /// The derivative of the value for each input. The method returns a `double` or `float`.
    public Derivative gradient() {
        return of(DerivativeKind.GRADIENT);
    }

    /// The value, then its derivative for each input. The method returns a `double` or `float`.
    public Derivative valueAndGradient() {
        return of(DerivativeKind.VALUE_AND_GRADIENT);
    }

    /// Vector-Jacobian product: takes, after the arguments, a cotangent for each output, and gives one for each
    /// input.
    public Derivative vjp() {
        return of(DerivativeKind.VJP);
    }

    /// Jacobian-vector product: takes, after the arguments, a tangent for each input, and gives one for each
    /// output.
    public Derivative jvp() {
        return of(DerivativeKind.JVP);
    }

    /// The Jacobian as a flat array, row by row: a row for each element of the outputs, a column for each element
    /// of the inputs. In forward or in reverse mode, whichever takes fewer evaluations.
    public Derivative jacobian() {
        return of(DerivativeKind.JACOBIAN);
    }

    /// The second derivatives of the value as a flat array, row by row: a row and a column for each element of the
    /// inputs. The method returns a `double` or `float`.
    public Derivative hessian() {
        return of(DerivativeKind.HESSIAN);
    }

    /// Hessian-vector product, without the Hessian: takes, after the arguments, a vector for each input, and gives
    /// one for each. The method returns a `double` or `float`.
    public Derivative hvp() {
        return of(DerivativeKind.HVP);
    }

    /// What `kind` says.
    public Derivative of(DerivativeKind kind) {
        return new Derivative(linker, target, kind);
    }

    /// The method, as `Model.f(double, double[])`.
    @Override
    public String toString() {
        return target.method().toString();
    }
}
