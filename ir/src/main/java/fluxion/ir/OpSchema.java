package fluxion.ir;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the header of an [Op] record says: its mnemonic, operands, regions and attributes.
public final class OpSchema {
    private static final ClassValue<OpSchema> OF = new ClassValue<>() {
        @Override
        protected OpSchema computeValue(Class<?> type) {
            return new OpSchema(type.asSubclass(Record.class));
        }
    };

    /// Made when text is first parsed: a program that parses none needs the schemas of the few operations in it, and a
    /// schema loads a class and generates another.
    private static final class Named {
        static final Map<String, OpSchema> BY_MNEMONIC =
                all().collect(Collectors.toUnmodifiableMap(OpSchema::mnemonic, schema -> schema));
    }

    /// What a component of a record is.
    public enum Kind {
        /// One [Value].
        OPERAND,
        /// A list of values.
        OPERANDS,
        /// A [Region].
        REGION,
        /// Anything else.
        ATTRIBUTE
    }

    /// A component of a record.
    ///
    /// @param name its name
    /// @param kind what it is
    /// @param component the component itself
    public record Part(String name, Kind kind, RecordComponent component) {}

    private final Class<? extends Record> type;
    private final String mnemonic;
    private final List<Part> parts;
    private final RecordAccess access;
    private final Kind[] kinds;
    // the numbers of the parts of each kind
    private final int[] values;
    private final int[] regions;
    private final int[] attributes;

    private OpSchema(Class<? extends Record> type) {
        this.type = type;
        this.mnemonic =
                type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        this.parts = Arrays.stream(type.getRecordComponents())
                .map(c -> new Part(c.getName(), kind(c), c))
                .toList();
        this.kinds = parts.stream().map(Part::kind).toArray(Kind[]::new);
        this.access = RecordAccess.to(type, kinds);
        this.values = numbers(Kind.OPERAND, Kind.OPERANDS);
        this.regions = numbers(Kind.REGION);
        this.attributes = numbers(Kind.ATTRIBUTE);
    }

    private int[] numbers(Kind... kinds) {
        return IntStream.range(0, parts.size())
                .filter(i -> List.of(kinds).contains(parts.get(i).kind()))
                .toArray();
    }

    private static Kind kind(RecordComponent c) {
        if (c.getType() == Value.class) {
            return Kind.OPERAND;
        }
        if (c.getType() == Region.class) {
            return Kind.REGION;
        }
        return c.getGenericType() instanceof ParameterizedType p && p.getActualTypeArguments()[0] == Value.class
                ? Kind.OPERANDS
                : Kind.ATTRIBUTE;
    }

