/// From the bytecode of plain Java methods to graphs.
///
/// [fluxion.compiler.lift.ClassFiles] reads class files, [fluxion.compiler.lift.Survey] lists what cannot be lifted,
/// [fluxion.compiler.lift.FlowGraph] finds blocks, dominators, loops and live locals. [fluxion.compiler.lift.Regions]
/// walks the dominator tree and builds structured control flow, for which [fluxion.compiler.lift.Instructions] executes
/// each block on a [fluxion.compiler.lift.State] of symbolic values.
///
/// Local variables and the operand stack vanish into values; an array is a tensor that each write replaces, an object
/// the values of its fields. What two paths or two rounds of a loop hand on has the same
/// [fluxion.compiler.lift.Layout], so that two names for one array stay two names for one array.
package fluxion.compiler.lift;
