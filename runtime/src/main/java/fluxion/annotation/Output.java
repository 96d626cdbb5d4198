package fluxion.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An array parameter of a `void` method that holds a result when the method returns. The derivatives of such a method
/// are those of the final contents of these arrays, for the initial contents of its floating-point parameters; one that
/// the method only writes is [Constant] too. Arrays that a method writes without this are scratch.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Output {}