    /// The schemas of all operations, in the order of their files.
    public static Stream<OpSchema> all() {
        return Stream.of(ScalarOp.class, ControlOp.class, TensorOp.class, BufferOp.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                .map(OF::get);
    }

    /// The schema of `op`.
    public static OpSchema of(Op op) {
        return OF.get(op.getClass());
    }

    /// The schema of the operation called `mnemonic` in the text form.
    ///
    /// @throws IrException if there is none
    public static OpSchema named(String mnemonic) {
        var schema = Named.BY_MNEMONIC.get(mnemonic);
        if (schema == null) {
            throw new IrException("unknown operation '" + mnemonic + "'");
        }
        return schema;
    }

    /// The name of `op` in the text form.
    public static String mnemonic(Op op) {
        return of(op).mnemonic;
    }

    /// The name in the text form.
    public String mnemonic() {
        return mnemonic;
    }

    /// The record class.
    public Class<? extends Record> type() {
        return type;
    }

    /// The components, in header order.
    public List<Part> parts() {
        return parts;
    }

    /// The operands of `op`, in order.
    public static List<Value> operands(Op op) {
        var operands = new ArrayList<Value>();
        forEachOperand(op, operands::add);
        return operands;
    }

    /// Shows each operand of `op` to `action`, in order.
    public static void forEachOperand(Op op, Consumer<Value> action) {
        of(op).access.forEachOperand(op, action);
    }

    /// Whether `op` uses `operands`, in this order, and nothing else: it has no regions.
    public static boolean isOver(Op op, Value[] operands) {
        var schema = of(op);
        if (schema.regions.length > 0) {
            return false;
        }
        int next = 0;
        for (int i : schema.values) {
            var part = schema.access.get(op, i);
            if (schema.kinds[i] == Kind.OPERAND) {
                if (next == operands.length || operands[next++] != part) {
                    return false;
                }
            } else {
                var list = (List<?>) part;
                for (int k = 0; k < list.size(); k++) {
                    if (next == operands.length || operands[next++] != list.get(k)) {
                        return false;
                    }
                }
            }
        }
        return next == operands.length;
    }

    /// The components of `op`, one for each of [#parts()]: values, lists of values, regions and attributes.
    public static List<Object> components(Op op) {
        var schema = of(op);
        var components = new ArrayList<Object>(schema.parts.size());
        for (int i = 0; i < schema.parts.size(); i++) {
            components.add(schema.access.get(op, i));
        }
        return components;
    }

    /// The nested regions of `op`, in order.
    public static List<Region> regions(Op op) {
        var schema = of(op);
        if (schema.regions.length == 0) {
            return List.of();
        }
        var regions = new ArrayList<Region>(schema.regions.length);
        for (int i : schema.regions) {
            regions.add((Region) schema.access.get(op, i));
        }
        return regions;
    }

    /// The attributes of `op` by name, in order.
    public static Map<String, Object> attributes(Op op) {
        var schema = of(op);
        var attributes = new LinkedHashMap<String, Object>();
        for (int i : schema.attributes) {
            attributes.put(schema.parts.get(i).name(), schema.access.get(op, i));
        }
        return attributes;
    }

    /// Whether operations of this class have regions.
    public boolean hasRegions() {
        return regions.length > 0;
    }

    /// The number of attributes.
    public int attributeCount() {
        return attributes.length;
    }

    /// Attribute number `index` of `op`, which is of this class.
    public Object attribute(Op op, int index) {
        return access.get(op, attributes[index]);
    }

    /// Shows each attribute of `op` to `action`, in order.
    public static void forEachAttribute(Op op, Consumer<Object> action) {
        var schema = of(op);
        for (int i : schema.attributes) {
            action.accept(schema.access.get(op, i));
        }
    }

    /// The names of the symbols in the attributes of `op`, in order of appearance: not those in the types of its
    /// operands.
    public static SequencedSet<String> symbols(Op op) {
        var symbols = new LinkedHashSet<String>();
        forEachAttribute(op, attribute -> symbols(attribute, symbols));
        return symbols;
    }

    private static void symbols(Object attribute, SequencedSet<String> to) {
        switch (attribute) {
            case Dim dim -> to.addAll(dim.symbols());
            case Shape shape -> shape.dims().forEach(dim -> to.addAll(dim.symbols()));
            case Type type -> to.addAll(type.symbols());
            case List<?> list -> list.forEach(item -> symbols(item, to));
            default -> {}
        }
    }

    /// The same operation on other operands and regions; `op` itself if none differs.
    @SuppressWarnings("unchecked") // kind OPERANDS is List<Value>
    public static Op map(Op op, UnaryOperator<Value> value, UnaryOperator<Region> region) {
        var schema = of(op);
        var mapped = new Object[schema.parts.size()];
        boolean changed = false;
        for (int i = 0; i < mapped.length; i++) {
            var part = schema.access.get(op, i);
            mapped[i] = switch (schema.kinds[i]) {
                case OPERAND -> value.apply((Value) part);
                case OPERANDS -> map((List<Value>) part, value);
                case REGION -> region.apply((Region) part);
                case ATTRIBUTE -> part;
            };
            changed |= mapped[i] != part;
        }
        return changed ? schema.create(mapped) : op;
    }

    private static List<Value> map(List<Value> values, UnaryOperator<Value> value) {
        var mapped = new ArrayList<Value>(values.size());
        boolean changed = false;
        for (var v : values) {
            var m = value.apply(v);
            changed |= m != v;
            mapped.add(m);
        }
        return changed ? mapped : values;
    }

    /// Creates an operation from its parts, in header order.
    public Op create(@Nullable Object... parts) {
        try {
            return (Op) access.create(parts);
        } catch (ClassCastException | NullPointerException e) {
            throw new IrException(mnemonic + ": cannot be made from " + Arrays.toString(parts));
        }
    }
}
