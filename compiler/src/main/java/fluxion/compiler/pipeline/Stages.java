package fluxion.compiler.pipeline;

import fluxion.ir.FluxionException;
import fluxion.ir.Graph;
import fluxion.ir.Program;
import fluxion.ir.text.GraphPrinter;
import fluxion.ir.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What happens after each stage of a compilation: the result is verified (with assertions on, or
/// `-Dfluxion.verify=true`) and written to a folder (`-Dfluxion.dump=DIR`).
public final class Stages {
    private final boolean verify;
    private final String folder;
    private int next;

    /// As the system properties say.
    public Stages() {
        this.verify = Boolean.getBoolean("fluxion.verify") || Stages.class.desiredAssertionStatus();
        this.folder = System.getProperty("fluxion.dump", "");
    }

    /// Takes the result of the stage `name`.
    ///
    /// @throws fluxion.ir.IrException if it is ill-formed
    public void graph(String name, Graph graph) {
        if (!folder.isEmpty()) {
            dump(graph.name(), name, GraphPrinter.print(graph));
        }
        if (verify) {
            Verifier.verify(graph);
        }
    }

    /// Takes a lowered program.
    ///
    /// @throws fluxion.ir.IrException if it is ill-formed
    public void program(String name, Program program) {
        if (!folder.isEmpty()) {
            dump(program.graph().name(), name, GraphPrinter.print(program));
        }
        if (verify) {
            Verifier.verify(program);
        }
    }

    private void dump(String graph, String stage, String text) {
        try {
            var directory = Path.of(folder, graph);
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("%02d-%s.graph".formatted(next++, stage)), text);
        } catch (IOException e) {
            throw new FluxionException("cannot write to the folder " + folder + " that fluxion.dump names: " + e, e);
        }
    }
}
