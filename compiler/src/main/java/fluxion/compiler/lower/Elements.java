package fluxion.compiler.lower;

import fluxion.ir.BinaryFn;
import fluxion.ir.BufferOp;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.GraphBuilder;
import fluxion.ir.GraphOp;
import fluxion.ir.IrException;
import fluxion.ir.OpSchema;
import fluxion.ir.ReduceFn;
import fluxion.ir.ScalarOp;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import fluxion.ir.math.Elementary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Computes single elements of tensors inside one kernel, or on the host level.
///
/// An element is a tensor value and an index. One that is stored is read; any other is computed from elements of the
/// operands. Each element is computed once, in the outermost scope (loop body) where all that it depends on is known:
/// that moves invariants out of loops, and lets constants be shared.
final class Elements {
    /// A region that operations are being appended to.
    static final class Scope {
        final GraphBuilder g;
        final List<Scope> path;
        private final Map<Element, Value> elements = new HashMap<>();
        private final Map<Address, Value> reads = new HashMap<>();

        private Scope(List<Scope> outer, GraphBuilder g) {
            this.g = g;
            this.path = new ArrayList<>(outer);
            this.path.add(this);
        }

        private int depth() {
            return path.size();
        }
    }

    private record Element(Value tensor, List<Affine> index) {}

    private record Address(Value buffer, Affine element) {}

    private final Environment environment;
    private final Scope top;
    private final Map<Value, Scope> homes = new HashMap<>();
    private final Map<Value, Group> groups = new HashMap<>();
    private Scope floor;

    /// @param g where invariants go: the body of a kernel, or the host level
    Elements(Environment environment, GraphBuilder g) {
        this.environment = environment;
        this.top = new Scope(List.of(), g);
        this.floor = top;
    }

    Scope top() {
        return top;
    }

    // ------------------------------------------------------------------------------------------------ scopes and loops

    Scope home(Value scalar) {
        return homes.getOrDefault(scalar, top);
    }

    static Scope deeper(Scope a, Scope b) {
        return a.depth() >= b.depth() ? a : b;
    }

    private Scope scopeOf(Affine index) {
        var scope = floor;
        for (var variable : index.terms().keySet()) {
            scope = deeper(scope, home(variable));
        }
        return scope;
    }

    private Scope scopeOf(List<Affine> index) {
        var scope = floor;
        for (var i : index) {
            scope = deeper(scope, scopeOf(i));
        }
        return scope;
    }

    /// A loop variable of `scope`.
    Value variable(Scope scope) {
        var variable = scope.g.parameter(TensorType.scalar(DType.I64));
        homes.put(variable, scope);
        return variable;
    }

    /// Opens a region in `scope`.
    Scope open(Scope scope) {
        return new Scope(scope.path, scope.g.nested());
    }

    /// Evaluates what `body` asks for no further out than in `scope`.
    <T> T inside(Scope scope, java.util.function.Supplier<T> body) {
        var before = floor;
        floor = deeper(floor, scope);
        var result = body.get();
        floor = before;
        return result;
    }

    /// An index for each of `extents`: a variable of `scope`, or 0 for an extent of 1.
    List<Affine> variables(Scope scope, List<Dim> extents) {
        return extents.stream()
                .map(e -> e.is(1) ? Affine.ZERO : Affine.of(variable(scope)))
                .toList();
    }

    /// The extents that get a loop.
    static List<Dim> loops(List<Dim> extents) {
        return extents.stream().filter(e -> !e.is(1)).toList();
    }

    /// Appends `body` for each index of the space `extents` to `scope`.
    void parallel(Scope scope, List<Dim> extents, BiConsumer<Scope, List<Affine>> body) {
        if (loops(extents).isEmpty()) {
            body.accept(scope, Collections.nCopies(extents.size(), Affine.ZERO));
            return;
        }
        var inner = open(scope);
        body.accept(inner, variables(inner, extents));
        scope.g.append(new BufferOp.Parallel(loops(extents), inner.g.finish(List.of())));
    }

    private Value fold(ReduceFn fn, Scope scope, List<Dim> extents, Function<List<Affine>, Value> body) {
        if (loops(extents).isEmpty()) {
            return body.apply(Collections.nCopies(extents.size(), Affine.ZERO));
        }
        var inner = open(scope);
        var index = variables(inner, extents);
        var element = body.apply(index);
        return define(scope, scope.g.add(new BufferOp.Fold(fn, loops(extents), inner.g.finish(List.of(element)))));
    }

    /// Axes that one variable runs over together, outermost first.
    ///
    /// @param parts a stand-in for each axis, which no operation uses
    private record Group(Value whole, List<Value> parts, List<Dim> extents) {}

