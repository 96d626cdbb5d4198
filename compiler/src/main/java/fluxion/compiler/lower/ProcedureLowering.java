package fluxion.compiler.lower;

import fluxion.ir.BufferType;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Procedure;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lowers procedures, each once. One of a program takes buffers in place of tensors, then a buffer for each tensor that
/// it gives back in no parameter's place; scalars and frames stay values.
final class ProcedureLowering {
    private final boolean exact;
    private final Map<Procedure, Procedure> lowered = new HashMap<>();

    /// @param exact whether buffers are arrays of exactly the size of their tensors
    ProcedureLowering(boolean exact) {
        this.exact = exact;
    }

    /// The form of `procedure` in programs.
    Procedure lower(Procedure procedure) {
        var known = lowered.get(procedure);
        if (known == null) {
            var parameters = new ArrayList<Type>();
            procedure.parameterTypes().forEach(type -> parameters.add(lower(type)));
            for (int i : separate(procedure)) {
                parameters.add(lower(procedure.resultTypes().get(i)));
            }
            var results = procedure.resultTypes().stream()
                    .filter(type -> !isTensor(type))
                    .toList();
            known = Procedure.declare(
                    procedure.name(),
                    procedure.symbols(),
                    parameters,
                    results,
                    Collections.nCopies(results.size(), -1));
            lowered.put(procedure, known);
            define(procedure, known);
        }
        return known;
    }

    private static boolean isTensor(Type type) {
        return type instanceof TensorType tensor && tensor.rank() > 0;
    }

    private static Type lower(Type type) {
        return type instanceof TensorType(var dtype, var shape) && shape.rank() > 0
                ? new BufferType(dtype, shape.size())
                : type;
    }

    /// The numbers of the tensors that are given back in buffers of their own.
    static List<Integer> separate(Procedure procedure) {
        var separate = new ArrayList<Integer>();
        for (int i = 0; i < procedure.resultTypes().size(); i++) {
            if (isTensor(procedure.resultTypes().get(i)) && procedure.inPlace().get(i) < 0) {
                separate.add(i);
            }
        }
        return separate;
    }

    private void define(Procedure procedure, Procedure to) {
        var region = Preparation.prepare(procedure).region();
        var g = new GraphBuilder();
        var environment = new Environment(exact, this);
        var buffers = new ArrayList<@Nullable Value>();
        for (var x : region.parameters()) {
            if (isTensor(x.type())) {
                var buffer = g.parameter(lower(x.type()));
                buffers.add(buffer);
                environment.bindLayout(x, Layout.rowMajor(buffer, x.shape()));
            } else {
                buffers.add(null);
                environment.bindScalar(x, g.parameter(x.type()));
            }
        }
        var targets = new ArrayList<@Nullable Value>();
        var changed = new ArrayList<@Nullable Value>();
        for (int i = 0; i < procedure.resultTypes().size(); i++) {
            int place = procedure.inPlace().get(i);
            var type = procedure.resultTypes().get(i);
            if (!isTensor(type)) {
                targets.add(null);
                changed.add(null);
            } else if (place >= 0) {
                targets.add(buffers.get(place));
                changed.add(region.parameters().get(place));
            } else {
                targets.add(g.parameter(lower(type)));
                changed.add(null);
            }
        }
        var yields = new RegionLowering(
                        region, new RegionLowering.Target(targets, changed), environment, new FreeValues(), g)
                .run();
        to.define(g.finish(yields));
    }
}
