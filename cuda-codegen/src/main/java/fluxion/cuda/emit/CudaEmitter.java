package fluxion.cuda.emit;

import fluxion.ir.BufferOp;
import fluxion.ir.BufferType;
import fluxion.ir.Failure;
import fluxion.ir.OpSchema;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Emits programs as CUDA C.
public final class CudaEmitter {
    private static final int TILE = 16;
    private static final int THREADS = 256;
    private static final int ARGUMENT_BYTES = 4096;

    private final Program program;
    private final Writer device = new Writer();
    private final Writer host = new Writer();
    private final List<String> kernels = new ArrayList<>();

    private CudaEmitter(Program program) {
        this.program = program;
    }

    /// The CUDA C of `program`: the same program gives the same text.
    ///
    /// @throws CudaEmissionException if it has an operation that the device does not run
    public static CudaSource emit(Program program) {
        var emitter = new CudaEmitter(program);
        emitter.device.line(Preamble.TEXT);
        emitter.host();
        return new CudaSource(emitter.device.toString(), emitter.host.toString(), emitter.kernels);
    }

    private void host() {
        host.block("extern \"C\" void run(void** buffers, const long long* symbols)", () -> {
            var expressions = new Expressions();
            var symbols = program.symbols();
            for (int i = 0; i < symbols.size(); i++) {
                host.line("const long long " + Expressions.symbol(symbols.get(i)) + " = symbols[" + i + "];");
            }
            var parameters = program.graph().parameters();
            for (int i = 0; i < parameters.size(); i++) {
                var type = CType.of(parameters.get(i).dtype());
                var name = host.fresh();
                host.line(type + "* " + name + " = (" + type + "*)buffers[" + i + "];");
                expressions.name(parameters.get(i), name);
            }
            new HostCode(host, expressions).nodes(program.graph().region().body());
        });
    }

    /// The host level.
    private final class HostCode extends StructuredCode {
        HostCode(Writer out, Expressions expressions) {
            super(out, expressions);
        }

        @Override
        void nonZero(Value y) {
            require(expressions.of(y) + " != 0", "integer division by zero");
        }

        @Override
        void buffers(BufferOp op, List<Value> results) {
            switch (op) {
                case BufferOp.Alloc(BufferType(var dtype, var size)) -> {
                    var name = out.fresh();
                    var type = CType.of(dtype);
                    out.line(type + "* " + name + " = (" + type + "*)ALLOCATE(sizeof(" + type + ") * "
                            + Expressions.dim(size) + ");");
                    expressions.name(results.getFirst(), name);
                }
                case BufferOp.Read(var buffer, var offset, var indices, var strides) ->
                    out.define(
                            results.getFirst(),
                            expressions,
                            "FETCH(" + expressions.element(buffer, offset, indices, strides) + ")");
                case BufferOp.Write(var buffer, var offset, var indices, var strides, var value) ->
                    out.line("STORE(" + expressions.element(buffer, offset, indices, strides) + ", "
                            + expressions.of(value) + ");");
                case BufferOp.Kernel kernel -> kernel(kernel, expressions);
                case BufferOp.Contract contract -> contract(contract, expressions);
                case BufferOp.Convolve convolve -> convolve(convolve, expressions);
                case BufferOp.AssertEqual(var left, var right, var message) ->
                    require(Expressions.dim(left) + " == " + Expressions.dim(right), message);
                case BufferOp.AssertInside(var buffer, var index) ->
                    require(
                            "0 <= " + expressions.of(index) + " && " + expressions.of(index) + " < "
                                    + Expressions.dim(((BufferType) buffer.type()).size()),
                            "an index is outside");
                case BufferOp.Abort(var exception, var message, var _) ->
                    require("false", exception + ": " + message.replace(Failure.PLACE, '?'));
                case BufferOp.Parallel _,
                        BufferOp.Fold _,
                        BufferOp.BufferListNew _,
                        BufferOp.BufferListAppend _,
                        BufferOp.BufferListElement _,
                        BufferOp.BufferListRead _,
                        BufferOp.BufferListAccumulate _,
                        BufferOp.BufferListLength _,
                        BufferOp.BufferPack _,
                        BufferOp.BufferUnpack _,
                        BufferOp.Report _,
                        BufferOp.AssertFinite _ -> throw unsupported(op);
            }
        }

        private void require(String condition, String message) {
            out.line("REQUIRE(" + condition + ", " + CType.literal(message) + ");");
        }
    }

    // ---------------------------------------------------------------- kernels

