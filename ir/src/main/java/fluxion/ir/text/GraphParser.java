package fluxion.ir.text;

import fluxion.ir.Function;
import fluxion.ir.Graph;
import fluxion.ir.GraphBuilder;
import fluxion.ir.Op;
import fluxion.ir.OpSchema;
import fluxion.ir.Procedure;
import fluxion.ir.Program;
import fluxion.ir.Region;
import fluxion.ir.TensorType;
import fluxion.ir.Type;
import fluxion.ir.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/// Reads the text form. Values may have any names, and comments are skipped; operations stay apart even if equal.
public final class GraphParser {
    private final Tokens in;
    private final Map<String, Function> functions = new HashMap<>();
    private final Map<String, Procedure> procedures = new HashMap<>();
    private final AttributeParser attributes;
    private final Map<String, Value> values = new HashMap<>();

    private GraphParser(String text) {
        this.in = new Tokens(text);
        this.attributes = new AttributeParser(in, functions, procedures);
    }

    /// The graph that `text` is about: the last one.
    ///
    /// @throws ParseException if it is no graph, or an operation is ill-typed
    public static Graph parse(String text) {
        return new GraphParser(text).file();
    }

    /// The program that `text` is.
    ///
    /// @throws ParseException if it is no program, or an operation is ill-typed
    public static Program parseProgram(String text) {
        return new GraphParser(text).program();
    }

    /// The types that `text` lists, with commas between: `f32[B, 784], i32[B]`.
    ///
    /// @throws ParseException if it is no such list
    public static List<TensorType> parseTypes(String text) {
        var parser = new GraphParser(text);
        var types = new ArrayList<TensorType>();
        while (!parser.in.atEnd()) {
            if (!types.isEmpty()) {
                parser.in.expect(",");
            }
            types.add(parser.attributes.tensorType());
        }
        return types;
    }

    private Graph file() {
        while (true) {
            declarations();
            int from = in.offset();
            var function = graph();
            if (in.atEnd()) {
                procedures.values().stream()
                        .filter(procedure -> !procedure.isDefined())
                        .forEach(procedure -> {
                            throw in.error(from, procedure + " is declared, and no graph before this one defines it");
                        });
                return function.primal();
            }
            keep(from, function);
        }
    }

    private void keep(int from, Function function) {
        var declared = procedures.get(function.name());
        if (declared == null) {
            functions.put(function.name(), function);
        } else {
            in.located(from, () -> {
                declared.define(function.primal().region());
                return declared;
            });
        }
    }

    private void declarations() {
        while (in.acceptWord("declare")) {
            int from = in.offset();
            var name = attributes.symbol();
            in.expect("{");
            List<String> symbols = named("symbols", () -> in.word("a symbol"));
            in.expect(",");
            List<Type> parameters = named("parameters", attributes::type);
            in.expect(",");
            List<Type> results = named("results", attributes::type);
            in.expect(",");
            List<Integer> inPlace = named("inPlace", attributes::integer);
            in.expect("}");
            var procedure = in.located(from, () -> Procedure.declare(name, symbols, parameters, results, inPlace));
            if (procedures.putIfAbsent(name, procedure) != null || functions.containsKey(name)) {
                throw in.error(from, "a second @" + name);
            }
        }
    }

    private Program program() {
        declarations();
        while (in.isAt("graph")) {
            int from = in.offset();
            keep(from, graph());
            declarations();
        }
        expectWord("program");
        in.expect("{");
        List<TensorType> arguments = named("arguments", attributes::tensorType);
        in.expect(",");
        List<TensorType> results = named("results", attributes::tensorType);
        in.expect(",");
        List<Integer> inPlace = named("inPlace", attributes::integer);
        in.expect("}");
        return new Program(file(), arguments, results, inPlace);
    }

    private <T> List<T> named(String name, Supplier<T> element) {
        expectWord(name);
        in.expect("=");
        return attributes.list(element);
    }

    private void expectWord(String word) {
        if (!in.acceptWord(word)) {
            throw in.unexpected("'" + word + "'");
        }
    }

