/// Local algebraic simplification.
///
/// What a rule must obey:
///
/// 1. It is exact (see [fluxion.compiler.simplify.Rule]). `x + 0`, `x - x`, `x * 0` and `x / x` are all wrong for some
/// number: `-0 + 0` is `0`, and the others are NaN for infinities.
/// 2. It never makes worse code: fewer operations, or the same number of cheaper ones.
/// 3. It ends: each rule makes the graph smaller, or moves a broadcast towards the results.
/// 4. No rule makes what another rule takes back.
package fluxion.compiler.simplify;
