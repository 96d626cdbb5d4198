package fluxion.compiler.lower;

import fluxion.ir.Graph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which results may be given the buffers of which arguments.
final class InPlace {
    private InPlace() {}

    /// For each result of `graph` the donated argument whose buffer may be its own, or -1.
    ///
    /// An argument goes to a result of the same type that is computed from the same element of it, if there is one,
    /// else to any other of that type; among these to the one of its own number, else to the first.
    static List<Integer> of(Graph graph, Plan plan, Set<Integer> donated) {
        var inPlace = new ArrayList<>(Collections.nCopies(graph.results().size(), -1));
        var free = new TreeSet<>(donated);
        for (boolean direct : List.of(true, false)) {
            for (var argument : List.copyOf(free)) {
                if (argument < inPlace.size()
                        && inPlace.get(argument) < 0
                        && fits(graph, plan, argument, argument, direct)) {
                    inPlace.set(argument, argument);
                    free.remove(argument);
                }
            }
            for (var argument : List.copyOf(free)) {
                for (int r = 0; r < inPlace.size(); r++) {
                    if (inPlace.get(r) < 0 && fits(graph, plan, argument, r, direct)) {
                        inPlace.set(r, argument);
                        free.remove(argument);
                        break;
                    }
                }
            }
        }
        return inPlace;
    }

    private static boolean fits(Graph graph, Plan plan, int argument, int result, boolean direct) {
        var parameter = graph.parameters().get(argument);
        var value = graph.results().get(result);
        if (!parameter.type().equals(value.type())) {
            return false;
        }
        if (parameter.rank() == 0) {
            // arguments of rank 0 are read before anything else
            return true;
        }
        var info = plan.analysis.info(value);
        if (info == null || !plan.mayOverwrite(parameter, info)) {
            return false;
        }
        return !direct || (info.item != null && info.item.reads.getOrDefault(parameter, false));
    }
}
