/// The vocabulary: types, operations, graphs and programs.
///
/// # What the numbers mean
///
/// This is the meaning of a graph, to the bit. [fluxion.ir.interp] evaluates it as written here and in the javadoc of
/// each operation; a pass or backend that gives another bit has an error. Only the sign and payload of a NaN that
/// arithmetic makes are free; a NaN that is only moved, chosen, or cast to bits keeps all of its bits.
///
/// ## Elements
/// - `bool i32 i64 f32 f64`. Nothing is promoted: an operation of two dtypes is ill-typed,
///   [fluxion.ir.ScalarOp.Convert] says what it does.
/// - Floats are IEEE 754 binary32 and binary64, rounded to nearest, ties to even, with subnormals; each operation
///   rounds once, to its own dtype. No product and sum are contracted unless the operation is a
///   [fluxion.ir.ScalarOp.Fma]. Integers are two's complement and wrap; distances of shifts are taken modulo the width.
/// - Comparisons with a NaN are false except `ne`; `0` equals `-0`. `min` and `max` give NaN if either operand is NaN,
///   and the left operand of a tie, `-0` against `0` included.
/// - Float to integer truncates and saturates, and NaN becomes 0; a `long` becomes a float in one rounding.
/// - An elementary function is a fixed composition of the primitive operations ([fluxion.ir.math]), so its bits are
///   defined like theirs. `java.lang.Math` and vector libraries take no part.
///
/// ## Orders
/// - A [fluxion.ir.TensorOp.Reduce] has 64 accumulators, which begin at the identity (sum `-0`, product 1, max `-inf`,
///   min `inf`). Element i in row-major order goes to accumulator i mod 64, in ascending order; then accumulator j
///   takes in j + w for w = 32, 16, 8, 4, 2, 1. Nothing to reduce gives the identity.
/// - A [fluxion.ir.TensorOp.Dot] has one accumulator for each element of the result, which begins at `+0` and takes the
///   products in ascending order by fused multiply-adds. With fewer than 64 elements in the result it is a
///   reduction of rounded products instead.
/// - A [fluxion.ir.TensorOp.Convolution] has one accumulator for each element of the result too, however few there
///   are, and takes the products in row-major order of the filter's axes that are summed over. Nothing is added, and
///   nothing multiplied, where the filter is beside the tensor or between its elements.
/// - A [fluxion.ir.TensorOp.ReduceWindow] has one accumulator, from the identity, in row-major order of the window. A
///   [fluxion.ir.TensorOp.ScatterWindow] adds in row-major order of the positions; of equal extremes it takes the
///   first.
/// - A [fluxion.ir.TensorOp.Cumulative] has one accumulator. A [fluxion.ir.TensorOp.ScatterAdd] adds in the order of
///   its indices.
/// - So tiles, lanes, threads and fusion change no bit: none of them is part of an order.
///
/// ## Moving elements
/// - A [fluxion.ir.TensorOp.Gather] outside of its axis gives NaN, 0 or false; a scatter there adds nothing. Blocks of
///   [fluxion.ir.TensorOp.DynamicSlice] and [fluxion.ir.TensorOp.DynamicUpdate] are moved inside. Element load and
///   store fail instead; one that is not checked is known to be inside wherever it is evaluated, and has no effect.
///
/// ## Dimensions
/// - An extent is a [fluxion.ir.Dim]: a polynomial over symbols, in normal form. Two are the same if their normal forms
///   are; where that is not known, [fluxion.ir.TensorOp.RequireEqual] asks at run time. A symbol stands for one extent
///   of at least 0 throughout a graph, which the types of the parameters bind; it never stretches as an extent of 1
///   might.
/// - A [fluxion.ir.ControlOp.Extent] makes a number the value of a symbol, for the rest of its region: another one in
///   each round of a loop. No type leaves the region that binds its symbols.
/// - No type changes from round to round of a loop.
///
/// ## Effects and failure
/// - Printing and failing are effects. They happen in program order, once for each time the operation is reached, and
///   are never removed, merged or moved past one another; an operation that may fail is not evaluated where the program
///   would not have.
/// - Integer division by zero, checked element load and store outside, [fluxion.ir.TensorOp.CheckFinite],
///   [fluxion.ir.TensorOp.RequireEqual] and [fluxion.ir.TensorOp.Fail] fail: all but the last with an
///   [fluxion.ir.EvaluationException]. What a failed evaluation has written to its results is not defined.
/// - Both sides of a select are evaluated; of an `if` only one.
///
/// ## Consumption and lists
/// - [fluxion.ir.TensorOp.Store], [fluxion.ir.TensorOp.ListAppend] and [fluxion.ir.TensorOp.ListAccumulate] consume
///   what they change: it is an error to use it after, so that a backend may change it in place.
///   [fluxion.ir.TensorOp.Copy] makes what may be consumed. Consumption passes through loops, branches and calls as
///   [fluxion.ir.verify.Verifier] says.
/// - A list reads as zero outside of its length, a list of lists as the empty list. Accumulating beyond the end makes
///   it longer with `+0`, to which the element is added.
/// - A frame is a tuple of values that only [fluxion.ir.TensorOp.Unpack] looks into. The empty frame stands for zeros;
///   a sum of frames adds their floats, and has the rest of the first.
/// - A [fluxion.ir.ControlOp.Invoke] of a [fluxion.ir.Procedure] evaluates its body, in which the symbols of the
///   procedure have the values that it says. Evaluations that nest too deep for the stack fail.
///
/// ## Random bits
/// - [fluxion.ir.TensorOp.RandomBits] is a function of key and position alone: Threefry-2x32 with 20 rounds. Nothing is
///   hidden in a state, so the same keys give the same bits on any number of threads.
///
/// ## Derivatives
/// - At a kink the derivative is chosen: 0 for `abs` and relu at 0; a tie of a binary `max` or `min` goes to its left
///   operand; a tie in a reduction is split equally; the norm has gradient 0 at 0.
/// - A cotangent that is zero by structure is never multiplied, so that no `0 * inf` makes a NaN of it; the pull-back
///   of a select masks before it multiplies.
///
/// ## Programs
/// - A lowered program means the same in terms of buffers ([fluxion.ir.BufferOp]). A value there is a scalar, a buffer
///   or a list of buffers; lists are changed in place. Parallel loops run in any order, which no program can tell.
package fluxion.ir;
