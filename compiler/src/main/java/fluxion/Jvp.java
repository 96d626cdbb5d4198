package fluxion;

/// The value of a function and its derivative along a direction.
///
/// @param value the value
/// @param tangent of the structure of the value; null where a leaf is no float
public record Jvp<R>(R value, R tangent) {}
