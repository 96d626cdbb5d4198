/// Derivatives of plain Java methods: from the lifted graph of a method to a method handle for each kind of derivative.
///
/// [fluxion.compiler.companion.Signatures] says what Java types a handle has,
/// [fluxion.compiler.companion.OperationGraphs] which graph computes it, and
/// [fluxion.compiler.companion.MethodLinker] puts the two together.
package fluxion.compiler.companion;
