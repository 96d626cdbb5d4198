package fluxion.ir.text;

import fluxion.ir.BufferType;
import fluxion.ir.DType;
import fluxion.ir.Dim;
import fluxion.ir.FrameType;
import fluxion.ir.Function;
import fluxion.ir.IrException;
import fluxion.ir.ListType;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Shape;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Reads attributes and types.
final class AttributeParser {
    private final Tokens in;
    private final Map<String, Function> functions;
    private final Map<String, Procedure> procedures;

    AttributeParser(Tokens in, Map<String, Function> functions, Map<String, Procedure> procedures) {
        this.in = in;
        this.functions = functions;
        this.procedures = procedures;
    }

    /// Reads the attributes of an operation; gives them by component name.
    Map<String, Object> attributes(OpSchema schema) {
        var parts = schema.parts().stream()
                .filter(p -> p.kind() == OpSchema.Kind.ATTRIBUTE)
                .toList();
        var attributes = new HashMap<String, Object>();
        var dtype = DType.I64;
        var separator = "{";
        for (var part : parts) {
            var omitted = Attributes.DEFAULTS.get(part.name());
            if (omitted != null && !in.isAt(separator)) {
                attributes.put(part.name(), omitted);
                continue;
            }
            in.expect(separator);
            separator = ",";
            boolean isBits = part.name().equals(Attributes.BITS);
            in.expect(isBits ? Attributes.BITS_TEXT : part.name());
            in.expect("=");
            var value = isBits ? bits(dtype) : value(part.component().getGenericType());
            attributes.put(part.name(), value);
            dtype = value instanceof DType d ? d : dtype;
        }
        if (!separator.equals("{")) {
            in.expect("}");
        }
        return attributes;
    }

    private Object bits(DType dtype) {
        int from = in.offset();
        var text = in.scalar("a number");
        return number(from, text, dtype.toString(), () -> Literals.parse(dtype, text));
    }

    private <T> T number(int from, String text, String what, Supplier<T> value) {
        try {
            return value.get();
        } catch (NumberFormatException e) {
            throw in.error(from, "'" + text + "' is no " + what);
        }
    }

    /// Reads a value of the Java type `type`.
    private Object value(java.lang.reflect.Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(() -> value(list.getActualTypeArguments()[0]));
        }
        int from = in.offset();
        if (type == String.class) {
            return in.string();
        }
        if (type == Function.class) {
            return function();
        }
        if (type == Procedure.class) {
            return procedure();
        }
        if (type == Type.class) {
            return type();
        }
        if (type == Shape.class) {
            return shape();
        }
        if (type == TensorType.class || type == ListType.class || type == BufferType.class) {
            var found = type();
            if (found.getClass() != type) {
                throw in.error(
                        from, "the type " + found + " where a " + ((Class<?>) type).getSimpleName() + " is needed");
            }
            return found;
        }
        var text = in.scalar("an attribute");
        if (type == int.class || type == Integer.class) {
            return number(from, text, "integer", () -> Integer.valueOf(text));
        }
        if (type == long.class) {
            return number(from, text, "integer", () -> Long.valueOf(text));
        }
        if (type == boolean.class) {
            return bool(from, text);
        }
        if (type == Dim.class) {
            return in.located(from, () -> Dim.parse(text));
        }
        if (type instanceof Class<?> c && c.isEnum()) {
            return constant(from, text, c);
        }
        throw new IrException("an attribute of " + type + " has no text form");
    }

    private boolean bool(int from, String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw in.error(from, "'" + text + "' is neither true nor false");
        }
        return text.equals("true");
    }

    private Object constant(int from, String text, Class<?> type) {
        var constants = Arrays.asList(type.getEnumConstants());
        return constants.stream()
                .filter(c -> c.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> in.error(
                        from,
                        "'" + text + "' is none of "
                                + constants.stream().map(Object::toString).collect(Collectors.joining(", "))));
    }

    /// Reads a symbol: the name without `@`.
    String symbol() {
        in.expect("@");
        return in.isAt("\"") ? in.string() : in.read(c -> Tokens.isWord(c) || c == '.' || c == '$', "a name");
    }

    /// Reads the symbol of a function that stands before.
    Function function() {
        int from = in.offset();
        var name = symbol();
        var function = functions.get(name);
        if (function == null) {
            throw in.error(from, "no graph @" + name + " stands before this one");
        }
        return function;
    }

    /// Reads the symbol of a procedure that is declared before.
    private Procedure procedure() {
        int from = in.offset();
        var name = symbol();
        var procedure = procedures.get(name);
        if (procedure == null) {
            throw in.error(from, "@" + name + " is not declared before this");
        }
        return procedure;
    }

    /// Reads a list in brackets.
    <T> List<T> list(Supplier<T> element) {
        var list = new ArrayList<T>();
        in.expect("[");
        while (!in.accept("]")) {
            if (!list.isEmpty()) {
                in.expect(",");
            }
            list.add(element.get());
        }
        return list;
    }

    private Shape shape() {
        return new Shape(list(this::dim));
    }

    private Dim dim() {
        int from = in.offset();
        var text = in.scalar("a dimension");
        return in.located(from, () -> Dim.parse(text));
    }

    private DType dtype() {
        int from = in.offset();
        var word = in.word("a type");
        return in.located(from, () -> DType.parse(word));
    }

    /// Reads a type.
    Type type() {
        if (in.acceptWord("list")) {
            in.expect("<");
            var element = type();
            in.expect(">");
            return new ListType(element);
        }
        if (in.acceptWord("frame")) {
            return new FrameType();
        }
        if (in.acceptWord("buffer")) {
            in.expect("<");
            var dtype = dtype();
            in.expect(",");
            var size = dim();
            in.expect(">");
            return new BufferType(dtype, size);
        }
        var dtype = dtype();
        return new TensorType(dtype, in.isAt("[") ? shape() : Shape.SCALAR);
    }

    TensorType tensorType() {
        return (TensorType) value(TensorType.class);
    }

    int integer() {
        return (Integer) value(int.class);
    }
}
