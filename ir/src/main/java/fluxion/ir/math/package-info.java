/// The elementary functions: what `exp`, `tanh` or `lgamma` of a floating-point number *is* in Fluxion, to the
/// bit.
///
/// Each function is defined once, as a composition of the IEEE 754 operations of [fluxion.ir.math.Algebra]
/// without a branch or a loop. Interpreter, scalar and vector JVM code and CUDA are four algebras that all run
/// that one definition, so they agree in every bit. There is a separate definition for 64-bit and for 32-bit
/// values: other polynomials, other thresholds, but the same special cases.
///
/// [fluxion.ir.math.Elementary] finds the definition of an [fluxion.ir.ElementaryFn]. The functions live in
/// classes by family, as static methods named like the function: [fluxion.ir.math.RoundFamily],
/// [fluxion.ir.math.ExpFamily], [fluxion.ir.math.LogFamily], [fluxion.ir.math.HyperbolicFamily],
/// [fluxion.ir.math.TrigFamily], [fluxion.ir.math.ArcFamily], [fluxion.ir.math.PowFamily],
/// [fluxion.ir.math.ErfFamily], [fluxion.ir.math.GammaFamily]. Errors are stated in units in the last place
/// (ulp) of the exact result, as the maximum over all arguments unless said otherwise. A table beside the tests
/// (`elementary-functions.txt`) holds the number of operations of each definition, and a hash of its results
/// that shows any change of a bit.
///
/// Techniques, with where they are described: arguments are reduced with fused multiply-adds as in Cody and
/// Waite, *Software Manual for the Elementary Functions* (1980), and Muller, *Elementary Functions* (3rd ed.,
/// 2016), chapter 11; error-free sums and products are those of Dekker (1971), Knuth and Ogita, Rump, Oishi
/// (2005); polynomials are minimax fits by the exchange algorithm of Remez, computed for this library.
package fluxion.ir.math;
