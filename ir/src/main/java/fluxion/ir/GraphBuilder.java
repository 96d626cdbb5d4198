package fluxion.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Appends operations to one region. Equal operations on the same values give one value ("value numbering"), values of
/// the regions around it included; so do sums and products that differ in the order of their operands.
///
/// The named methods below are shorthand for [#append(Op)]; they add no meaning of their own.
public final class GraphBuilder {
    private final @Nullable GraphBuilder parent;
    private final boolean numbering;
    private final List<Value> parameters = new ArrayList<>();
    private final List<Region.Node> body = new ArrayList<>();
    private final Map<Op, List<Value>> numbered = new HashMap<>();
    private @Nullable SourcePosition position;

    /// Creates a builder of an empty region.
    public GraphBuilder() {
        this(null, true);
    }

    private GraphBuilder(@Nullable GraphBuilder parent, boolean numbering) {
        this.parent = parent;
        this.numbering = numbering;
        this.position = parent == null ? null : parent.position;
    }

    /// A builder that keeps equal operations apart.
    public static GraphBuilder withoutNumbering() {
        return new GraphBuilder(null, false);
    }

    /// A builder of a region inside this one.
    public GraphBuilder nested() {
        return new GraphBuilder(this, numbering);
    }

    /// Gives the values appended from now on the position `where`.
    public GraphBuilder at(@Nullable SourcePosition where) {
        position = where;
        return this;
    }

    /// The position that appended values get.
    public @Nullable SourcePosition position() {
        return position;
    }

    /// Adds a parameter.
    public Value parameter(Type type) {
        return parameter(type, position);
    }

    /// Adds a parameter with a position of its own.
    public Value parameter(Type type, @Nullable SourcePosition where) {
        var parameter = Value.free(type, where);
        parameters.add(parameter);
        return parameter;
    }

    /// The parameters added so far, in order.
    public List<Value> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /// Appends `op`, or finds the equal one that is already there, and gives its results.
    ///
    /// @throws IrException if `op` is ill-typed
    public List<Value> append(Op op) {
        var known = known(op);
        if (known != null) {
            return known;
        }
        var types = op.types();
        var results = new ArrayList<Value>(types.size());
        for (int i = 0; i < types.size(); i++) {
            results.add(new Value(op, i, types.get(i), position));
        }
        return append(new Region.Node(op, results, position));
    }

    /// Moves `node` here from a region that is given up: its results stay the same values. Gives those of the equal
    /// operation that is already there, if there is one.
    public List<Value> move(Region.Node node) {
        var known = known(node.op());
        return known != null ? known : append(node);
    }

    /// The results of an equal operation; a sum or product of numbers is equal to the one in the other order.
    private @Nullable List<Value> known(Op op) {
        if (!numbering || !op.isNumbered()) {
            return null;
        }
        var known = numbered(op);
        return known == null && op instanceof ScalarOp.Binary(var fn, var x, var y) && fn.isCommutative() && x != y
                ? numbered(new ScalarOp.Binary(fn, y, x))
                : known;
    }

    /// The results of `op` if it is here or in a region around.
    private @Nullable List<Value> numbered(Op op) {
        for (var g = this; g != null; g = g.parent) {
            var known = g.numbered.get(op);
            if (known != null) {
                return known;
            }
        }
        return null;
    }

    private List<Value> append(Region.Node node) {
        body.add(node);
        if (numbering && node.op().isNumbered()) {
            numbered.put(node.op(), node.results());
        }
        return node.results();
    }

    /// Lets the results of `node`, which is not appended here, stand for equal operations.
    public void know(Region.Node node) {
        if (numbering && node.op().isNumbered()) {
            numbered.putIfAbsent(node.op(), node.results());
        }
    }

    /// Appends an operation of one result.
    public Value add(Op op) {
        return append(op).getFirst();
    }

    /// How many operations have been appended so far.
    public int size() {
        return body.size();
    }

    /// What has been appended so far, in order: a live view.
    public List<Region.Node> body() {
        return Collections.unmodifiableList(body);
    }

    /// Ends the region.
    public Region finish(List<Value> yields) {
        return new Region(parameters, body, yields);
    }

    // ---------------------------------------------------------------- scalars and elementwise operations

