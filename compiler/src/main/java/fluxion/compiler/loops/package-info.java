/// Passes over loops, above all those of lifted Java: counted loops, what does not change in a loop, and which accesses
/// are inside.
@org.jspecify.annotations.NullMarked
package fluxion.compiler.loops;
