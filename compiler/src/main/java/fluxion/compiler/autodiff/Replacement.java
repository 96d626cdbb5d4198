package fluxion.compiler.autodiff;

import fluxion.ir.Region;
import fluxion.ir.Value;
import java.util.List;

/// What the forward evaluates in place of an operation, so that the backward finds what it needs.
///
/// @param nodes operations on values that the original could use
/// @param results values that stand for the results of the original
record Replacement(List<Region.Node> nodes, List<Value> results) {
    Replacement {
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
    }
}
