package fluxion;

import fluxion.annotation.DerivativeKind;
import fluxion.annotation.MathMode;
import fluxion.compiler.companion.MethodLinker;
import fluxion.compiler.companion.Target;
import fluxion.runtime.companion.DifferentiableMethod;
import fluxion.runtime.companion.NotDifferentiableException;
import java.util.Arrays;
import java.util.List;

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
/// A record of numbers, arrays of them and such records may be a parameter or the result: a derivative for it, a
/// tangent or cotangent of it is a record of the same type. It is an input if all that it is made of is floating-point.
/// Matrices have a row or column for each number that it is made of, in the order of its components.
///
/// A description, immutable. What it describes is compiled when first called, once for each class, method, choice and
/// kind, and may be called from any number of threads at once. Derivatives leave their arguments as they are.
@SuppressWarnings("overloads") // a reference to a method that returns something fits both, and means the first
public final class Derivatives {
    private final MethodLinker linker;
    private final Target target;

    Derivatives(MethodLinker linker, Target target) {
        this.linker = linker;
        this.target = target;
    }

    /// Derivatives of the method that `owner` declares under that name, with those parameters.
    ///
    /// @throws fluxion.runtime.companion.NotDifferentiableException if there is none, or it cannot be
    /// differentiated
    public static Derivatives of(Class<?> owner, String name, Class<?>... parameterTypes) {
        return new Derivatives(MethodLinker.shared(), Target.of(owner, name, parameterTypes));
    }

    private static Derivatives referenced(Reference reference) {
        var method = ReferencedMethod.of(reference);
        return of(method.owner(), method.name(), method.type().parameterArray());
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, R> Derivatives of(Reference.Of1<A, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A> Derivatives of(Reference.Void1<A> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, R> Derivatives of(Reference.Of2<A, B, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B> Derivatives of(Reference.Void2<A, B> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, R> Derivatives of(Reference.Of3<A, B, C, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C> Derivatives of(Reference.Void3<A, B, C> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, R> Derivatives of(Reference.Of4<A, B, C, D, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D> Derivatives of(Reference.Void4<A, B, C, D> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, R> Derivatives of(Reference.Of5<A, B, C, D, E, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E> Derivatives of(Reference.Void5<A, B, C, D, E> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, G, R> Derivatives of(Reference.Of6<A, B, C, D, E, G, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, G> Derivatives of(Reference.Void6<A, B, C, D, E, G> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, G, H, R> Derivatives of(Reference.Of7<A, B, C, D, E, G, H, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, G, H> Derivatives of(Reference.Void7<A, B, C, D, E, G, H> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, G, H, K, R> Derivatives of(Reference.Of8<A, B, C, D, E, G, H, K, R> method) {
        return referenced(method);
    }

    /// Derivatives of the method that is referred to, as in `Derivatives.of(Model::f)`.
    ///
    /// @throws DerivativeException if it is no reference to a static method
    public static <A, B, C, D, E, G, H, K> Derivatives of(Reference.Void8<A, B, C, D, E, G, H, K> method) {
        return referenced(method);
    }

    /// The same, differentiated for other parameters.
    ///
    /// @param parameters their numbers, from 0, in the order in which derivatives are wanted
    /// @throws fluxion.runtime.companion.NotDifferentiableException if one has no derivative
    public Derivatives wrt(int... parameters) {
        return with(target.method().inputs(boxed(parameters)));
    }

    /// The same, differentiated for the parameters of these names, which the class file says unless it was compiled
    /// with `-g:none`.
    ///
    /// @throws fluxion.runtime.companion.NotDifferentiableException if there are none of these names, or one has no
    /// derivative
    public Derivatives wrt(String... names) {
        var known = linker.parameterNames(target);
        return wrt(Arrays.stream(names).mapToInt(name -> number(name, known)).toArray());
    }

    private int number(String name, List<String> known) {
        int number = known.indexOf(name);
        if (number < 0) {
            throw new NotDifferentiableException(
                    target.method() + " has no parameter '" + name + "'; its parameters are " + known
                            + (known.contains("p0") ? "; compile it with -g for the names of the source" : ""));
        }
        return number;
    }

    /// The same, computed as `mode` says.
    public Derivatives math(MathMode mode) {
        return with(target.method().math(mode));
    }

    /// The same for many rows at once, in parallel: each parameter that is not marked
    /// [fluxion.annotation.Constant], each tangent, cotangent and result gets one more dimension in front: a
    /// `double` becomes a `double[]`, a `double[][]` a `double[][][]`, a record an array of records.
    ///
    /// A row gives the bits that it gives alone, whichever thread computes it. Rows may have arrays of different
    /// lengths. Where rows throw, what the first of these throws is thrown, with a
    /// [fluxion.runtime.companion.RowException] that says which row it was among what it suppressed; what the
    /// results hold then is not defined.
    public Derivatives batched() {
        return with(target.method().rows(target.variable()));
    }

    /// The same for many rows at once, in parallel, which share all parameters but `parameters`.
    ///
    /// @param parameters the numbers of those that have a value for each row
    /// @throws fluxion.runtime.companion.NotDifferentiableException if there are no such parameters
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
