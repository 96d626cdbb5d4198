package fluxion.compiler.autodiff;

import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.List;

/// The results of a call that have cotangents, and these.
///
/// @param targets the numbers of the results
/// @param values a cotangent for each
record Seeds(List<Integer> targets, List<Value> values) {
    /// Those of `cotangents`, one for each result.
    static Seeds of(List<Cotangent> cotangents) {
        var targets = new ArrayList<Integer>();
        var values = new ArrayList<Value>();
        for (int i = 0; i < cotangents.size(); i++) {
            var cotangent = cotangents.get(i).value();
            if (cotangent != null) {
                targets.add(i);
                values.add(cotangent);
            }
        }
        return new Seeds(targets, values);
    }
}
