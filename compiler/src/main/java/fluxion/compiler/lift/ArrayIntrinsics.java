package fluxion.compiler.lift;

import fluxion.ir.BinaryFn;
import fluxion.ir.CompareFn;
import fluxion.ir.ControlOp;
import fluxion.ir.DType;
import fluxion.ir.Failure;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Shape;
import fluxion.ir.TensorOp;
import fluxion.ir.TensorType;
import fluxion.ir.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What takes the place of the library's methods on arrays.
final class ArrayIntrinsics {
    private static final String COMPANIONS = "fluxion/runtime/companion/Companions";
    private static final char PLACE = Failure.PLACE;

    private final Instructions at;
    private final ArrayAccess arrays;
    private final GraphBuilder g;

    private ArrayIntrinsics(Instructions at) {
        this.at = at;
        this.arrays = new ArrayAccess(at);
        this.g = at.g();
    }

    /// One row a method.
    static Map<String, Intrinsics.Intrinsic> rows() {
        var rows = new LinkedHashMap<String, Intrinsics.Intrinsic>();
        for (var type : List.of("D", "F", "I", "J", "Z")) {
            var array = "[" + type;
            rows.put(array + ".clone()Ljava/lang/Object;", a -> of(a).copy(a.get(0)));
            rows.put("java/util/Arrays.fill(" + array + type + ")V", a -> of(a).fill(a.get(0), a.number(1)));
            rows.put(
                    "java/util/Arrays.fill(" + array + "II" + type + ")V",
                    a -> of(a).fill(a.get(0), a.number(1), a.number(2), a.number(3)));
            rows.put(
                    "java/util/Arrays.copyOf(" + array + "I)" + array,
                    a -> of(a).copyOf(a.get(0), a.at().constant(0), a.number(1)));
            rows.put(
                    "java/util/Arrays.copyOfRange(" + array + "II)" + array,
                    a -> of(a).copyOfRange(a.get(0), a.number(1), a.number(2)));
        }
        rows.put(
                "java/lang/System.arraycopy(Ljava/lang/Object;ILjava/lang/Object;II)V",
                a -> of(a).arraycopy(a.get(0), a.number(1), a.get(2), a.number(3), a.number(4)));
        for (var type : List.of("D", "F")) {
            var array = "[[" + type;
            rows.put(COMPANIONS + ".like(" + array + ")" + array, a -> of(a).like(a.get(0)));
            rows.put(COMPANIONS + ".copy(" + array + ")" + array, a -> of(a).copy(a.get(0)));
            rows.put(
                    COMPANIONS + ".rows([" + type + "II)" + array,
                    a -> of(a).matrix(a.get(0), a.number(1), a.number(2)));
        }
        rows.put("java/util/Objects.checkIndex(II)I", a -> of(a).checkIndex(a.number(0), a.number(1)));
        return rows;
    }

    private static ArrayIntrinsics of(Intrinsics.Arguments arguments) {
        return new ArrayIntrinsics(arguments.at());
    }

    /// The elements of `array`, which may be a row, as a tensor of their own.
    static Value content(JavaValue array, Instructions at) {
        return new ArrayIntrinsics(at).content(array);
    }

    private Value zero() {
        return at.constant(0);
    }

    private Value content(JavaValue array) {
        var part = arrays.part(array);
        var content = part.content(at.state());
        if (part.row().isEmpty()) {
            return content;
        }
        // a row, as a tensor of its own
        var type = new TensorType(content.dtype(), Shape.of(part.length()));
        return rounds(
                arrays.size(part.length()),
                arrays.zeros(type),
                (body, i, row) -> body.add(
                        new TensorOp.Store(row, List.of(i), body.add(new TensorOp.Load(content, part.index(i))))));
    }

    // ---------------------------------------------------------------- the methods

    private Optional<JavaValue> copy(JavaValue array) {
        var content = content(array);
        return Optional.of(arrays.array(g.add(new TensorOp.Copy(content))));
    }

    private Optional<JavaValue> like(JavaValue array) {
        return Optional.of(arrays.array(arrays.zeros(content(array).tensorType())));
    }

    private Optional<JavaValue> matrix(JavaValue flat, Value rows, Value columns) {
        var extents = at.method().lifting().extents();
        var shape = Shape.of(extents.of(rows, at), extents.of(columns, at));
        return Optional.of(arrays.array(g.add(new TensorOp.Copy(g.reshape(content(flat), shape)))));
    }

    private Optional<JavaValue> fill(JavaValue array, Value value) {
        if (array instanceof JavaValue.Reference(var name)
                && at.state().elements(name).rank() == 1) {
            var type = at.state().elements(name).tensorType();
            arrays.set(name, g.add(new TensorOp.Copy(g.broadcast(element(value, type.dtype()), type.shape()))));
            return Optional.empty();
        }
        return fillPart(array, zero(), arrays.size(arrays.part(array).length()), value);
    }

    private Optional<JavaValue> fill(JavaValue array, Value from, Value to, Value value) {
        var length = arrays.size(arrays.part(array).length());
        failIf(
                g.compare(CompareFn.GT, from, to),
                IllegalArgumentException.class,
                "fromIndex(" + PLACE + ") > toIndex(" + PLACE + ")",
                from,
                to);
        failIf(
                g.compare(CompareFn.LT, from, zero()),
                ArrayIndexOutOfBoundsException.class,
                "Array index out of range: " + PLACE,
                from);
        failIf(
                g.compare(CompareFn.GT, to, length),
                ArrayIndexOutOfBoundsException.class,
                "Array index out of range: " + PLACE,
                to);
        return fillPart(array, from, to, value);
    }