    private Function graph() {
        expectWord("graph");
        int from = in.offset();
        var name = attributes.symbol();
        if (functions.containsKey(name)) {
            throw in.error(from, "a second graph @" + name);
        }
        Optional<Graph> pullBack = Optional.empty();
        Optional<Graph> pushForward = Optional.empty();
        boolean recompute = false;
        if (in.accept("{")) {
            do {
                if (in.acceptWord("pullBack")) {
                    in.expect("=");
                    pullBack = Optional.of(attributes.function().primal());
                } else if (in.acceptWord("pushForward")) {
                    in.expect("=");
                    pushForward = Optional.of(attributes.function().primal());
                } else {
                    expectWord("recompute");
                    in.expect("=");
                    expectWord("true");
                    recompute = true;
                }
            } while (in.accept(","));
            in.expect("}");
        }
        values.clear();
        var builder = GraphBuilder.withoutNumbering();
        return new Function(new Graph(name, region(builder)), pullBack, pushForward, recompute);
    }

    private Region region(GraphBuilder g) {
        var defined = new ArrayList<String>();
        if (in.accept("(")) {
            while (!in.accept(")")) {
                if (!g.parameters().isEmpty()) {
                    in.expect(",");
                }
                int from = in.offset();
                var name = valueName();
                in.expect(":");
                define(from, name, g.parameter(attributes.type()), defined);
            }
        }
        in.expect("{");
        List<Value> yields = List.of();
        while (!in.accept("}")) {
            if (in.acceptWord("yield")) {
                yields = operands();
                in.expect("}");
                break;
            }
            statement(g, defined);
        }
        defined.forEach(values::remove);
        return g.finish(yields);
    }

    private void statement(GraphBuilder g, List<String> defined) {
        int from = in.offset();
        var names = new ArrayList<String>();
        if (in.isAt("%")) {
            do {
                names.add(valueName());
            } while (in.accept(","));
            in.expect("=");
        }
        int at = in.offset();
        var mnemonic = in.word("an operation");
        var schema = in.located(at, () -> OpSchema.named(mnemonic));
        var op = op(schema, at, g);
        var results = in.located(at, () -> g.append(op));
        if (results.size() != names.size()) {
            throw in.error(
                    from, mnemonic + " gives " + results.size() + " results, and " + names.size() + " are named");
        }
        for (int i = 0; i < results.size(); i++) {
            define(from, names.get(i), results.get(i), defined);
        }
    }

    private Op op(OpSchema schema, int at, GraphBuilder g) {
        var attribute = attributes.attributes(schema);
        var parts = new Object[schema.parts().size()];
        boolean first = true;
        for (int i = 0; i < parts.length; i++) {
            var part = schema.parts().get(i);
            if (part.kind() == OpSchema.Kind.OPERAND || part.kind() == OpSchema.Kind.OPERANDS) {
                if (!first) {
                    in.expect(",");
                }
                first = false;
                parts[i] = part.kind() == OpSchema.Kind.OPERAND ? operand() : attributes.list(this::operand);
            }
        }
        for (int i = 0; i < parts.length; i++) {
            var part = schema.parts().get(i);
            if (part.kind() == OpSchema.Kind.REGION) {
                parts[i] = region(g.nested());
            } else if (part.kind() == OpSchema.Kind.ATTRIBUTE) {
                parts[i] = Objects.requireNonNull(attribute.get(part.name()));
            }
        }
        return in.located(at, () -> schema.create(parts));
    }

    private List<Value> operands() {
        var operands = new ArrayList<Value>();
        do {
            operands.add(operand());
        } while (in.accept(","));
        return operands;
    }

    private Value operand() {
        int from = in.offset();
        var name = valueName();
        var value = values.get(name);
        if (value == null) {
            throw in.error(from, "%" + name + " is not defined here");
        }
        return value;
    }

    private String valueName() {
        in.expect("%");
        return in.read(c -> c != '-' && Tokens.isWord(c), "the name of a value");
    }

    private void define(int from, String name, Value value, List<String> defined) {
        if (values.putIfAbsent(name, value) != null) {
            throw in.error(from, "%" + name + " is defined already");
        }
        defined.add(name);
    }
}
