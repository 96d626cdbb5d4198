package fluxion.tests.cuda;

import fluxion.compiler.pipeline.Pipeline;
import fluxion.compiler.pipeline.Stages;
import fluxion.cuda.emit.CudaEmitter;
import fluxion.cuda.emit.CudaSource;
import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.interp.TensorValue;
import java.util.List;
import java.util.Set;

/// A graph, compiled to CUDA C, and arguments to run it at.
///
/// @param graph what the interpreter runs
/// @param program the graph, simplified and lowered
/// @param source the program as CUDA C
/// @param arguments one list for each run
record CudaCase(String name, Graph graph, Program program, CudaSource source, List<List<TensorValue>> arguments) {
    static CudaCase of(String name, Graph graph, List<List<TensorValue>> arguments) {
        return of(name, graph, Set.of(), arguments);
    }

    static CudaCase of(String name, Graph graph, Set<Integer> donated, List<List<TensorValue>> arguments) {
        var optimised = Pipeline.run(Pipeline.OPTIMISE, graph, new Stages());
        var program = Pipeline.lower(optimised, donated, new Stages());
        return new CudaCase(name, graph, program, CudaEmitter.emit(program), arguments);
    }

    @Override
    public String toString() {
        return name;
    }
}
