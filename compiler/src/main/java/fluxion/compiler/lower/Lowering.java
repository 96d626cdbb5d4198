package fluxion.compiler.lower;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.IrException;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// From whole tensors to kernels on buffers.
///
/// Scalars become scalars of the host level; tensors are computed element by element in as few kernels as the rules of
/// [Analysis] and [Plan] give. The program gives the same bits as the graph. Takes time in proportion to the size of
/// the graph.
public final class Lowering {
    private Lowering() {}

    /// The program of `graph`.
    ///
    /// @param donated the arguments that the caller does not need afterwards: results may be given their buffers
    /// @throws IrException if an argument or result is a list
    public static Program lower(Graph graph, Set<Integer> donated) {
        return lower(graph, donated, false);
    }

    /// The same for a program each argument of which is an array of exactly its size: an index of one axis is left
    /// to that array to check.
    ///
    /// @throws IrException if an argument or result is a list
    public static Program direct(Graph graph, Set<Integer> donated) {
        return lower(graph, donated, true);
    }

    private static Program lower(Graph graph, Set<Integer> donated, boolean direct) {
        var prepared = Preparation.prepare(graph);
        var arguments = tensors(prepared.region().parameterTypes(), "argument");
        var results = tensors(prepared.region().yieldTypes(), "result");
        var g = new GraphBuilder();
        var environment = new Environment(direct, new ProcedureLowering(direct));
        var freeValues = new FreeValues();
        var parameters = prepared.parameters();
        parameters.forEach(
                p -> environment.bindLayout(p, Layout.rowMajor(g.parameter(RegionLowering.bufferType(p)), p.shape())));
        var buffers = new ArrayList<Value>();
        for (var type : results) {
            buffers.add(g.parameter(new BufferType(type.dtype(), type.shape().size())));
        }
        bindScalars(prepared, environment, freeValues, g);
        var target = RegionLowering.Target.of(Collections.unmodifiableList(buffers));
        var lowering = new RegionLowering(prepared.region(), target, environment, freeValues, g);
        lowering.run();
        var inPlace = InPlace.of(prepared, lowering.plan(), donated);
        return new Program(new Graph(graph.name(), g.finish(List.of())), arguments, results, inPlace);
    }

    private static List<TensorType> tensors(List<Type> types, String what) {
        var tensors = new ArrayList<TensorType>();
        for (var type : types) {
            if (!(type instanceof TensorType tensor)) {
                throw new IrException(
                        what + " " + tensors.size() + " of a program has type " + type + "; it must be a tensor");
            }
            tensors.add(tensor);
        }
        return tensors;
    }

    /// Reads the arguments of rank 0 that are used, before any result can take their place.
    private static void bindScalars(Graph graph, Environment environment, FreeValues freeValues, GraphBuilder g) {
        var used = new HashSet<>(graph.results());
        for (var node : graph.region().body()) {
            OpSchema.forEachOperand(node.op(), used::add);
            used.addAll(freeValues.of(node.op()));
        }
        for (int i = 0; i < graph.parameters().size(); i++) {
            var parameter = graph.parameters().get(i);
            if (parameter.rank() == 0 && used.contains(parameter)) {
                var buffer = g.parameters().get(i);
                environment.bindScalar(parameter, g.add(new BufferOp.Read(buffer, Dim.ZERO, List.of(), List.of())));
            }
        }
    }
}