    /// The index along each of the axes `extents`, over all of which `whole` runs.
    List<Affine> parts(Value whole, List<Dim> extents) {
        if (loops(extents).size() <= 1) {
            return extents.stream()
                    .map(e -> e.is(1) ? Affine.ZERO : Affine.of(whole))
                    .toList();
        }
        var parts = extents.stream()
                .map(_ -> Value.free(TensorType.scalar(DType.I64), null))
                .toList();
        var group = new Group(whole, parts, extents);
        parts.forEach(part -> {
            homes.put(part, home(whole));
            groups.put(part, group);
        });
        return parts.stream().map(Affine::of).toList();
    }

    /// `index` without stand-ins: in terms of the whole where the axes follow each other, else of quotients and
    /// remainders.
    private Affine resolve(Affine index) {
        var result = index;
        for (var variable : index.terms().keySet()) {
            var group = groups.get(variable);
            if (group != null && result.terms().containsKey(variable)) {
                result = resolve(result, group);
            }
        }
        return result;
    }

    private Affine resolve(Affine index, Group group) {
        var rest = index;
        var last = index.terms().getOrDefault(group.parts.getLast(), Dim.ZERO);
        var expected = last;
        boolean contiguous = true;
        for (int i = group.parts.size() - 1; i >= 0; i--) {
            var stride = index.terms().getOrDefault(group.parts.get(i), Dim.ZERO);
            contiguous &= stride.equals(expected) || group.extents.get(i).is(1);
            expected = expected.times(group.extents.get(i));
            rest = rest.plus(Affine.of(group.parts.get(i)).times(stride.times(-1)));
        }
        if (contiguous) {
            return rest.plus(Affine.of(group.whole).times(last));
        }
        var left = group.whole;
        for (int i = group.parts.size() - 1; i >= 0; i--) {
            var extent = size(group.extents.get(i));
            var stride = index.terms().getOrDefault(group.parts.get(i), Dim.ZERO);
            if (!stride.is(0)) {
                var part = i == 0 ? left : binary(BinaryFn.REM, left, extent);
                rest = rest.plus(Affine.of(part).times(stride));
            }
            left = i == 0 ? left : binary(BinaryFn.DIV, left, extent);
        }
        return rest;
    }

    // ---------------------------------------------------------------------------------------------------- scalar
    // values

    Value define(Scope scope, Value scalar) {
        homes.putIfAbsent(scalar, scope);
        return scalar;
    }

    /// The result of `op`, in the outermost scope that has its operands.
    Value emit(ScalarOp op) {
        var scope = op instanceof ScalarOp.Constant || op instanceof ScalarOp.Size ? top : floor;
        for (var operand : OpSchema.operands(op)) {
            scope = deeper(scope, home(operand));
        }
        return define(scope, scope.g.add(op));
    }

    Value constant(DType dtype, long value) {
        return emit(ScalarOp.Constant.of(dtype, value));
    }

    Value size(Dim dim) {
        return dim.isConstant() ? constant(DType.I64, dim.constant()) : emit(new ScalarOp.Size(dim));
    }

    Value binary(BinaryFn fn, Value x, Value y) {
        return emit(new ScalarOp.Binary(fn, x, y));
    }

    Value compare(CompareFn fn, Value x, Value y) {
        return emit(new ScalarOp.Compare(fn, x, y));
    }

    /// `index` as an `i64` scalar.
    Value value(Affine unresolved) {
        var index = resolve(unresolved);
        Value sum = null;
        for (var term : index.terms().entrySet()) {
            var product =
                    term.getValue().is(1) ? term.getKey() : binary(BinaryFn.MUL, term.getKey(), size(term.getValue()));
            sum = sum == null ? product : binary(BinaryFn.ADD, sum, product);
        }
        if (sum == null) {
            return size(index.offset());
        }
        return index.offset().is(0) ? sum : binary(BinaryFn.ADD, sum, size(index.offset()));
    }

    /// The low word of `index`, as an `i32` scalar, without arithmetic on 64 bits along lanes.
    private Value word(Affine unresolved) {
        var index = resolve(unresolved);
        var sum = convert(size(index.offset()), DType.I32);
        for (var term : index.terms().entrySet()) {
            var variable = convert(term.getKey(), DType.I32);
            var product = term.getValue().is(1)
                    ? variable
                    : binary(BinaryFn.MUL, variable, convert(size(term.getValue()), DType.I32));
            sum = binary(BinaryFn.ADD, sum, product);
        }
        return sum;
    }

