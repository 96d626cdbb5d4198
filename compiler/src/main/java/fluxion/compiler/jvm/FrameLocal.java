package fluxion.compiler.jvm;

import fluxion.ir.Region;

/// The frames of a method.
///
/// @param region the body of the method
/// @param slot the local with their stack or budget; -1 if there are none
record FrameLocal(FrameKind kind, Region region, int slot) {}
