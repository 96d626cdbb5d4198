package fluxion.compiler.lift;

/// The identity of an array or object: what references to it have in common.
final class ObjectName {}
