package fluxion.cli.gradbench.eval;

import java.util.SortedMap;
import java.util.function.Function;

/// One problem of GradBench.
///
/// @param name the module that messages name
/// @param functions what can be asked for, by name; each reads its input once
public record Eval(String name, SortedMap<String, Function<Fields, Computation>> functions) {}