    /// The element of `buffer` at `address`, read once in each scope.
    private Value read(Value buffer, Affine element) {
        var address = resolve(element);
        var scope = scopeOf(address);
        for (var s : scope.path) {
            var known = s.reads.get(new Address(buffer, address));
            if (known != null) {
                return known;
            }
        }
        var value = readAgain(scope, buffer, address);
        scope.reads.put(new Address(buffer, address), value);
        return value;
    }

    /// The element of `buffer` at `address` as it is at the end of `scope` now.
    Value readAgain(Scope scope, Value buffer, Affine address) {
        return define(
                scope,
                scope.g.add(new BufferOp.Read(buffer, address.offset(), address.variables(), address.coefficients())));
    }

    /// Writes `value` to `buffer` at the end of `scope`.
    void write(Scope scope, Value buffer, Affine address, Value value) {
        scope.g.append(
                new BufferOp.Write(buffer, address.offset(), address.variables(), address.coefficients(), value));
    }

    // --------------------------------------------------------------------------------------------- elements of tensors

    /// Makes `scalar` the element of `tensor` at `index` from now on in `scope`.
    void bind(Scope scope, Value tensor, List<Affine> index, Value scalar) {
        homes.putIfAbsent(scalar, scope);
        scope.elements.put(new Element(tensor, index), scalar);
    }

    /// The scalar `tensor`.
    Value scalar(Value tensor) {
        return at(tensor, List.of());
    }

    /// The element of `tensor` at `index`.
    Value at(Value tensor, List<Affine> index) {
        var constant = tensor.constant();
        if (constant != null) {
            return emit(constant);
        }
        if (tensor.def() instanceof ScalarOp.Size size) {
            return emit(size);
        }
        var known = environment.scalar(tensor);
        if (known != null) {
            return known;
        }
        var scope = scopeOf(index);
        var element = new Element(tensor, index);
        for (int i = scope.path.size() - 1; i >= 0; i--) {
            known = scope.path.get(i).elements.get(element);
            if (known != null) {
                return known;
            }
        }
        var layout = environment.layout(tensor);
        var value = layout != null ? read(layout.buffer(), layout.address(index)) : compute(tensor, scope, index);
        scope.elements.put(element, value);
        return value;
    }

    private Value compute(Value tensor, Scope scope, List<Affine> index) {
        if (!(tensor.def() instanceof GraphOp op)) {
            throw new IrException("a value of type " + tensor.type() + " is used before it is stored");
        }
        scope.g.at(tensor.position());
        return switch (op) {
            case ScalarOp scalar
            when scalar.hasEffect() -> {
                // it may fail, so it stays where its elements are asked for
                var copy = OpSchema.map(scalar, x -> at(x, index), region -> region);
                yield define(scope, scope.g.add(copy));
            }
            case ScalarOp scalar -> emit((ScalarOp) OpSchema.map(scalar, x -> at(x, index), region -> region));
            case TensorOp.Elementary(var fn, var operands) ->
                Elementary.apply(
                        fn,
                        new ScalarAlgebra(tensor.dtype(), this::emit),
                        operands.stream().map(x -> at(x, index)).toList());
            case TensorOp.Broadcast(var x, var _, var axes) ->
                at(x, axes.stream().map(index::get).toList());
            case TensorOp.Reshape(var x, var shape) -> {
                var layout = environment.layout(x);
                yield layout == null
                        ? at(x, Reshapes.index(x.shape(), shape, index))
                        : read(layout.buffer(), Affine.dot(index, shape.strides()));
            }
            case TensorOp.Transpose(var x, var permutation) -> at(x, IndexMaps.permute(permutation, index));
            case TensorOp.Slice(var x, var starts, var _, var strides) ->
                at(
                        x,
                        IndexMaps.each(
                                x,
                                i -> index.get(i).times(Dim.of(strides.get(i))).plus(starts.get(i))));
            case TensorOp.Reverse(var x, var axes) ->
                at(
                        x,
                        IndexMaps.each(
                                x,
                                i -> axes.contains(i)
                                        ? IndexMaps.mirror(
                                                index.get(i), x.shape().dim(i))
                                        : index.get(i)));
            case TensorOp.Pad pad -> new GuardedReads(this).pad(pad, scope, index);
            case TensorOp.Gather gather -> new GuardedReads(this).gather(gather, scope, index);
            case TensorOp.DynamicSlice(var x, var starts, var sizes) ->
                at(
                        x,
                        IndexMaps.each(
                                x,
                                i -> index.get(i)
                                        .plus(clampedStart(
                                                starts.get(i), x.shape().dim(i), sizes.get(i)))));
            case TensorOp.Copy(var x) -> at(x, index);
            case TensorOp.StopGradient(var x) -> at(x, index);
            case TensorOp.Iota(var type, int axis) -> convert(value(index.get(axis)), type.dtype());
            case TensorOp.RandomBits(var keys, var type) -> randomBits(keys, type, index);
            case TensorOp.Reduce(var fn, var x, var axes) -> {
                var reduced = axes.stream().sorted().toList();
                yield fold(
                        fn,
                        scope,
                        reduced.stream().map(x.shape()::dim).toList(),
                        inner -> at(x, IndexMaps.merge(x.rank(), reduced, index, inner)));
            }
            case TensorOp.ArgReduce arg -> argReduce(arg, scope, index);
            case TensorOp.Concat _,
                    TensorOp.ScatterAdd _,
                    TensorOp.DynamicUpdate _,
                    TensorOp.Load _,
                    TensorOp.Store _,
                    TensorOp.Cumulative _,
                    TensorOp.Dot _,
                    TensorOp.Convolution _,
                    TensorOp.ReduceWindow _,
                    TensorOp.SelectWindow _,
                    TensorOp.ScatterWindow _,
                    TensorOp.Map _,
                    TensorOp.Call _,
                    TensorOp.ListNew _,
                    TensorOp.ListAppend _,
                    TensorOp.ListAt _,
                    TensorOp.ListLength _,
                    TensorOp.ListAccumulate _,
                    TensorOp.Pack _,
                    TensorOp.Unpack _,
                    TensorOp.Print _,
                    TensorOp.CheckFinite _,
                    TensorOp.RequireEqual _,
                    TensorOp.Fail _,
                    ControlOp _ ->
                throw new IrException("a value of type " + tensor.type() + " is used before it is stored");
        };
    }