    private Optional<JavaValue> fillPart(JavaValue array, Value from, Value to, Value value) {
        var part = arrays.part(array);
        var content = part.content(at.state());
        var element = element(value, content.dtype());
        var start = g.convert(from, DType.I64);
        arrays.set(
                part.name(),
                rounds(
                        g.sub(to, from),
                        content,
                        (body, i, to0) -> body.add(new TensorOp.Store(to0, part.index(body.add(start, i)), element))));
        return Optional.empty();
    }

    private Value element(Value value, DType dtype) {
        return dtype == DType.BOOL ? Arithmetic.toBool(value, g) : value;
    }

    private Optional<JavaValue> copyOf(JavaValue array, Value from, Value length) {
        var dim = at.method().lifting().extents().of(length, at);
        var source = content(array);
        var type = new TensorType(source.dtype(), Shape.of(dim));
        var available = g.sub(arrays.size(source.shape().dim(0)), from);
        var count = g.binary(BinaryFn.MIN, length, available);
        var start = g.convert(from, DType.I64);
        return Optional.of(arrays.array(rounds(
                count,
                arrays.zeros(type),
                (body, i, to) -> body.add(new TensorOp.Store(
                        to, List.of(i), body.add(new TensorOp.Load(source, List.of(body.add(start, i)))))))));
    }

    private Optional<JavaValue> copyOfRange(JavaValue array, Value from, Value to) {
        var length = arrays.size(arrays.part(array).length());
        failIf(g.compare(CompareFn.GT, from, to), IllegalArgumentException.class, PLACE + " > " + PLACE, from, to);
        failIf(
                g.binary(BinaryFn.OR, g.compare(CompareFn.LT, from, zero()), g.compare(CompareFn.GT, from, length)),
                ArrayIndexOutOfBoundsException.class,
                "arraycopy: source index " + PLACE + " out of bounds for length " + PLACE,
                from,
                length);
        return copyOf(array, from, g.sub(to, from));
    }

    private Optional<JavaValue> arraycopy(JavaValue from, Value start, JavaValue to, Value target, Value count) {
        var source = arrays.part(from);
        var destination = arrays.part(to);
        for (var negative : List.of(start, target, count)) {
            failIf(
                    g.compare(CompareFn.LT, negative, zero()),
                    ArrayIndexOutOfBoundsException.class,
                    "arraycopy: index or length " + PLACE + " is negative",
                    negative);
        }
        checkEnd("source", start, count, arrays.size(source.length()));
        checkEnd("destination", target, count, arrays.size(destination.length()));
        // within one array the elements are copied as if all were read before any is written
        var old = source.name() == destination.name() ? content(from) : source.content(at.state());
        var elements = source.name() == destination.name() ? g.add(new TensorOp.Copy(old)) : old;
        boolean whole = source.row().isEmpty() || source.name() == destination.name();
        var first = g.convert(start, DType.I64);
        var place = g.convert(target, DType.I64);
        arrays.set(destination.name(), rounds(count, destination.content(at.state()), (body, i, array) -> {
            var at0 = body.add(first, i);
            var element = body.add(new TensorOp.Load(elements, whole ? List.of(at0) : source.index(at0)));
            return body.add(new TensorOp.Store(array, destination.index(body.add(place, i)), element));
        }));
        return Optional.empty();
    }

    private void checkEnd(String what, Value start, Value count, Value length) {
        var end = g.add(g.convert(start, DType.I64), g.convert(count, DType.I64));
        failIf(
                g.compare(CompareFn.GT, end, g.convert(length, DType.I64)),
                ArrayIndexOutOfBoundsException.class,
                "arraycopy: last " + what + " index " + PLACE + " out of bounds for length " + PLACE,
                end,
                length);
    }

    private Optional<JavaValue> checkIndex(Value index, Value length) {
        failIf(
                g.binary(BinaryFn.OR, g.compare(CompareFn.LT, index, zero()), g.compare(CompareFn.GE, index, length)),
                IndexOutOfBoundsException.class,
                "Index " + PLACE + " out of bounds for length " + PLACE,
                index,
                length);
        return Optional.of(new JavaValue.Scalar(index));
    }

    // ---------------------------------------------------------------- what they are made of

    /// One round of a loop that changes an array.
    private interface Round {
        Value apply(GraphBuilder body, Value i, Value array);
    }

    /// `array` after `count`, an `i32`, rounds.
    private Value rounds(Value count, Value array, Round round) {
        var body = g.nested();
        var i = body.parameter(TensorType.scalar(DType.I64));
        var carried = body.parameter(array.type());
        var next = round.apply(body, i, carried);
        return g.append(new ControlOp.For(g.convert(count, DType.I64), List.of(array), body.finish(List.of(next))))
                .getFirst();
    }

    private void failIf(Value condition, Class<?> exception, String message, Value... values) {
        var whenTrue = g.nested();
        whenTrue.append(new TensorOp.Fail(exception.getName(), message, List.of(values)));
        g.append(new ControlOp.If(
                condition, whenTrue.finish(List.of()), g.nested().finish(List.of())));
    }
}
