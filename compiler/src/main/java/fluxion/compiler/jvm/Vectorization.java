package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Which values of a loop body differ from lane to lane when the loop runs along vector lanes, and whether it can.
final class Vectorization {
    private final Value lane;
    private final Set<Value> varying = Collections.newSetFromMap(new IdentityHashMap<>());
    private int widest = 4;
    private int operations;
    private boolean possible = true;

    private Vectorization(Value lane) {
        this.lane = lane;
        varying.add(lane);
    }

    /// The analysis of `body` along its parameter `lane`.
    static Vectorization of(Region body, Value lane) {
        var analysis = new Vectorization(lane);
        analysis.nodes(body.body());
        body.yields().forEach(analysis::data);
        return analysis;
    }

    boolean isPossible() {
        return possible;
    }

    /// How many operations differ from lane to lane.
    int operations() {
        return operations;
    }

    boolean isVarying(Value value) {
        return varying.contains(value);
    }

    boolean isVarying(Region.Node node) {
        return isVaryingOp(node) || node.results().stream().anyMatch(varying::contains);
    }

    private boolean isVaryingOp(Region.Node node) {
        return node.op() instanceof BufferOp.Write;
    }

    /// The bytes of the widest element type that lanes hold.
    int widest() {
        return widest;
    }

    /// The lane index itself.
    Value lane() {
        return lane;
    }

    private void nodes(List<Region.Node> body) {
        body.forEach(this::node);
    }

    private void node(Region.Node node) {
        boolean any = uses(node.op(), varying::contains);
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> {
                if (any) {
                    operations++;
                    if (!isIndexWord(op)) {
                        OpSchema.operands(op).forEach(this::data);
                    }
                    node.results().forEach(this::vary);
                    require(supported(op));
                } else {
                    require(!op.hasEffect());
                }
            }
            case BufferOp.Read(var _, var _, var indices, var _) -> {
                if (any) {
                    operations++;
                    require(indices.stream().filter(varying::contains).allMatch(i -> i == lane));
                    node.results().forEach(this::vary);
                }
            }
            case BufferOp.Write(var buffer, var _, var indices, var _, var value) -> {
                operations++;
                var varyingIndices = indices.stream().filter(varying::contains).toList();
                require(!varyingIndices.isEmpty() && varyingIndices.stream().allMatch(i -> i == lane));
                width(buffer.dtype());
                data(value);
            }
            case BufferOp.Fold(var _, var _, var body) -> {
                if (any) {
                    nodes(body.body());
                    data(body.yields().getFirst());
                    node.results().forEach(this::vary);
                    require(body.yields().getFirst().dtype() != DType.BOOL);
                }
            }
            case ControlOp.For(var count, var initial, var body) -> {
                if (any) {
                    require(!varying.contains(count));
                    initial.forEach(this::data);
                    body.parameters().stream().skip(1).forEach(this::vary);
                    nodes(body.body());
                    body.yields().forEach(this::data);
                    node.results().forEach(this::vary);
                }
            }
            case ControlOp.If _, ControlOp.While _ -> require(!any && !node.op().hasEffect());
            case BufferOp.Parallel _ -> possible = false;
            case BufferOp.Alloc _,
                    BufferOp.Kernel _,
                    BufferOp.Contract _,
                    BufferOp.Convolve _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListAppend _,
                    BufferOp.BufferListElement _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    ControlOp.Invoke _,
                    ControlOp.Extent _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _,
                    BufferOp.AssertEqual _,
                    BufferOp.AssertInside _,
                    BufferOp.Abort _ -> possible = false;
        }
    }

    /// Whether `op` makes the lane index a value of 32 bits, which takes none of 64.
    private boolean isIndexWord(ScalarOp op) {
        return op instanceof ScalarOp.Convert(var x, var dtype) && x == lane && dtype.bytes() == Integer.BYTES;
    }

    private void vary(Value value) {
        varying.add(value);
        data(value);
    }

    /// Notes that lanes hold `value`.
    private void data(Value value) {
        if (varying.contains(value)) {
            width(value.dtype());
        }
    }

    private void width(DType dtype) {
        widest = Math.max(widest, dtype.bytes());
    }

    private void require(boolean condition) {
        possible &= condition;
    }

    /// Whether `op`, or an operation in a region of it, has an operand that `test` accepts.
    private static boolean uses(fluxion.ir.Op op, java.util.function.Predicate<Value> test) {
        return OpSchema.operands(op).stream().anyMatch(test)
                || OpSchema.regions(op).stream()
                        .anyMatch(region -> region.yields().stream().anyMatch(test)
                                || region.body().stream().anyMatch(node -> uses(node.op(), test)));
    }

    static boolean supported(ScalarOp op) {
        return switch (op) {
            case ScalarOp.Binary(var fn, var x, var _) ->
                !(fn == BinaryFn.REM || (fn == BinaryFn.DIV && x.dtype().isInteger()));
            case ScalarOp.JavaMath _ -> false;
            case ScalarOp.Constant _,
                    ScalarOp.Size _,
                    ScalarOp.Unary _,
                    ScalarOp.Fma _,
                    ScalarOp.Compare _,
                    ScalarOp.Select _,
                    ScalarOp.Convert _,
                    ScalarOp.Bitcast _ -> true;
        };
    }
}
