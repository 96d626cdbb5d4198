package fluxion.ir;

import static fluxion.ir.TypeRules.bufferType;
import static fluxion.ir.TypeRules.expect;
import static fluxion.ir.TypeRules.one;
import static fluxion.ir.TypeRules.scalar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The operations of lowered programs on buffers.
///
/// A program is a [Graph] whose parameters are buffers: those of the arguments, then those of the results, each
/// row-major and as large as its tensor. On the *host level*, the body of the program, there are scalars, [Alloc],
/// [Kernel], [Contract], [Convolve], list operations, reports and control flow. Inside a [Kernel] there are scalars,
/// [Read], [Write], [Parallel], [Fold] and control flow that carries scalars. Only [Read] and [Write] may occur on both
/// levels.
public sealed interface BufferOp extends ProgramOp {
    /// A new buffer; what it holds is not defined.
    record Alloc(BufferType type) implements BufferOp {
        @Override
        public List<Type> types() {
            return one(type);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// The element at `offset + sum(indices[i] * strides[i])`, which must lie inside.
    ///
    /// @param indices `i64` scalars
    record Read(Value buffer, Dim offset, List<Value> indices, List<Dim> strides) implements BufferOp {
        /// Copies the lists.
        public Read {
            indices = List.copyOf(indices);
            strides = List.copyOf(strides);
        }

        @Override
        public List<Type> types() {
            address(this, indices, strides);
            return one(TensorType.scalar(bufferType(this, buffer).dtype()));
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// Sets the element at `offset + sum(indices[i] * strides[i])`, which must lie inside.
    ///
    /// @param indices `i64` scalars
    record Write(Value buffer, Dim offset, List<Value> indices, List<Dim> strides, Value value) implements BufferOp {
        /// Copies the lists.
        public Write {
            indices = List.copyOf(indices);
            strides = List.copyOf(strides);
        }

        @Override
        public List<Type> types() {
            address(this, indices, strides);
            scalar(this, value, bufferType(this, buffer).dtype());
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    private static void address(Op op, List<Value> indices, List<Dim> strides) {
        expect(op, indices.size() == strides.size(), () -> indices.size() + " indices, " + strides.size() + " strides");
        indices.forEach(index -> scalar(op, index, DType.I64));
    }

    /// A parallel loop on the host level: `body` for each index of the space `grid`, in any order, on any thread.
    /// No iteration reads what another writes.
    ///
    /// @param name for listings and profilers
    /// @param reads the buffers that the body reads
    /// @param writes the buffers that the body writes (it may read those too)
    /// @param body an `i64` parameter an axis of the grid; yields nothing
    record Kernel(String name, List<Dim> grid, List<Value> reads, List<Value> writes, Region body) implements BufferOp {
        /// Copies the lists.
        public Kernel {
            grid = List.copyOf(grid);
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }

        @Override
        public List<Type> types() {
            reads.forEach(b -> bufferType(this, b));
            writes.forEach(b -> bufferType(this, b));
            space(this, grid, body, List.of());
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// A parallel loop inside a kernel: `body` for each index of the space `extents`, in any order. The last axis
    /// is the one that vector units run along.
    ///
    /// @param body an `i64` parameter an axis; yields nothing
    record Parallel(List<Dim> extents, Region body) implements BufferOp {
        /// Copies the list.
        public Parallel {
            extents = List.copyOf(extents);
        }

        @Override
        public List<Type> types() {
            space(this, extents, body, List.of());
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// The values of `body` over the space `extents` combined by `fn`, in the order that [TensorOp.Reduce] defines.
    ///
    /// @param body an `i64` parameter an axis; yields one scalar and writes nothing
    record Fold(ReduceFn fn, List<Dim> extents, Region body) implements BufferOp {
        /// Copies the list.
        public Fold {
            extents = List.copyOf(extents);
        }

        @Override
        public List<Type> types() {
            expect(
                    this,
                    body.yields().size() == 1,
                    () -> "the body yields " + body.yieldTypes() + ", expected one scalar");
            var type = body.yields().getFirst().tensorType();
            expect(this, type.rank() == 0 && fn.accepts(type.dtype()), () -> fn + " of " + type);
            space(this, extents, body, one(type));
            return one(type);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    private static void space(Op op, List<Dim> extents, Region body, List<Type> yields) {
        var parameters = Collections.<Type>nCopies(extents.size(), TensorType.scalar(DType.I64));
        TypeRules.expectTypes(op, "parameters of the body", parameters, body.parameterTypes());
        TypeRules.expectTypes(op, "yields of the body", yields, body.yieldTypes());
    }

    /// A contraction on the host level: for each batch index h, row i and column j,
    /// `c[(h * rows + i) * columns + j] = epilogue(sum, h, i, j)`, where the sum over `inner` is accumulated as
    /// [TensorOp.Dot] defines.
    ///
    /// @param a read at `aOffset + h * aStrides[0] + i * aStrides[1] + k * aStrides[2]`
    /// @param b read at `bOffset + h * bStrides[0] + k * bStrides[1] + j * bStrides[2]`
    /// @param reads the buffers that the epilogue reads
    /// @param epilogue `(sum, h, i, j) -> element`; writes nothing
    record Contract(
            Value a,
            Value b,
            Value c,
            Dim batch,
            Dim rows,
            Dim columns,
            Dim inner,
            Dim aOffset,
            List<Dim> aStrides,
            Dim bOffset,
            List<Dim> bStrides,
            List<Value> reads,
            Region epilogue)
            implements BufferOp {
        /// Copies the lists.
        public Contract {
            aStrides = List.copyOf(aStrides);
            bStrides = List.copyOf(bStrides);
            reads = List.copyOf(reads);
        }

        @Override
        public List<Type> types() {
            combined(this, a, b, c, reads, epilogue);
            expect(this, aStrides.size() == 3 && bStrides.size() == 3, "three strides an operand are needed");
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// A convolution on the host level: for each group g, batch index n, position p and column o, `c[..] =
    /// epilogue(sum, 0, i, g * columns + o)`, where i counts the pairs of n and p in row-major order of the result:
    /// with `overBatch` p is outside and n inside, else n is outside. The sum is accumulated over the taps f and
    /// the inner index k as [TensorOp.Convolution] defines: with `overBatch` k is outermost, else innermost. Along
    /// each axis of space `s * dilationA = p * stride + f * dilationB - low`, and only taps with s in `0 ..
    /// extent-1` count. With `winograd` the sums are what [fluxion.ir.math.Winograd] gives, as there.
    ///
    /// @param a read at `aOffset` and strides along group, batch, inner and the axes of space
    /// @param b read at `bOffset` and strides along group, inner, columns and the axes of space
    /// @param c written row by row, `groups * columns` elements each
    /// @param winograd whether it is evaluated by Winograd's algorithm
    /// @param reads the buffers that the epilogue reads
    /// @param epilogue `(sum, 0, i, j) -> element`; writes nothing
    record Convolve(
            Value a,
            Value b,
            Value c,
            boolean overBatch,
            Dim groups,
            Dim batch,
            Dim inner,
            Dim columns,
            List<Dim> positions,
            List<Dim> taps,
            List<Dim> extents,
            List<Dim> low,
            List<Integer> strides,
            List<Integer> dilationA,
            List<Integer> dilationB,
            Dim aOffset,
            List<Dim> aStrides,
            Dim bOffset,
            List<Dim> bStrides,
            boolean winograd,
            List<Value> reads,
            Region epilogue)
            implements BufferOp {
        /// Copies the lists.
        public Convolve {
            positions = List.copyOf(positions);
            taps = List.copyOf(taps);
            extents = List.copyOf(extents);
            low = List.copyOf(low);
            strides = List.copyOf(strides);
            dilationA = List.copyOf(dilationA);
            dilationB = List.copyOf(dilationB);
            aStrides = List.copyOf(aStrides);
            bStrides = List.copyOf(bStrides);
            reads = List.copyOf(reads);
        }

        /// The number of axes of space.
        public int space() {
            return strides.size();
        }

        /// The number of rows of `c`.
        public Dim rows() {
            return positions.stream().reduce(batch, Dim::times);
        }

        /// The number of elements in a row of `c`.
        public Dim width() {
            return groups.times(columns);
        }

        @Override
        public List<Type> types() {
            combined(this, a, b, c, reads, epilogue);
            var sizes = List.of(
                    positions.size(),
                    taps.size(),
                    extents.size(),
                    low.size(),
                    dilationA.size(),
                    dilationB.size(),
                    aStrides.size() - 3,
                    bStrides.size() - 3);
            expect(
                    this,
                    space() > 0 && sizes.stream().allMatch(n -> n == space()),
                    () -> space() + " strides, but " + sizes
                            + " positions, taps, extents, lows, dilations and strides of the operands");
            boolean fits = !overBatch
                    && bufferType(this, c).dtype() == DType.F32
                    && Windows.fitsWinograd(groups, taps, strides, dilationA, dilationB);
            expect(this, !winograd || fits, () -> Windows.WINOGRAD);
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Checks the operands and the epilogue of a contraction or convolution.
    private static void combined(Op op, Value a, Value b, Value c, List<Value> reads, Region epilogue) {
        var dtype = bufferType(op, c).dtype();
        expect(
                op,
                bufferType(op, a).dtype() == dtype && bufferType(op, b).dtype() == dtype && dtype != DType.BOOL,
                () -> "operands have types " + TypeRules.types(List.of(a, b, c))
                        + "; they must be numbers of one dtype");
        reads.forEach(r -> bufferType(op, r));
        var scalar = TensorType.scalar(dtype);
        var parameters = new ArrayList<Type>(List.of(scalar));
        parameters.addAll(Collections.nCopies(3, TensorType.scalar(DType.I64)));
        TypeRules.expectTypes(op, "parameters of the epilogue", parameters, epilogue.parameterTypes());
        TypeRules.expectTypes(op, "yields of the epilogue", one(scalar), epilogue.yieldTypes());
    }

    /// A new, empty list of scalars, buffers or lists.
    record BufferListNew(ListType type) implements BufferOp {
        @Override
        public List<Type> types() {
            return one(type);
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// Appends `element`, a scalar or a copy of a buffer or list, to `list`.
    record BufferListAppend(Value list, Value element) implements BufferOp {
        @Override
        public List<Type> types() {
            TypeRules.expectTypes(
                    this, "element", one(TypeRules.listType(this, list).element()), one(element.type()));
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Element `index` of `list`, a list of scalars or frames; zero for an index outside.
    record BufferListElement(Value list, Value index) implements BufferOp {
        @Override
        public List<Type> types() {
            scalar(this, index, DType.I64);
            var type = TypeRules.listType(this, list);
            expect(
                    this,
                    type.element() instanceof TensorType || type.element() instanceof FrameType,
                    () -> "a list of type " + type + ", expected one of scalars or frames");
            return one(type.element());
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// Copies element `index` of `list` into `into`, a buffer or a list; zeros, or nothing, for an index outside.
    record BufferListRead(Value list, Value index, Value into) implements BufferOp {
        @Override
        public List<Type> types() {
            scalar(this, index, DType.I64);
            TypeRules.expectTypes(
                    this, "into", one(TypeRules.listType(this, list).element()), one(into.type()));
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Adds `element` to the one at `index` of `list`, which is made longer with zeros where needed. A negative
    /// index adds nothing.
    record BufferListAccumulate(Value list, Value index, Value element) implements BufferOp {
        @Override
        public List<Type> types() {
            scalar(this, index, DType.I64);
            TypeRules.expectTypes(
                    this, "element", one(TypeRules.listType(this, list).element()), one(element.type()));
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// The number of elements of `list`, an `i64` scalar.
    record BufferListLength(Value list) implements BufferOp {
        @Override
        public List<Type> types() {
            TypeRules.listType(this, list);
            return one(TensorType.scalar(DType.I64));
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// A frame of `values`: scalars, frames, and copies of buffers and lists.
    record BufferPack(List<Value> values) implements BufferOp {
        /// Copies the list.
        public BufferPack {
            values = List.copyOf(values);
        }

        @Override
        public List<Type> types() {
            return one(new FrameType());
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// The values in `frame`, of the types `contents`: scalars and frames are results, buffers and lists are copied
    /// into `into`, in order. Where the frame is empty, zeros.
    record BufferUnpack(Value frame, List<Value> into, List<Type> contents) implements BufferOp {
        /// Copies the lists.
        public BufferUnpack {
            into = List.copyOf(into);
            contents = List.copyOf(contents);
        }

        @Override
        public List<Type> types() {
            TypeRules.frame(this, frame);
            TypeRules.expectTypes(
                    this,
                    "into",
                    contents.stream().filter(BufferUnpack::isCopied).toList(),
                    TypeRules.types(into));
            return contents.stream().filter(type -> !isCopied(type)).toList();
        }

        /// Whether a value of type `type` is copied into another one.
        public static boolean isCopied(Type type) {
            return type instanceof BufferType || type instanceof ListType;
        }

        @Override
        public boolean hasEffect() {
            return !into.isEmpty();
        }

        @Override
        public boolean isNumbered() {
            return false;
        }
    }

    /// Reports the tensor of type `type` in `buffer` under `label`.
    record Report(String label, TensorType type, Value buffer) implements BufferOp {
        @Override
        public List<Type> types() {
            bufferType(this, buffer);
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Fails, naming `where`, if an element of the tensor of type `type` in `buffer` is NaN or infinite.
    record AssertFinite(String where, TensorType type, Value buffer) implements BufferOp {
        @Override
        public List<Type> types() {
            bufferType(this, buffer);
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Fails with `message` unless the two extents are equal.
    record AssertEqual(Dim left, Dim right, String message) implements BufferOp {
        @Override
        public List<Type> types() {
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Fails unless `index` is that of an element of `buffer`, which is accessed there next. An array of exactly the
    /// size of the buffer checks it itself.
    record AssertInside(Value buffer, Value index) implements BufferOp {
        @Override
        public List<Type> types() {
            bufferType(this, buffer);
            scalar(this, index, DType.I64);
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }

    /// Fails with an exception of class `exception` (binary name) and `message`, in which each
    /// [Failure#PLACE] stands for the next of `values`, scalars. Where the message is empty, the exception has
    /// none.
    record Abort(String exception, String message, List<Value> values) implements BufferOp {
        /// Copies the list.
        public Abort {
            values = List.copyOf(values);
        }

        @Override
        public List<Type> types() {
            Failure.check(this, message, values);
            return List.of();
        }

        @Override
        public boolean hasEffect() {
            return true;
        }
    }
}
