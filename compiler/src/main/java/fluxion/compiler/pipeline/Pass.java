package fluxion.compiler.pipeline;

import fluxion.ir.Graph;
import java.util.function.UnaryOperator;

/// One graph-to-graph step.
///
/// @param name kebab-case; names the step in dumps, in `explain --stage`, and in golden tests
/// @param run the step itself; must not depend on anything but its argument
public record Pass(String name, UnaryOperator<Graph> run) {}
