package fluxion.compiler.companion;

import fluxion.compiler.jvm.NotDirectException;
import fluxion.compiler.jvm.RowLoop;
import fluxion.compiler.pipeline.Pipeline;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphCopier;
import fluxion.ir.OpSchema;
import fluxion.ir.Region;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.runtime.generated.RowBlocks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A derivative for each row of a block as one graph: a loop over the rows, which runs in lanes of vectors.
///
/// The first elements of all rows lie side by side, then their second ones, and so on. The graph takes such an array
/// for each argument that has rows, and how many rows there are, and gives one for each result.
final class RowBlock {
    private final Graph row;
    private final Set<Integer> rows;
    private final GraphBuilder g = new GraphBuilder();

    private RowBlock(Graph row, Set<Integer> rows) {
        this.row = row;
        this.rows = rows;
    }

    /// The block form of `row`, if one row is a number or a few in each argument and result, none can fail, and the
    /// rounds may go side by side.
    ///
    /// @param row the derivative for one row
    /// @param rows the numbers of its arguments that have a value for each row
    /// @param written the numbers of those that it writes
    static Optional<RowLoop.Block> of(Graph row, Set<Integer> rows, List<Integer> written) {
        var block = new RowBlock(row, rows);
        if (!block.isPossible() || !rows.containsAll(written)) {
            return Optional.empty();
        }
        try {
            var method = Pipeline.direct(block.graph(), Set.of());
            return method.inLanes()
                    ? Optional.of(new RowLoop.Block(method.handle(), block.used(), written, block.lengths()))
                    : Optional.empty();
        } catch (NotDirectException e) {
            return Optional.empty(); // nor has one row such a form
        }
    }

    private boolean isPossible() {
        var symbols = new HashSet<String>();
        for (int i = 0; i < row.parameters().size(); i++) {
            var x = row.parameters().get(i);
            if (!(x.type() instanceof TensorType(var dtype, var shape)) || shape.rank() > 1) {
                return false;
            }
            if (rows.contains(i) ? !isSmall(x) : shape.rank() == 1 && !dtype.isFloat()) {
                return false;
            }
            // two arrays of one length would have to be compared
            if (!shape.dims().stream().flatMap(dim -> dim.symbols().stream()).allMatch(symbols::add)) {
                return false;
            }
        }
        return !row.results().isEmpty() && row.results().stream().allMatch(RowBlock::isSmall) && !mayFail(row.region());
    }

    /// The most elements that a row has in an argument or result.
    private static final int MOST_ELEMENTS = 256;

    private static boolean isSmall(Value x) {
        return x.type() instanceof TensorType(var dtype, var shape)
                && dtype.isFloat()
                && shape.rank() <= 1
                && shape.size().isConstant()
                && shape.size().constant() <= MOST_ELEMENTS;
    }

    private static boolean mayFail(Region region) {
        return region.body().stream()
                .anyMatch(node -> node.op().hasEffect()
                        || node.op() instanceof ControlOp.Invoke
                        || OpSchema.regions(node.op()).stream().anyMatch(RowBlock::mayFail));
    }

    /// The length of each argument and result that is an array.
    private List<Integer> lengths() {
        return Stream.concat(row.parameters().stream(), row.results().stream())
                .map(x -> x.rank() == 1 && x.shape().size().isConstant()
                        ? Math.toIntExact(x.shape().size().constant())
                        : -1)
                .toList();
    }

    // ---------------------------------------------------------------- the graph

    /// The arguments that the derivative depends on.
    private List<Integer> used() {
        var used = new HashSet<Value>();
        findUsed(row.region(), used);
        return IntStream.range(0, row.parameters().size())
                .filter(i -> used.contains(row.parameters().get(i)))
                .boxed()
                .toList();
    }

    private static void findUsed(Region region, Set<Value> used) {
        for (var node : region.body()) {
            OpSchema.forEachOperand(node.op(), used::add);
            OpSchema.regions(node.op()).forEach(inner -> findUsed(inner, used));
        }
        used.addAll(region.yields());
    }

    private Graph graph() {
        var arguments = new ArrayList<Value>();
        var used = used();
        for (int i : used) {
            var x = row.parameters().get(i);
            arguments.add(g.parameter(rows.contains(i) ? ofBlock(x) : x.type()));
        }
        var count = g.convert(g.parameter(TensorType.scalar(DType.I32)), DType.I64);
        var results = row.results().stream()
                .map(y -> g.add(new TensorOp.Copy(g.full(ofBlock(y), 0))))
                .toList();
        var body = g.nested();
        var at = body.parameter(count.type());
        var before = results.stream().map(y -> body.parameter(y.type())).toList();
        var copier = new GraphCopier();
        for (int i = 0; i < used.size(); i++) {
            var x = row.parameters().get(used.get(i));
            var argument = arguments.get(i);
            copier.bind(x, rows.contains(used.get(i)) ? taken(x, argument, at, body) : argument);
        }
        copier.copy(row.region().body(), body);
        var after = new ArrayList<Value>();
        for (int i = 0; i < before.size(); i++) {
            after.add(put(copier.copyOf(row.results().get(i)), before.get(i), at, body));
        }
        return new Graph(
                row.name() + ".rows", g.finish(g.append(new ControlOp.For(count, results, body.finish(after)))));
    }

    private static TensorType ofBlock(Value x) {
        var dims = new ArrayList<>(x.shape().dims());
        dims.add(Dim.of(RowBlocks.ROWS));
        return new TensorType(x.dtype(), new Shape(dims));
    }

    /// What the row `at` has of a block.
    private static Value taken(Value x, Value block, Value at, GraphBuilder body) {
        if (x.rank() == 0) {
            return body.add(new TensorOp.Load(block, List.of(at), false));
        }
        var array = body.add(new TensorOp.Copy(body.full(x.tensorType(), 0)));
        for (long k = 0; k < x.shape().size().constant(); k++) {
            var i = body.constant(DType.I64, k);
            var element = body.add(new TensorOp.Load(block, List.of(i, at), false));
            array = body.add(new TensorOp.Store(array, List.of(i), element, false));
        }
        return array;
    }

    /// A block with `y` as what the row `at` has.
    private static Value put(Value y, Value block, Value at, GraphBuilder body) {
        if (y.rank() == 0) {
            return body.add(new TensorOp.Store(block, List.of(at), y, false));
        }
        for (long k = 0; k < y.shape().size().constant(); k++) {
            var i = body.constant(DType.I64, k);
            var element = body.add(new TensorOp.Load(y, List.of(i), false));
            block = body.add(new TensorOp.Store(block, List.of(i, at), element, false));
        }
        return block;
    }
}