    /// A scalar constant, rounded to `dtype`.
    public Value constant(DType dtype, double value) {
        return add(ScalarOp.Constant.of(dtype, value));
    }

    /// An integer scalar constant.
    public Value constant(DType dtype, long value) {
        return add(ScalarOp.Constant.of(dtype, value));
    }

    /// A bool constant.
    public Value constant(boolean value) {
        return add(ScalarOp.Constant.of(value));
    }

    /// A tensor of type `type`, each element of which is `value`.
    public Value full(TensorType type, double value) {
        return broadcast(constant(type.dtype(), value), type.shape());
    }

    /// The zero of `type`: a tensor of zeros, the empty list, or the empty frame.
    public Value zero(Type type) {
        return switch (type) {
            case TensorType tensor -> full(tensor, 0);
            case ListType list -> add(new TensorOp.ListNew(list));
            case FrameType _ -> add(new TensorOp.Pack(List.of()));
            case BufferType _ -> throw new IrException("a buffer has no zero");
        };
    }

    /// The extent `dim` as a scalar of type `dtype`.
    public Value size(Dim dim, DType dtype) {
        return dim.isConstant() ? constant(dtype, dim.constant()) : convert(add(new ScalarOp.Size(dim)), dtype);
    }

    /// `fn(x)`
    public Value unary(UnaryFn fn, Value x) {
        return add(new ScalarOp.Unary(fn, x));
    }

    /// `fn(x, y)`
    public Value binary(BinaryFn fn, Value x, Value y) {
        return add(new ScalarOp.Binary(fn, x, y));
    }

    /// `x + y`
    public Value add(Value x, Value y) {
        return binary(BinaryFn.ADD, x, y);
    }

    /// `x - y`
    public Value sub(Value x, Value y) {
        return binary(BinaryFn.SUB, x, y);
    }

    /// `x * y`
    public Value mul(Value x, Value y) {
        return binary(BinaryFn.MUL, x, y);
    }

    /// `x / y`
    public Value div(Value x, Value y) {
        return binary(BinaryFn.DIV, x, y);
    }

    /// `-x`
    public Value neg(Value x) {
        return unary(UnaryFn.NEG, x);
    }

    /// `fn(x, y)` as a bool
    public Value compare(CompareFn fn, Value x, Value y) {
        return add(new ScalarOp.Compare(fn, x, y));
    }

    /// `condition ? whenTrue : whenFalse`
    public Value select(Value condition, Value whenTrue, Value whenFalse) {
        return add(new ScalarOp.Select(condition, whenTrue, whenFalse));
    }

    /// `x` as `dtype`; `x` itself if it has that dtype
    public Value convert(Value x, DType dtype) {
        return x.dtype() == dtype ? x : add(new ScalarOp.Convert(x, dtype));
    }

    /// `fn(operands)`
    public Value elementary(ElementaryFn fn, Value... operands) {
        return add(new TensorOp.Elementary(fn, List.of(operands)));
    }

    // ---------------------------------------------------------------- whole tensors

    /// `x` with axis i at axis `axes[i]` of `shape`; `x` itself if it has that shape
    public Value broadcast(Value x, Shape shape, List<Integer> axes) {
        return x.shape().equals(shape) ? x : add(new TensorOp.Broadcast(x, shape, axes));
    }

    /// A scalar repeated to `shape`.
    public Value broadcast(Value scalar, Shape shape) {
        return broadcast(scalar, shape, List.of());
    }

    /// `x` reshaped; `x` itself if it has that shape
    public Value reshape(Value x, Shape shape) {
        return x.shape().equals(shape) ? x : add(new TensorOp.Reshape(x, shape));
    }

    /// `x` with its axes permuted
    public Value transpose(Value x, List<Integer> permutation) {
        for (int i = 0; i < permutation.size(); i++) {
            if (permutation.get(i) != i) {
                return add(new TensorOp.Transpose(x, permutation));
            }
        }
        return x;
    }

    /// `fn` over `axes`; `x` itself if there are none
    public Value reduce(ReduceFn fn, Value x, List<Integer> axes) {
        return axes.isEmpty() ? x : add(new TensorOp.Reduce(fn, x, axes));
    }
}