    /// The parameters of a kernel function: C declarations by the value that each stands for, symbols last.
    private Map<Value, String> parameters(List<Value> buffers, Region body, Expressions inside) {
        var declarations = new LinkedHashMap<Value, String>();
        for (var buffer : buffers) {
            declare(buffer, declarations, inside);
        }
        captured(body, Collections.newSetFromMap(new IdentityHashMap<>()), declarations, inside);
        return declarations;
    }

    private void declare(Value value, Map<Value, String> declarations, Expressions inside) {
        if (!declarations.containsKey(value) && value.constant() == null) {
            var name = device.fresh();
            declarations.put(value, CType.of(value.dtype()) + (value.type() instanceof BufferType ? "* " : " ") + name);
            inside.name(value, name);
        }
    }

    private void captured(Region region, Set<Value> own, Map<Value, String> declarations, Expressions inside) {
        own.addAll(region.parameters());
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), v -> capture(v, own, declarations, inside));
            OpSchema.regions(node.op()).forEach(r -> captured(r, own, declarations, inside));
            own.addAll(node.results());
        }
        region.yields().forEach(v -> capture(v, own, declarations, inside));
    }

    private void capture(Value value, Set<Value> own, Map<Value, String> declarations, Expressions inside) {
        if (!own.contains(value) && (value.type() instanceof TensorType || value.type() instanceof BufferType)) {
            declare(value, declarations, inside);
        }
    }

    private void function(String name, Map<Value, String> parameters, Runnable body) {
        var declarations = new ArrayList<>(parameters.values());
        program.symbols().forEach(s -> declarations.add("long long " + Expressions.symbol(s)));
        if (declarations.size() * Long.BYTES > ARGUMENT_BYTES) {
            throw StructuredCode.unsupported(
                    "a kernel of " + declarations.size() + " arguments ('" + name + "'), more than a launch takes");
        }
        device.block("extern \"C\" __global__ void " + name + "(" + String.join(", ", declarations) + ")", body);
    }

    private void launch(String name, String blocks, int threads, Map<Value, String> parameters, Expressions outside) {
        var arguments = parameters.keySet().stream().map(outside::of).collect(Collectors.toCollection(ArrayList::new));
        program.symbols().forEach(s -> arguments.add(Expressions.symbol(s)));
        host.line("LAUNCH(" + name + ", " + blocks + ", " + threads
                + arguments.stream().map(a -> ", " + a).collect(Collectors.joining()) + ");");
    }

    private String name(String kind) {
        var name = "k" + kernels.size() + "_" + kind.replaceAll("[^A-Za-z0-9_]", "_");
        kernels.add(name);
        return name;
    }

    private void kernel(BufferOp.Kernel kernel, Expressions outside) {
        var name = name(kernel.name());
        var inside = new Expressions();
        var buffers = new ArrayList<>(kernel.reads());
        buffers.addAll(kernel.writes());
        var parameters = parameters(buffers, kernel.body(), inside);
        var only = kernel.grid().isEmpty() ? onlyLoop(kernel) : null;
        var space = only == null ? kernel.grid() : only.extents();
        var body = only == null ? kernel.body() : only.body();
        boolean each = !hasLoops(body);
        var at = device.fresh();
        function(name, parameters, () -> {
            var code = new KernelCode(device, inside, !each);
            if (each) {
                device.line("const long long " + at + " = (long long)blockIdx.x * " + THREADS + " + threadIdx.x;");
                device.line("if (" + at + " >= " + KernelCode.size(space) + ") return;");
            } else if (!space.isEmpty()) {
                device.line("const long long " + at + " = blockIdx.x;");
            }
            if (only != null) {
                code.nodes(kernel.body().body().stream()
                        .filter(node -> node.op() != only)
                        .toList());
            }
            code.indices(space, body.parameters(), at);
            code.nodes(body.body());
        });
        var blocks =
                each ? "(" + KernelCode.size(space) + " + " + (THREADS - 1) + ") / " + THREADS : KernelCode.size(space);
        launch(name, blocks, each ? THREADS : KernelCode.WIDTH, parameters, outside);
    }

    private static boolean hasLoops(Region body) {
        return body.body().stream()
                .anyMatch(node -> node.op() instanceof BufferOp.Parallel
                        || node.op() instanceof BufferOp.Fold
                        || OpSchema.regions(node.op()).stream().anyMatch(CudaEmitter::hasLoops));
    }

    /// The loop that is all a kernel does besides computing and reading scalars; null if there is none or more.
    private static BufferOp.@Nullable Parallel onlyLoop(BufferOp.Kernel kernel) {
        BufferOp.Parallel only = null;
        for (var node : kernel.body().body()) {
            if (node.op() instanceof BufferOp.Parallel parallel && only == null) {
                only = parallel;
            } else if (!(node.op() instanceof ScalarOp)
                    && !(node.op() instanceof BufferOp.Read read
                            && !kernel.writes().contains(read.buffer()))) {
                return null;
            }
        }
        return only;
    }

    // ---------------------------------------------------------------- contractions

    private void contract(BufferOp.Contract op, Expressions outside) {
        var name = name("contract");
        var inside = new Expressions();
        var buffers = new ArrayList<>(List.of(op.a(), op.b(), op.c()));
        buffers.addAll(op.reads());
        var parameters = parameters(buffers, op.epilogue(), inside);
        var type = CType.of(op.c().dtype());
        var rowTiles = "((" + Expressions.dim(op.rows()) + " + " + (TILE - 1) + ") / " + TILE + ")";
        var columnTiles = "((" + Expressions.dim(op.columns()) + " + " + (TILE - 1) + ") / " + TILE + ")";
        var inner = Expressions.dim(op.inner());
        function(name, parameters, () -> {
            device.line("__shared__ " + type + " left[" + TILE + "][" + TILE + " + 1];");
            device.line("__shared__ " + type + " right[" + TILE + "][" + TILE + " + 1];");
            device.line("const int x = threadIdx.x % " + TILE + ", y = threadIdx.x / " + TILE + ";");
            device.line("const long long h = blockIdx.x / (" + rowTiles + " * " + columnTiles + ");");
            device.line("const long long i = blockIdx.x / " + columnTiles + " % " + rowTiles + " * " + TILE + " + y;");
            device.line("const long long j = blockIdx.x % " + columnTiles + " * " + TILE + " + x;");
            device.line(type + " sum = 0;");
            device.block("for (long long from = 0; from < " + inner + "; from += " + TILE + ")", () -> {
                var a = inside.of(op.a()) + "[" + Expressions.dim(op.aOffset()) + " + h * "
                        + Expressions.dim(op.aStrides().get(0)) + " + i * "
                        + Expressions.dim(op.aStrides().get(1))
                        + " + (from + x) * " + Expressions.dim(op.aStrides().get(2)) + "]";
                var b = inside.of(op.b()) + "[" + Expressions.dim(op.bOffset()) + " + h * "
                        + Expressions.dim(op.bStrides().get(0)) + " + (from + y) * "
                        + Expressions.dim(op.bStrides().get(1)) + " + j * "
                        + Expressions.dim(op.bStrides().get(2))
                        + "]";
                device.line("left[y][x] = i < " + Expressions.dim(op.rows()) + " && from + x < " + inner + " ? " + a
                        + " : (" + type + ")0;");
                device.line("right[y][x] = j < " + Expressions.dim(op.columns()) + " && from + y < " + inner + " ? " + b
                        + " : (" + type + ")0;");
                device.line("__syncthreads();");
                device.line("const int most = " + inner + " - from < " + TILE + " ? (int)(" + inner + " - from) : "
                        + TILE + ";");
                device.line("for (int k = 0; k < most; k++) sum = fx_fma(left[y][k], right[k][x], sum);");
                device.line("__syncthreads();");
            });
            device.block(
                    "if (i < " + Expressions.dim(op.rows()) + " && j < " + Expressions.dim(op.columns()) + ")", () -> {
                        var epilogue = op.epilogue().parameters();
                        inside.name(epilogue.get(0), "sum");
                        inside.name(epilogue.get(1), "h");
                        inside.name(epilogue.get(2), "i");
                        inside.name(epilogue.get(3), "j");
                        new KernelCode(device, inside, false)
                                .nodes(op.epilogue().body());
                        device.line(inside.of(op.c()) + "[(h * " + Expressions.dim(op.rows()) + " + i) * "
                                + Expressions.dim(op.columns()) + " + j] = "
                                + inside.of(op.epilogue().yields().getFirst()) + ";");
                    });
        });
        var blocks = Expressions.dim(op.batch()) + " * " + rowTiles + " * " + columnTiles;
        launch(name, blocks, TILE * TILE, parameters, outside);
    }

    // ---------------------------------------------------------------- convolutions

    /// A thread an element of the result.
    private void convolve(BufferOp.Convolve op, Expressions outside) {
        if (op.winograd()) {
            throw new CudaEmissionException(
                    "the CUDA backend does not run Winograd's algorithm, which relaxed math allows;"
                            + " compile with strict math");
        }
        var name = name("convolve");
        var inside = new Expressions();
        var buffers = new ArrayList<>(List.of(op.a(), op.b(), op.c()));
        buffers.addAll(op.reads());
        var parameters = parameters(buffers, op.epilogue(), inside);
        var size = Expressions.dim(op.rows().times(op.width()));
        int threads = TILE * TILE;
        function(name, parameters, () -> {
            device.line("const long long at = blockIdx.x * " + threads + "LL + threadIdx.x;");
            device.block("if (at < " + size + ")", () -> {
                device.line("const long long i = at / " + Expressions.dim(op.width()) + ";");
                device.line("const long long j = at % " + Expressions.dim(op.width()) + ";");
                device.line("const long long g = j / " + Expressions.dim(op.columns()) + ";");
                device.line("const long long h = 0;");
                position(op);
                device.line(CType.of(op.c().dtype()) + " sum = 0;");
                sum(op, inside, op.overBatch() ? -1 : 0);
                var epilogue = op.epilogue().parameters();
                inside.name(epilogue.get(0), "sum");
                inside.name(epilogue.get(1), "h");
                inside.name(epilogue.get(2), "i");
                inside.name(epilogue.get(3), "j");
                new KernelCode(device, inside, false).nodes(op.epilogue().body());
                device.line(inside.of(op.c()) + "[at] = "
                        + inside.of(op.epilogue().yields().getFirst()) + ";");
            });
        });
        launch(name, "((" + size + " + " + (threads - 1) + ") / " + threads + ")", threads, parameters, outside);
    }

    /// Names the example `n` and the position `p0 ..` of row `i`.
    private void position(BufferOp.Convolve op) {
        var rest = "i";
        if (op.overBatch()) {
            device.line("const long long n = i % " + Expressions.dim(op.batch()) + ";");
            rest = "i / " + Expressions.dim(op.batch());
        }
        for (int axis = op.space() - 1; axis >= 0; axis--) {
            var extent = Expressions.dim(op.positions().get(axis));
            device.line("const long long p" + axis + " = " + rest + " % " + extent + ";");
            rest += " / " + extent;
        }
        if (!op.overBatch()) {
            device.line("const long long n = " + rest + ";");
        }
    }

    /// The loops of the sum from loop `axis` on: -1 is the inner extent where that is outermost.
    private void sum(BufferOp.Convolve op, Expressions inside, int axis) {
        boolean isInner = axis == (op.overBatch() ? -1 : op.space());
        if (isInner) {
            device.block("for (long long k = 0; k < " + Expressions.dim(op.inner()) + "; k++)", () -> {
                if (op.overBatch()) {
                    sum(op, inside, 0);
                } else {
                    product(op, inside);
                }
            });
        } else if (axis == op.space()) {
            product(op, inside);
        } else {
            tap(op, inside, axis);
        }
    }

    private void tap(BufferOp.Convolve op, Expressions inside, int axis) {
        var tap = "f" + axis;
        var from = "d" + axis;
        var dilation = op.dilationA().get(axis);
        device.block(
                "for (long long " + tap + " = 0; " + tap + " < "
                        + Expressions.dim(op.taps().get(axis)) + "; " + tap + "++)",
                () -> {
                    device.line("const long long " + from + " = p" + axis + " * "
                            + op.strides().get(axis) + " + " + tap + " * "
                            + op.dilationB().get(axis) + " - "
                            + Expressions.dim(op.low().get(axis)) + ";");
                    device.line("const long long s" + axis + " = " + from + " / " + dilation + ";");
                    device.block(
                            "if (" + from + " >= 0 && " + from + " % " + dilation + " == 0 && s" + axis + " < "
                                    + Expressions.dim(op.extents().get(axis)) + ")",
                            () -> sum(op, inside, axis + 1));
                });
    }

    private void product(BufferOp.Convolve op, Expressions inside) {
        var a = new StringBuilder(Expressions.dim(op.aOffset()));
        var b = new StringBuilder(Expressions.dim(op.bOffset()));
        var aIndices = new ArrayList<>(List.of("g", "n", "k"));
        var bIndices = new ArrayList<>(List.of("g", "k", "j % " + Expressions.dim(op.columns())));
        for (int axis = 0; axis < op.space(); axis++) {
            aIndices.add("s" + axis);
            bIndices.add("f" + axis);
        }
        for (int i = 0; i < aIndices.size(); i++) {
            a.append(" + ")
                    .append(aIndices.get(i))
                    .append(" * ")
                    .append(Expressions.dim(op.aStrides().get(i)));
            b.append(" + ")
                    .append(bIndices.get(i))
                    .append(" * ")
                    .append(Expressions.dim(op.bStrides().get(i)));
        }
        device.line("sum = fx_fma(" + inside.of(op.a()) + "[" + a + "], " + inside.of(op.b()) + "[" + b + "], sum);");
    }
}
