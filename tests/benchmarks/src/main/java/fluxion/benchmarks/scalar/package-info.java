/// `fluxion bench scalar`: gradients of plain Java methods, against the same gradients written by hand in Java.
@org.jspecify.annotations.NullMarked
package fluxion.benchmarks.scalar;
