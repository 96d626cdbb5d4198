/// The reference semantics: [Interpreter] evaluates graphs and programs one operation after the other, written to be
/// obviously right rather than fast. Every pass and backend is compared with it for equal bits.
///
/// Tests and constant folding use it; nothing else does.
package fluxion.ir.interp;
