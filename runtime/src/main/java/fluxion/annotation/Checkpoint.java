package fluxion.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A [Differentiable] method whose loops keep their state only about every square root of N-th of N rounds for the
/// reverse mode, which computes the rounds between again: less memory for one more pass forward for each level of
/// loops. Where loops carry arrays of which each round changes little, blocks are longer. No bit of the derivative
/// changes.
///
/// Methods without this mark keep all that the reverse needs, up to a limit of memory: the bytes that the system
/// property `fluxion.residuals` says when a derivative is compiled, or else an eighth of the heap. A call in which
/// loops would keep more is computed as if its method had the mark.
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Checkpoint {}
