package fluxion.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// On a generated class: the method of which it computes derivatives. The lifter reads it, so that a differentiable
/// method may call the derivative of another.
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Companion {
    /// The class that declares the method.
    Class<?> owner();

    /// The name of the method.
    String method();

    /// The types of its parameters.
    Class<?>[] parameters();

    /// The numbers of the parameters that it is differentiated for.
    int[] inputs();

    /// The numbers of the parameters that hold its results, for a method that returns none.
    int[] outputs();

    /// On a method of the generated class: what it computes. Arguments are those of the method, then cotangents,
    /// tangents or vectors, one for each output or input, then, unless all that it computes is returned, an array
    /// for each result but a `value`: of the result's size, or of one element for a number.
    @Retention(RetentionPolicy.CLASS)
    @Target(ElementType.METHOD)
    @interface Operation {
        /// What it computes.
        DerivativeKind value();
    }
}
