package fluxion.compiler.jvm;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.ProgramOp;
import fluxion.ir.Region;
import fluxion.ir.ScalarOp;
import fluxion.ir.TensorType;
import fluxion.ir.UnaryFn;
import fluxion.ir.Value;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which values of a loop are uniform, affine, serial or varying, as [LanePlan] has it.
final class LaneKinds {
    private final Value lane;
    /// By how much each affine value grows from round to round.
    private final Map<Value, Long> growth = new IdentityHashMap<>();

    private final Set<Value> varying = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> serial = Collections.newSetFromMap(new IdentityHashMap<>());
    /// What a region has handed on so far, so that its kind is known.
    private final Set<Value> joined = Collections.newSetFromMap(new IdentityHashMap<>());
    /// Affine values that vectors hold too.
    private final Set<Value> data = new HashSet<>();

    private final Set<Value> own = new LinkedHashSet<>();
    private final Set<Value> written = new HashSet<>();
    private final Set<Value> varyingOwn = new HashSet<>();
    private boolean possible = true;
    private boolean changed;
    private int widest = Float.BYTES;

    LaneKinds(ControlOp.For loop) {
        lane = loop.body().parameters().getFirst();
        growth.put(lane, 1L);
        findOwn(loop.body());
        loop.body().parameters().stream()
                .skip(1)
                .filter(x -> !(x.type() instanceof ListType))
                .forEach(serial::add);
        do {
            changed = false;
            region(loop.body());
        } while (changed && possible);
        require(loop.body().yields().stream().noneMatch(x -> isVarying(x) || growth.containsKey(x)));
        findData(loop.body());
        data.removeIf(x -> !isAffine(x));
        data.forEach(x -> require(isWhole(x)));
        data.forEach(x -> widen(x.dtype()));
    }

    private void findOwn(Region region) {
        for (var node : region.body()) {
            switch (node.op()) {
                case BufferOp.Alloc _ -> own.add(node.results().getFirst());
                case BufferOp.Write write -> written.add(write.buffer());
                case fluxion.ir.Op _ -> {}
            }
            OpSchema.regions(node.op()).forEach(this::findOwn);
        }
    }

    boolean isPossible() {
        return possible;
    }

    private void require(boolean condition) {
        possible &= condition;
    }

    boolean isVarying(Value value) {
        return varying.contains(value);
    }

    boolean isSerial(Value value) {
        return serial.contains(value);
    }

    boolean isAffine(Value value) {
        return growth.containsKey(value);
    }

    /// Whether the value is not the same in all rounds.
    boolean isMoving(Value value) {
        return isVarying(value) || isSerial(value) || isAffine(value);
    }

    /// By how much the affine `value` grows from round to round; 0 for what is the same in all.
    long growth(Value value) {
        return growth.getOrDefault(value, 0L);
    }

    /// Whether vectors hold the affine `value` too.
    boolean isData(Value value) {
        return data.contains(value);
    }

    /// Whether each round makes a `buffer` of its own.
    boolean isOwn(Value buffer) {
        return own.contains(buffer);
    }

    /// Whether rounds may read what others have written to `buffer`.
    boolean isShared(Value buffer) {
        return written.contains(buffer) && !isOwn(buffer);
    }

    boolean isVaryingBuffer(Value buffer) {
        return varyingOwn.contains(buffer);
    }

    List<Value> varyingBuffers() {
        return own.stream().filter(varyingOwn::contains).toList();
    }

    /// The bytes of the widest element type in lanes.
    int widest() {
        return widest;
    }

    /// The step in memory from one round to the next; only for indices that are uniform or affine, and strides that
    /// are constant where they are affine.
    long stride(List<Value> indices, List<Dim> strides) {
        long step = 0;
        for (int i = 0; i < indices.size(); i++) {
            long growth = growth(indices.get(i));
            step += growth == 0 ? 0 : growth * strides.get(i).constant();
        }
        return step;
    }

    // ---------------------------------------------------------------- from operation to operation

    private void region(Region region) {
        region.body().forEach(this::node);
    }

