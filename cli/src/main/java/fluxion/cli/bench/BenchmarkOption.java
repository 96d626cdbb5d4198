package fluxion.cli.bench;

/// An option `--name VALUE` of one benchmark.
///
/// @param name in kebab-case, without the hyphens in front
/// @param defaultValue the value if it is not given
/// @param help what it sets, in one sentence
public record BenchmarkOption(String name, String defaultValue, String help) {}