    Value convert(Value scalar, DType dtype) {
        return scalar.dtype() == dtype ? scalar : emit(new ScalarOp.Convert(scalar, dtype));
    }

    /// An index variable that has the value of `scalar`.
    static Affine variable(Value scalar) {
        var constant = scalar.constant();
        return constant != null ? Affine.of(Dim.of(constant.bits())) : Affine.of(scalar);
    }

    /// `start` clamped so that a block of `size` lies inside `extent`.
    Affine clampedStart(Value start, Dim extent, Dim size) {
        var last = extent.minus(size);
        if (last.is(0)) {
            return Affine.ZERO;
        }
        return variable(clamp(scalar(start), size(last)));
    }

    Value clamp(Value index, Value last) {
        var notNegative = binary(BinaryFn.MAX, index, constant(DType.I64, 0));
        return binary(BinaryFn.MIN, notNegative, last);
    }

    private Value randomBits(Value keys, TensorType type, List<Affine> index) {
        var key = at(keys, index.subList(0, keys.rank()));
        var block = new Shape(type.shape().dims().subList(keys.rank(), type.rank()));
        var counter = word(Affine.dot(index.subList(keys.rank(), type.rank()), block.strides()));
        return new Threefry(this).bits(key, counter, type.dtype());
    }

    private Value argReduce(TensorOp.ArgReduce arg, Scope scope, List<Affine> index) {
        var x = arg.x();
        var axis = List.of(arg.axis());
        var first = at(x, IndexMaps.merge(x.rank(), axis, index, List.of(Affine.ZERO)));
        var loop = open(scope);
        var i = variable(loop);
        var best = loop.g.parameter(first.type());
        var bestAt = loop.g.parameter(TensorType.scalar(DType.I64));
        homes.put(best, loop);
        homes.put(bestAt, loop);
        var next = Affine.of(i).plus(Dim.ONE);
        var candidate = at(x, IndexMaps.merge(x.rank(), axis, index, List.of(next)));
        var beyond = compare(arg.fn() == ReduceFn.MAX ? CompareFn.GT : CompareFn.LT, candidate, best);
        if (x.dtype().isFloat()) {
            // the first NaN is beyond all numbers, and nothing is beyond it
            var isNaN = compare(CompareFn.NE, candidate, candidate);
            var firstNaN = binary(BinaryFn.AND, isNaN, compare(CompareFn.EQ, best, best));
            beyond = binary(BinaryFn.OR, beyond, firstNaN);
        }
        var yields = List.of(
                emit(new ScalarOp.Select(beyond, candidate, best)),
                emit(new ScalarOp.Select(beyond, value(next), bestAt)));
        var count = size(x.shape().dim(arg.axis()).plus(-1));
        var results =
                scope.g.append(new ControlOp.For(count, List.of(first, constant(DType.I64, 0)), loop.g.finish(yields)));
        results.forEach(r -> define(scope, r));
        return results.get(1);
    }
}