    private void node(Region.Node node) {
        switch ((ProgramOp) node.op()) {
            case ScalarOp op -> scalar(op, node.results().getFirst());
            case BufferOp.Read(var buffer, var _, var indices, var strides) -> {
                address(indices, strides);
                var result = node.results().getFirst();
                if (isVaryingBuffer(buffer) || (possible && stride(indices, strides) != 0)) {
                    vary(result);
                } else if (isShared(buffer)) {
                    changed |= serial.add(result);
                }
            }
            case BufferOp.Write(var buffer, var _, var indices, var strides, var value) -> {
                address(indices, strides);
                if (isOwn(buffer) && isMoving(value) && varyingOwn.add(buffer)) {
                    changed = true;
                    widen(buffer.dtype());
                    require(buffer.dtype() != DType.BOOL);
                }
                if (isAffine(value)) {
                    data.add(value);
                }
            }
            case BufferOp.Kernel(var _, var _, var _, var _, var body) -> region(body);
            case BufferOp.Parallel(var _, var body) -> region(body);
            case BufferOp.Fold(var _, var _, var body) -> {
                region(body);
                require(body.yields().stream().noneMatch(this::isMoving));
            }
            case ControlOp.If(var condition, var whenTrue, var whenFalse) -> {
                region(whenTrue);
                region(whenFalse);
                require(!isSerial(condition) && !isAffine(condition));
                if (isVarying(condition)) {
                    require(isPure(whenTrue)
                            && isPure(whenFalse)
                            && node.results().stream().allMatch(LaneKinds::isScalar));
                    node.results().stream().filter(LaneKinds::isScalar).forEach(this::vary);
                } else {
                    join(whenTrue.yields(), node.results());
                    join(whenFalse.yields(), node.results());
                }
            }
            case ControlOp.For(var count, var initial, var body) -> {
                require(!isMoving(count));
                var carried = body.parameters().subList(1, body.parameters().size());
                join(initial, carried);
                region(body);
                join(body.yields(), carried);
                join(carried, node.results());
            }
            case ControlOp.While(var initial, var condition, var body) -> {
                join(initial, body.parameters());
                join(body.parameters(), condition.parameters());
                region(condition);
                require(!isMoving(condition.yields().getFirst()));
                region(body);
                join(body.yields(), body.parameters());
                join(body.parameters(), node.results());
            }
            case BufferOp.BufferListElement(var _, var index) -> {
                require(!isVarying(index) && !isSerial(index));
                if (isAffine(index) && isNumber(node.results().getFirst())) {
                    vary(node.results().getFirst());
                }
            }
            case BufferOp.BufferListAppend(var _, var element) -> {
                require(!isSerial(element) && isNumber(element));
                if (isAffine(element)) {
                    data.add(element);
                }
            }
            case BufferOp.Alloc _, BufferOp.AssertInside _, BufferOp.AssertEqual _, BufferOp.Abort _ -> {}
            case BufferOp.Contract _,
                    BufferOp.Convolve _,
                    BufferOp.BufferListNew _,
                    BufferOp.BufferListRead _,
                    BufferOp.BufferListAccumulate _,
                    BufferOp.BufferListLength _,
                    BufferOp.BufferPack _,
                    BufferOp.BufferUnpack _,
                    ControlOp.Invoke _,
                    ControlOp.Extent _,
                    BufferOp.Report _,
                    BufferOp.AssertFinite _ -> possible = false;
        }
    }

    private static boolean isScalar(Value value) {
        return value.type() instanceof TensorType;
    }

    private static boolean isNumber(Value value) {
        return value.type() instanceof TensorType(var dtype, var _) && dtype != DType.BOOL;
    }

    /// Requires that an address is uniform or affine.
    private void address(List<Value> indices, List<Dim> strides) {
        for (int i = 0; i < indices.size(); i++) {
            var index = indices.get(i);
            require(!isVarying(index)
                    && !isSerial(index)
                    && (!isAffine(index) || strides.get(i).isConstant()));
        }
    }

    /// Whether `region` may be evaluated where it is not asked for.
    private static boolean isPure(Region region) {
        return region.body().stream()
                .allMatch(node -> (node.op() instanceof ScalarOp op && !op.hasEffect())
                        || (node.op() instanceof ControlOp.If(var _, var whenTrue, var whenFalse)
                                && isPure(whenTrue)
                                && isPure(whenFalse)));
    }

    /// Notes that `to` gets the values of `from`.
    private void join(List<Value> from, List<Value> to) {
        for (int i = 0; i < to.size(); i++) {
            var x = from.get(i);
            var y = to.get(i);
            require(!isSerial(x));
            if (isVarying(x) || (joined.contains(y) && growth(x) != growth(y))) {
                vary(y);
            } else if (joined.add(y) && isAffine(x)) {
                grow(y, growth(x));
            }
        }
    }

    private void vary(Value value) {
        if (varying.add(value)) {
            growth.remove(value);
            widen(value.dtype());
            changed = true;
        }
    }

    private void grow(Value value, long by) {
        var before = varying.contains(value) ? Long.valueOf(by) : growth.put(value, by);
        changed |= before == null || before != by;
    }

