package fluxion.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A static method of which derivatives are wanted. For one in class `Model` the processor generates the class
/// `ModelDerivatives` in the same package, with a method of the same name that gives its derivatives:
///
/// ```java
/// @Differentiable static double f(double x, double[] w) { ... }
///
/// double[] w = ...; var g = ModelDerivatives.f().valueAndGradient(x, w);      // g.value(), g.dX(), g.dW()
/// ```
///
/// Parameters are `boolean int long float double`, arrays of these, rectangular `double[][]` and `float[][]`, and
/// records of these; the result is one of these or `void`. An object of another class may be passed too, as a
/// [Constant], if the class is final, extends no other and has fields of these types; the method must not assign to
/// them. Derivatives are for all floating-point parameters that are not [Constant]. They are compiled when first asked
/// for.
///
/// A derivative for a record, and a tangent or cotangent of it, is a record of the same type; where arrays for results
/// are given, there is one for each number and array that it is made of (`dVX`, `dVY`). A record with a component that
/// has no derivative, such as an `int`, must be a [Constant].
///
/// The companion of a method that returns a floating-point number has a batched form, for many rows at once: it takes
/// an array with a value for each row in place of each parameter that is not [Constant], of records for a record, and
/// gives such arrays.
///
/// The method may call derivatives of others through their companions, and have derivatives itself, to any order.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Differentiable {
    /// What the companion is called where the name of the method will not do, as for overloads.
    String name() default "";

    /// How the method and its derivatives compute.
    MathMode math() default MathMode.STRICT;
}
