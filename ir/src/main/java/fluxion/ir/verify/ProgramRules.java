package fluxion.ir.verify;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.ControlOp;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What holds in programs only: which operation may stand where, and which buffers it may touch.
final class ProgramRules {
    /// A place in a program.
    ///
    /// @param isHost whether this is the host level
    /// @param where what messages call it
    /// @param reads the buffers that may be read
    /// @param writes the buffers that may be written; empty where nothing may be
    private record Place(boolean isHost, String where, Set<Value> reads, Set<Value> writes) {}

    private static final Place HOST = new Place(true, "the host level", Set.of(), Set.of());

    private final Program program;
    private final Findings findings;

    ProgramRules(Program program, Findings findings) {
        this.program = program;
        this.findings = findings;
    }

    void check() {
        signature();
        region(program.graph().region(), HOST);
    }

    /// Checks the body of a procedure of the program.
    void check(Region region) {
        region(region, HOST);
    }

    private void signature() {
        var graph = program.graph();
        var expected = new ArrayList<Type>();
        program.arguments().forEach(type -> expected.add(buffer(type)));
        program.results().forEach(type -> expected.add(buffer(type)));
        if (!graph.region().parameterTypes().equals(expected)) {
            findings.add(
                    null,
                    "parameters of type " + graph.region().parameterTypes() + "; the buffers of arguments and"
                            + " results are " + expected);
        }
        if (!graph.results().isEmpty()) {
            findings.add(null, "a program yields nothing, its results are buffers");
        }
        var unbound = new LinkedHashSet<>(graph.symbols());
        program.arguments().forEach(type -> type.shape().dims().forEach(dim -> unbound.removeAll(dim.symbols())));
        if (!unbound.isEmpty()) {
            findings.add(null, "the types of no argument name " + String.join(", ", unbound));
        }
        inPlace();
    }

    private static BufferType buffer(TensorType type) {
        return new BufferType(type.dtype(), type.shape().size());
    }

    private void inPlace() {
        var shared = new HashSet<Integer>();
        if (program.inPlace().size() != program.results().size()) {
            findings.add(
                    null,
                    program.inPlace().size() + " entries of inPlace for "
                            + program.results().size() + " results");
            return;
        }
        for (int i = 0; i < program.results().size(); i++) {
            int argument = program.inPlace().get(i);
            if (argument == -1) {
                continue;
            }
            if (argument < 0 || argument >= program.arguments().size()) {
                findings.add(null, "result " + i + " in place of argument " + argument + ", which there is not");
            } else if (!shared.add(argument)) {
                findings.add(null, "two results in place of argument " + argument);
            } else if (!buffer(program.arguments().get(argument))
                    .equals(buffer(program.results().get(i)))) {
                findings.add(null, "result " + i + " in place of argument " + argument + ", which has another type");
            }
        }
    }

    private void region(Region region, Place place) {
        for (var node : region.body()) {
            if (node.op() instanceof ProgramOp op) {
                node(node, op, place);
            }
        }
    }

    private void node(Region.Node node, ProgramOp op, Place place) {
        switch (op) {
            case ScalarOp _ -> {}
            case ControlOp control -> control(node, control, place);
            case BufferOp.Read(var buffer, var _, var _, var _) -> {
                if (!place.isHost() && !place.reads().contains(buffer)) {
                    findings.add(node, place.where() + " reads " + findings.name(buffer) + " and does not declare it");
                }
            }
            case BufferOp.Write(var buffer, var _, var _, var _, var _) -> {
                if (!place.isHost() && !place.writes().contains(buffer)) {
                    findings.add(
                            node,
                            place.where() + " writes " + findings.name(buffer)
                                    + (place.writes().isEmpty()
                                            ? ", but it must write nothing"
                                            : " and does not declare it"));
                }
            }
            case BufferOp.Kernel(var name, var _, var reads, var writes, var body) -> {
                expectHost(node, place);
                var readable = new HashSet<>(reads);
                readable.addAll(writes);
                region(body, new Place(false, "kernel " + name, readable, new HashSet<>(writes)));
            }
            case BufferOp.Contract contract -> {
                expectHost(node, place);
                region(
                        contract.epilogue(),
                        new Place(false, "the epilogue", new HashSet<>(contract.reads()), Set.of()));
                if (contract.a() == contract.c() || contract.b() == contract.c()) {
                    findings.add(node, "a contraction writes " + findings.name(contract.c()) + ", which it reads");
                }
            }
            case BufferOp.Convolve convolve -> {
                expectHost(node, place);
                region(
                        convolve.epilogue(),
                        new Place(false, "the epilogue", new HashSet<>(convolve.reads()), Set.of()));
                if (convolve.a() == convolve.c() || convolve.b() == convolve.c()) {
                    findings.add(node, "a convolution writes " + findings.name(convolve.c()) + ", which it reads");
                }
            }
            case BufferOp.Parallel(var _, var body) -> {
                expectKernel(node, place);
                region(body, place);
            }
            case BufferOp.Fold(var _, var _, var body) -> {
                expectKernel(node, place);
                region(body, new Place(false, "the body of a fold", place.reads(), Set.of()));
            }
            case BufferOp.Alloc _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListAppend _,
                    BufferOp.BufferListElement _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _,
                    BufferOp.AssertEqual _,
                    BufferOp.AssertInside _,
                    BufferOp.Abort _ -> expectHost(node, place);
        }
    }

    private void expectHost(Region.Node node, Place place) {
        if (!place.isHost()) {
            findings.add(
                    node, OpSchema.mnemonic(node.op()) + " in " + place.where() + "; it belongs on the host level");
        }
    }

    private void expectKernel(Region.Node node, Place place) {
        if (place.isHost()) {
            findings.add(node, OpSchema.mnemonic(node.op()) + " on the host level; it belongs in a kernel");
        }
    }

    private void control(Region.Node node, ControlOp op, Place place) {
        var carried = node.results().stream()
                .map(Value::type)
                .filter(type -> type instanceof BufferType || (!place.isHost() && !(type instanceof TensorType)))
                .map(Object::toString)
                .collect(Collectors.joining(", "));
        if (!carried.isEmpty()) {
            findings.add(
                    node,
                    "control flow in " + place.where() + " yields " + carried + "; it may yield scalars"
                            + (place.isHost() ? " and lists" : ""));
        }
        if (op instanceof ControlOp.Invoke || op instanceof ControlOp.Extent) {
            expectHost(node, place);
        }
        for (var nested : OpSchema.regions(op)) {
            region(nested, place);
        }
    }
}