    private void widen(DType dtype) {
        widest = Math.max(widest, dtype.bytes());
    }

    private void scalar(ScalarOp op, Value result) {
        var operands = OpSchema.operands(op);
        if (operands.stream().anyMatch(this::isSerial)) {
            changed |= serial.add(result);
            require(!op.hasEffect());
            return;
        }
        if (operands.stream().noneMatch(this::isMoving) || isVarying(result)) {
            return;
        }
        long by = growth(op);
        if (by != 0) {
            grow(result, by);
            return;
        }
        require(!op.hasEffect() && (Vectorization.supported(op) || LanePlan.isByLane(op)) && isNative(op));
        vary(result);
    }

    /// Whether vector units of all machines do that.
    private boolean isNative(ScalarOp op) {
        return switch (op) {
            case ScalarOp.Convert(var x, var to)
            when x.dtype().isFloat() != to.isFloat() ->
                x == lane || x.dtype() == DType.BOOL || (x.dtype() == DType.I32 && to.isFloat());
            case ScalarOp.Binary(var fn, var x, var _) -> !(x.dtype() == DType.I64 && fn == BinaryFn.MUL);
            case ScalarOp.JavaMath(var _, var _, var operands) ->
                op.types().getFirst() instanceof TensorType result
                        && result.dtype().isFloat()
                        && operands.stream().allMatch(x -> x.dtype().isFloat());
            case ScalarOp.Convert _,
                    ScalarOp.Unary _,
                    ScalarOp.Constant _,
                    ScalarOp.Size _,
                    ScalarOp.Fma _,
                    ScalarOp.Compare _,
                    ScalarOp.Select _,
                    ScalarOp.Bitcast _ -> true;
        };
    }

    /// By how much the integer `op` grows from round to round; 0 if it does not, or not by a constant.
    private long growth(ScalarOp op) {
        var operands = OpSchema.operands(op);
        if (operands.stream().anyMatch(x -> isVarying(x) || !x.dtype().isInteger())) {
            return 0;
        }
        return switch (op) {
            case ScalarOp.Convert(var x, var dtype) when dtype.isInteger() -> growth(x);
            case ScalarOp.Unary(var fn, var x) when fn == UnaryFn.NEG -> -growth(x);
            case ScalarOp.Binary(var fn, var x, var y) ->
                switch (fn) {
                    case ADD -> growth(x) + growth(y);
                    case SUB -> growth(x) - growth(y);
                    case MUL -> times(x, y) + times(y, x);
                    case DIV, REM, MIN, MAX, AND, OR, XOR, SHL, SHR, USHR -> 0;
                };
            case ScalarOp.Convert _,
                    ScalarOp.Unary _,
                    ScalarOp.Constant _,
                    ScalarOp.Size _,
                    ScalarOp.Fma _,
                    ScalarOp.JavaMath _,
                    ScalarOp.Compare _,
                    ScalarOp.Select _,
                    ScalarOp.Bitcast _ -> 0;
        };
    }

    private long times(Value affine, Value by) {
        var constant = by.constant();
        return constant == null ? 0 : growth(affine) * constant.bits();
    }

    // ---------------------------------------------------------------- what vectors hold

    /// Finds the affine values that varying operations use.
    private void findData(Region region) {
        for (var node : region.body()) {
            if (node.op() instanceof ScalarOp op
                    && (isVarying(node.results().getFirst())
                            || isSerial(node.results().getFirst()))) {
                data.addAll(OpSchema.operands(op));
            }
            if (node.op() instanceof ControlOp op) {
                var regions = OpSchema.regions(op);
                regions.forEach(this::findData);
                for (int i = 0; i < node.results().size(); i++) {
                    if (isVarying(node.results().get(i))) {
                        int number = i;
                        regions.stream()
                                .filter(inner ->
                                        inner.yields().size() == node.results().size())
                                .forEach(inner -> data.add(inner.yields().get(number)));
                    }
                }
                OpSchema.operands(op).stream().filter(this::isAffine).forEach(data::add);
            } else {
                OpSchema.regions(node.op()).forEach(this::findData);
            }
        }
    }

    /// Whether lanes hold what scalar code computes for each of them: an `i64` that is made of an `i32` may have
    /// wrapped around in between.
    private boolean isWhole(Value value) {
        return value == lane
                || value.dtype() == DType.I32
                || (value.def() instanceof ScalarOp op
                        && !(op instanceof ScalarOp.Convert)
                        && OpSchema.operands(op).stream().filter(this::isAffine).allMatch(this::isWhole));
    }
}
