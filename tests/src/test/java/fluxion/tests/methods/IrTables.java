package fluxion.tests.methods;

import fluxion.compiler.autodiff.Differentiability;
import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.ElementaryFn;
import fluxion.ir.GraphOp;
import fluxion.ir.IrException;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.RandomGraphs;
import fluxion.ir.ReduceFn;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The part of `docs/ops.md` on the IR: what the records say of themselves, what random graphs hold, and what the table
/// of differentiability says.
final class IrTables {
    private static final String IR = "ir/src/main/java/fluxion/ir/";

    /// What random graphs have shown of an operation: the dtypes it is about, and why it has no derivative, if it
    /// has none for floats.
    private static final class Seen {
        private final Set<DType> dtypes = EnumSet.noneOf(DType.class);
        private final Set<String> obstacles = new HashSet<>();
        private boolean differentiable;
    }

    private final Map<Class<?>, Seen> seen = new HashMap<>();

    IrTables() {
        for (long seed = 0; seed < 200; seed++) {
            look(RandomGraphs.graph(seed, 30).region());
        }
    }

    private void look(Region region) {
        for (var node : region.body()) {
            OpSchema.regions(node.op()).forEach(this::look);
            if (node.op() instanceof GraphOp op) {
                var known = seen.computeIfAbsent(op.getClass(), _ -> new Seen());
                known.dtypes.addAll(dtypes(op));
                var obstacle = Differentiability.obstacle(op);
                known.differentiable |= obstacle.isEmpty();
                if (op.types().stream().anyMatch(Differentiability::hasDerivative) || known.obstacles.isEmpty()) {
                    obstacle.ifPresent(known.obstacles::add);
                }
            }
        }
    }

    /// What `op` is about: the dtypes that its first operand may have where all like it have the same, or that of
    /// the result.
    private static List<DType> dtypes(GraphOp op) {
        var operands = OpSchema.operands(op);
        boolean byResult = operands.isEmpty() || op instanceof ScalarOp.Select || op instanceof ControlOp;
        if (byResult) {
            return op.types().stream()
                    .flatMap(type -> type instanceof TensorType tensor ? Stream.of(tensor.dtype()) : Stream.of())
                    .toList();
        }
        var first = operands.getFirst().type();
        return Arrays.stream(DType.values())
                .filter(dtype -> first instanceof TensorType tensor && isTyped(changed(op, tensor.dtype(), dtype)))
                .toList();
    }

    /// `op` on operands of dtype `to` where they have `from`.
    private static Op changed(Op op, DType from, DType to) {
        return OpSchema.map(
                op,
                x -> x.type() instanceof TensorType type && type.dtype() == from ? Value.free(type.with(to), null) : x,
                region -> region);
    }

    String text() {
        return "## Operations of graphs\n\n"
                + "What tracing, differentiation and simplification know. Dtypes are those of the first operand; of the results where\n"
                + "there is none, and for `select` and control flow. No operation broadcasts or converts by itself. All have rules for\n"
                + "pull-back, push-forward and batching.\n\n"
                + family(ScalarOp.class, "ScalarOp")
                + family(ControlOp.class, "ControlOp")
                + family(TensorOp.class, "TensorOp")
                + "## Functions\n\n"
                + functions("UnaryFn", UnaryFn.values(), (fn, x) -> new ScalarOp.Unary(fn, x))
                + functions("BinaryFn", BinaryFn.values(), (fn, x) -> new ScalarOp.Binary(fn, x, x))
                + functions("CompareFn", CompareFn.values(), (fn, x) -> new ScalarOp.Compare(fn, x, x))
                + functions(
                        "ElementaryFn",
                        ElementaryFn.values(),
                        (fn, x) -> new TensorOp.Elementary(fn, Collections.nCopies(fn.arity(), x)))
                + functions("ReduceFn", ReduceFn.values(), (fn, x) -> new TensorOp.Reduce(fn, x, List.of()))
                + "## Operations of programs\n\n"
                + "What is left after lowering, beside those of `ScalarOp` and `ControlOp`: loops over buffers. They are made from graphs\n"
                + "that were differentiated before, so they have no derivatives.\n\n"
                + programs();
    }

    private static Stream<OpSchema> schemas(Class<?> family) {
        return OpSchema.all().filter(schema -> family.isAssignableFrom(schema.type()));
    }

    private static String header(OpSchema schema) {
        return schema.parts().stream().map(OpSchema.Part::name).collect(Collectors.joining(", ", "`", "`"));
    }

    private String family(Class<?> family, String file) {
        var docs = new Javadoc(IR + file + ".java");
        var table = new StringBuilder(
                "### " + file + "\n\n" + Javadoc.head("operation", "of", "dtypes", "derivative", "what it does"));
        schemas(family)
                .forEach(schema -> table.append(Javadoc.row(
                        "`" + schema.mnemonic() + "`",
                        schema.parts().isEmpty() ? "" : header(schema),
                        dtypes(schema),
                        derivative(schema),
                        docs.of(schema.type().getSimpleName()))));
        return table + "\n";
    }

    private String dtypes(OpSchema schema) {
        var known = seen.get(schema.type());
        return known == null ? "" : known.dtypes.stream().map(DType::toString).collect(Collectors.joining(" "));
    }

    private String derivative(OpSchema schema) {
        var known = seen.get(schema.type());
        if (known == null || known.differentiable) {
            return known == null ? "none: it has no result" : "yes";
        }
        return "none: " + known.obstacles.stream().sorted().collect(Collectors.joining("; "));
    }

    private static <F extends Enum<F>> String functions(String file, F[] fns, BiFunction<F, Value, GraphOp> op) {
        var docs = new Javadoc(IR + file + ".java");
        var table = new StringBuilder(
                "### " + file + "\n\n" + Javadoc.head("function", "dtypes", "derivative", "what it is"));
        for (var fn : fns) {
            var dtypes = Arrays.stream(DType.values())
                    .filter(dtype -> isTyped(op.apply(fn, value(dtype))))
                    .toList();
            var obstacle = Differentiability.obstacle(op.apply(fn, value(dtypes.getLast())));
            table.append(Javadoc.row(
                    "`" + fn + "`",
                    dtypes.stream().map(DType::toString).collect(Collectors.joining(" ")),
                    obstacle.map(reason -> "none: " + reason).orElse("yes"),
                    docs.of(fn.name())));
        }
        return table + "\n";
    }

    private static Value value(DType dtype) {
        Type type = TensorType.scalar(dtype);
        return Value.free(type, null);
    }

    private static boolean isTyped(Op op) {
        try {
            op.types();
            return true;
        } catch (IrException e) {
            return false;
        }
    }

    private static String programs() {
        var docs = new Javadoc(IR + "BufferOp.java");
        var table = new StringBuilder(Javadoc.head("operation", "of", "what it does"));
        schemas(BufferOp.class)
                .forEach(schema -> table.append(Javadoc.row(
                        "`" + schema.mnemonic() + "`",
                        header(schema),
                        docs.of(schema.type().getSimpleName()))));
        return table.toString();
    }
}
