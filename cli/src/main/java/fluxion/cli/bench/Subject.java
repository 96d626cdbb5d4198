package fluxion.cli.bench;

/// A system to measure.
///
/// @param system its name in the results
/// @param call one call of what is measured, which ends when its results are computed
public record Subject(String system, Runnable call) {}
